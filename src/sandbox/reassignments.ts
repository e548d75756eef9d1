import { closeOpenTasks, endTask, openStep, openTask } from './flow.ts';
import type { SandboxInstance, Step } from './instance.ts';
import type { Act, Stage } from './stage.ts';
import { mustFind } from './world.ts';

/** What changes who decides, or is said on the way. None of it makes an instance event; some make task events. */
export class Reassignments {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** An approver hands the task to somebody else. */
  readonly transfer = (code: string, act: Act & { readonly to: string }): void => {
    const { instance, task, watcher } = this.#stage.findTask(code, act);
    mustFind(this.#stage.world.people, act.to, 'person');
    const step = replaceInStep(instance, task.openId, [act.to]);
    endTask(task, 'TRANSFERRED', watcher);
    this.#stage.entry(instance, 'TRANSFER', task.openId, { task, others: [act.to], comment: act.comment });
    openTask(instance, step, act.to, watcher);
    this.#stage.changed(instance);
  };

  /** An approver adds others: beside them (default), in a step after, or in a step before they decide. */
  readonly addSign = (
    code: string,
    act: Act & { readonly people: readonly string[]; readonly where?: 'parallel' | 'before' | 'after' },
  ): void => {
    const { instance, task, watcher } = this.#stage.findTask(code, act);
    const { people, where = 'parallel', comment } = act;
    for (const openId of people) mustFind(this.#stage.world.people, openId, 'person');
    const added: Step = { node: { ...task.node, type: 'AND' }, people };
    const type = { parallel: 'ADD_APPROVER', before: 'ADD_APPROVER_BEFORE', after: 'ADD_APPROVER_AFTER' }[
      where
    ];
    this.#stage.entry(instance, type, task.openId, { task, others: people, comment });
    if (where === 'parallel') {
      const step = replaceInStep(instance, task.openId, [task.openId, ...people]);
      for (const openId of people) openTask(instance, step, openId, watcher);
    } else if (where === 'after') {
      instance.steps.splice(instance.stepIndex + 1, 0, added);
    } else {
      endTask(task, 'DONE', watcher);
      instance.steps.splice(instance.stepIndex, 1, added, { node: task.node, people: [task.openId] });
      openStep(instance, watcher);
    }
    this.#stage.changed(instance);
  };

  /** Sends it back to an earlier step (default the first), whose people get fresh tasks. */
  readonly sendBack = (code: string, act: Act & { readonly toStep?: number } = {}): void => {
    const { instance, task, watcher } = this.#stage.findTask(code, act);
    closeOpenTasks(instance, 'DONE', watcher, 'ROLLBACK');
    this.#stage.entry(instance, 'ROLLBACK', task.openId, { task, comment: act.comment });
    instance.stepIndex = act.toStep ?? 0;
    openStep(instance, watcher);
    this.#stage.changed(instance);
  };

  /** Somebody comments. */
  readonly comment = (code: string, by: string, text: string): void => {
    const instance = this.#stage.find(code);
    instance.comments.push({
      id: String(instance.comments.length + 1),
      openId: by,
      text,
      at: this.#stage.world.clock.now(),
    });
    this.#stage.changed(instance);
  };

  /** People get a copy. */
  readonly copyTo = (code: string, people: readonly string[]): void => {
    const instance = this.#stage.find(code);
    this.#stage.entry(instance, 'CC', instance.applicant, { others: people });
    this.#stage.changed(instance);
  };
}

/** Puts `people` in the place of `openId` in the step under way, so that what follows counts them. */
function replaceInStep(instance: SandboxInstance, openId: string, people: readonly string[]): Step {
  const step = instance.steps[instance.stepIndex];
  if (!step) throw new Error(`instance ${instance.instanceCode} has no step under way`);
  const changed = { ...step, people: step.people.flatMap((one) => (one === openId ? people : [one])) };
  instance.steps[instance.stepIndex] = changed;
  return changed;
}
