import type { SandboxInstance, Step } from '../world/instance.ts';
import { mustFind } from '../world/world.ts';
import { closeOpenTasks, endTask, openStep, openTask } from './flow.ts';
import type { Act, InstanceEditor } from './instanceEditor.ts';

/** Actions that change who decides, and comments. None makes an instance event; some make task events. */
export class Reassignments {
  readonly #editor: InstanceEditor;

  constructor(editor: InstanceEditor) {
    this.#editor = editor;
  }

  /** An approver hands the task to somebody else. */
  readonly transfer = (code: string, act: Act & { readonly to: string }): void => {
    const { instance, task, watcher } = this.#editor.findTask(code, act);
    mustFind(this.#editor.world.people, act.to, 'person');
    const step = replaceInStep(instance, task.openId, [act.to]);
    endTask(task, 'TRANSFERRED', watcher);
    this.#editor.entry(instance, 'TRANSFER', task.openId, { task, others: [act.to], comment: act.comment });
    openTask(instance, step, act.to, watcher);
    this.#editor.changed(instance);
  };

  /** An approver adds others: in parallel (default), in a step after, or in a step before they decide. */
  readonly addSign = (
    code: string,
    act: Act & { readonly people: readonly string[]; readonly where?: 'parallel' | 'before' | 'after' },
  ): void => {
    const { instance, task, watcher } = this.#editor.findTask(code, act);
    const { people, where = 'parallel', comment } = act;
    for (const openId of people) mustFind(this.#editor.world.people, openId, 'person');
    const added: Step = { node: { ...task.node, type: 'AND' }, people };
    const type = { parallel: 'ADD_APPROVER', before: 'ADD_APPROVER_BEFORE', after: 'ADD_APPROVER_AFTER' }[
      where
    ];
    this.#editor.entry(instance, type, task.openId, { task, others: people, comment });
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
    this.#editor.changed(instance);
  };

  /** Sends it back to an earlier step (default the first), whose people get fresh tasks. */
  readonly sendBack = (code: string, act: Act & { readonly toStep?: number } = {}): void => {
    const { instance, task, watcher } = this.#editor.findTask(code, act);
    closeOpenTasks(instance, 'DONE', watcher, 'ROLLBACK');
    this.#editor.entry(instance, 'ROLLBACK', task.openId, { task, comment: act.comment });
    instance.stepIndex = act.toStep ?? 0;
    openStep(instance, watcher);
    this.#editor.changed(instance);
  };

  /** Somebody comments. */
  readonly comment = (code: string, by: string, text: string): void => {
    const instance = this.#editor.find(code);
    instance.comments.push({
      id: String(instance.comments.length + 1),
      openId: by,
      text,
      at: this.#editor.world.clock.now(),
    });
    this.#editor.changed(instance);
  };

  /** People get a copy. */
  readonly copyTo = (code: string, people: readonly string[]): void => {
    const instance = this.#editor.find(code);
    this.#editor.entry(instance, 'CC', instance.applicant, { others: people });
    this.#editor.changed(instance);
  };
}

/** Replaces `openId` by `people` in the current step, so later steps of the flow count them. */
function replaceInStep(instance: SandboxInstance, openId: string, people: readonly string[]): Step {
  const step = instance.steps[instance.stepIndex];
  if (!step) throw new Error(`instance ${instance.instanceCode} has no current step`);
  const changed = { ...step, people: step.people.flatMap((one) => (one === openId ? people : [one])) };
  instance.steps[instance.stepIndex] = changed;
  return changed;
}
