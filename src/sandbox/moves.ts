import { addEntry, advance, closeOpenTasks, endTask, openStep } from './flow.ts';
import { openTasks } from './instance.ts';
import type { Act, Stage } from './stage.ts';
import { newInstance, type Submission } from './submission.ts';

/**
 * What decides an instance. Each move changes the state at once, pushes what Feishu would push, and throws on a
 * move that makes no sense (approving what has ended): the caller's mistake. `code` is the instance's.
 */
export class Moves {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Submits a request: PENDING. Returns the instance's code. */
  readonly submit = (submission: Submission): string => {
    const stage = this.#stage;
    const instance = newInstance(stage.world, submission);
    stage.world.instances.set(instance.instanceCode, instance);
    addEntry(instance, {
      type: 'START',
      at: instance.startedAt,
      openId: instance.applicant,
    });
    stage.tell(instance, 'PENDING');
    if (openStep(instance, stage.watch(instance)) === 'finished') stage.end(instance, 'APPROVED');
    return instance.instanceCode;
  };

  /** One approver agrees; APPROVED once the last step is through. */
  readonly approve = (code: string, act: Act = {}): void => {
    const { instance, task, watcher } = this.#stage.findTask(code, act);
    endTask(task, 'APPROVED', watcher);
    this.#stage.entry(instance, 'PASS', task.openId, { task, comment: act.comment });
    if (advance(instance, task, watcher) === 'finished') this.#stage.end(instance, 'APPROVED');
    else this.#stage.changed(instance);
  };

  /** Everybody agrees, step by step, until it is APPROVED. */
  readonly approveAll = (code: string, act: Pick<Act, 'comment'> = {}): void => {
    const instance = this.#stage.find(code, 'PENDING');
    while (instance.status === 'PENDING') this.approve(code, act);
  };

  /** One approver refuses: REJECTED. */
  readonly reject = (code: string, act: Act = {}): void => {
    const { instance, task, watcher } = this.#stage.findTask(code, act);
    endTask(task, 'REJECTED', watcher);
    closeOpenTasks(instance, 'DONE', watcher);
    this.#stage.entry(instance, 'REJECT', task.openId, { task, comment: act.comment });
    this.#stage.end(instance, 'REJECTED');
  };

  /** The applicant withdraws what is pending: CANCELED. */
  readonly withdraw = (code: string, act: Pick<Act, 'comment'> = {}): void => {
    const instance = this.#stage.find(code, 'PENDING');
    closeOpenTasks(instance, 'DONE', this.#stage.watch(instance));
    this.#stage.entry(instance, 'CANCEL', instance.applicant, { comment: act.comment });
    this.#stage.end(instance, 'CANCELED');
  };

  /** What was approved is revoked: the event says REVERTED, the look-up CANCELED with `reverted`. */
  readonly revoke = (code: string, act: Pick<Act, 'comment'> = {}): void => {
    const instance = this.#stage.find(code, 'APPROVED', 'PENDING');
    closeOpenTasks(instance, 'DONE', this.#stage.watch(instance), 'REVERTED');
    instance.reverted = true;
    instance.status = 'CANCELED';
    instance.endedAt = this.#stage.world.clock.now();
    this.#stage.entry(instance, 'CANCEL', instance.applicant, { comment: act.comment });
    this.#stage.tell(instance, 'REVERTED');
  };

  /** What was approved is asked about again (its withdrawal waits for a decision): PENDING once more. */
  readonly reopen = (code: string): void => {
    const instance = this.#stage.find(code, 'APPROVED');
    instance.status = 'PENDING';
    instance.endedAt = 0;
    instance.stepIndex = 0;
    this.#stage.tell(instance, 'PENDING');
    openStep(instance, this.#stage.watch(instance));
  };

  /** An administrator deletes it: DELETED, and get-instance no longer finds it (1390003). */
  readonly remove = (code: string): void => {
    const instance = this.#stage.find(code, 'PENDING', 'APPROVED', 'REJECTED', 'CANCELED');
    closeOpenTasks(instance, 'DONE', this.#stage.watch(instance));
    this.#stage.entry(instance, 'DELETE', '');
    this.#stage.end(instance, 'DELETED');
  };

  /** The time allowed is over. What get-instance says then is not documented: here it stays as it was. */
  readonly overtimeClose = (code: string): void => {
    this.#overtime(code, 'OVERTIME_CLOSE');
  };

  /** Somebody brought it back after its time was over. */
  readonly overtimeRecover = (code: string): void => {
    this.#overtime(code, 'OVERTIME_RECOVER');
  };

  #overtime(code: string, status: 'OVERTIME_CLOSE' | 'OVERTIME_RECOVER'): void {
    const instance = this.#stage.find(code, 'PENDING');
    for (const task of openTasks(instance)) this.#stage.publisher.task(instance, task, status);
    this.#stage.tell(instance, status);
  }
}
