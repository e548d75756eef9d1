import { openTasks } from '../world/instance.ts';
import { addEntry, advance, closeOpenTasks, endTask, openStep } from './flow.ts';
import type { Act, InstanceEditor } from './instanceEditor.ts';
import { newInstance, type Submission } from './submission.ts';

/**
 * The actions that decide an instance. Each one changes the state at once, pushes what Feishu would push, and throws if
 * it makes no sense, such as an approval of what has ended. `code` is the instance's.
 */
export class Moves {
  readonly #editor: InstanceEditor;

  constructor(editor: InstanceEditor) {
    this.#editor = editor;
  }

  /** Submits a request: PENDING. Returns the instance's code. */
  readonly submit = (submission: Submission): string => {
    const editor = this.#editor;
    const instance = newInstance(editor.world, submission);
    editor.world.instances.set(instance.instanceCode, instance);
    addEntry(instance, {
      type: 'START',
      at: instance.startedAt,
      openId: instance.applicant,
    });
    editor.announce(instance, 'PENDING');
    if (openStep(instance, editor.watch(instance)) === 'finished') editor.end(instance, 'APPROVED');
    return instance.instanceCode;
  };

  /** One approver agrees; APPROVED once the last step is through. */
  readonly approve = (code: string, act: Act = {}): void => {
    const { instance, task, watcher } = this.#editor.findTask(code, act);
    endTask(task, 'APPROVED', watcher);
    this.#editor.entry(instance, 'PASS', task.openId, { task, comment: act.comment });
    if (advance(instance, task, watcher) === 'finished') this.#editor.end(instance, 'APPROVED');
    else this.#editor.changed(instance);
  };

  /** Everybody agrees, step by step, until it is APPROVED. */
  readonly approveAll = (code: string, act: Pick<Act, 'comment'> = {}): void => {
    const instance = this.#editor.find(code, 'PENDING');
    while (instance.status === 'PENDING') this.approve(code, act);
  };

  /** One approver refuses: REJECTED. */
  readonly reject = (code: string, act: Act = {}): void => {
    const { instance, task, watcher } = this.#editor.findTask(code, act);
    endTask(task, 'REJECTED', watcher);
    closeOpenTasks(instance, 'DONE', watcher);
    this.#editor.entry(instance, 'REJECT', task.openId, { task, comment: act.comment });
    this.#editor.end(instance, 'REJECTED');
  };

  /** The applicant withdraws what is pending: CANCELED. */
  readonly withdraw = (code: string, act: Pick<Act, 'comment'> = {}): void => {
    const instance = this.#editor.find(code, 'PENDING');
    closeOpenTasks(instance, 'DONE', this.#editor.watch(instance));
    this.#editor.entry(instance, 'CANCEL', instance.applicant, { comment: act.comment });
    this.#editor.end(instance, 'CANCELED');
  };

  /** What was approved is revoked: the event says REVERTED, the look-up CANCELED with `reverted`. */
  readonly revoke = (code: string, act: Pick<Act, 'comment'> = {}): void => {
    const instance = this.#editor.find(code, 'APPROVED', 'PENDING');
    closeOpenTasks(instance, 'DONE', this.#editor.watch(instance), 'REVERTED');
    instance.reverted = true;
    instance.status = 'CANCELED';
    instance.endedAt = this.#editor.world.clock.now();
    this.#editor.entry(instance, 'CANCEL', instance.applicant, { comment: act.comment });
    this.#editor.announce(instance, 'REVERTED');
  };

  /** An approved request is pending again: somebody asked to withdraw it, and that waits for a decision. */
  readonly reopen = (code: string): void => {
    const instance = this.#editor.find(code, 'APPROVED');
    instance.status = 'PENDING';
    instance.endedAt = 0;
    instance.stepIndex = 0;
    this.#editor.announce(instance, 'PENDING');
    openStep(instance, this.#editor.watch(instance));
  };

  /** An administrator deletes it: DELETED, and get-instance no longer finds it (1390003). */
  readonly remove = (code: string): void => {
    const instance = this.#editor.find(code, 'PENDING', 'APPROVED', 'REJECTED', 'CANCELED');
    closeOpenTasks(instance, 'DONE', this.#editor.watch(instance));
    this.#editor.entry(instance, 'DELETE', '');
    this.#editor.end(instance, 'DELETED');
  };

  /** The time allowed is over. What get-instance then says is not documented; here it does not change. */
  readonly overtimeClose = (code: string): void => {
    this.#overtime(code, 'OVERTIME_CLOSE');
  };

  /** Somebody recovers it after its time was over. */
  readonly overtimeRecover = (code: string): void => {
    this.#overtime(code, 'OVERTIME_RECOVER');
  };

  #overtime(code: string, status: 'OVERTIME_CLOSE' | 'OVERTIME_RECOVER'): void {
    const instance = this.#editor.find(code, 'PENDING');
    for (const task of openTasks(instance)) this.#editor.publisher.task(instance, task, status);
    this.#editor.announce(instance, status);
  }
}
