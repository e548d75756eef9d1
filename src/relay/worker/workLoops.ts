import { asError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { type Loop, startLoop } from '../../base/loop.ts';
import type { Outbox } from '../../store/outbox/outbox.ts';
import type { WakeUps } from '../context/workerSignals.ts';
import type { Pipeline } from '../pipeline.ts';
import type { ClockGuard } from './clockGuard.ts';
import { ComposeLoop, type ComposeLoopParts } from './composeLoop.ts';

export interface WorkLoopsParts extends Pick<ComposeLoopParts, 'inbox' | 'isIntakeBusy' | 'clock'> {
  readonly pipeline: Pipeline;
  readonly outbox: Pick<Outbox, 'dueChats'>;
  /** Deletes a batch of old rows; returns when to continue, ms since the epoch. */
  readonly prune: () => Promise<number>;
  readonly clockGuard: Pick<ClockGuard, 'check' | 'jumped'>;
  readonly log: Log;
}

/**
 * The longest pause of each loop if nothing wakes it, in ms. Runs that return when to run again (remind, reconcile,
 * operators) pause this long after a failure. Another replica's marks, presses and messages do not wake this process.
 */
const EVERY_MS = {
  deliver: 1_000,
  refresh: 5_000,
  remind: 30_000,
  reconcile: 5_000,
  replay: 5_000,
  // A person waits for the result.
  commands: 500,
  answer: 2_000,
  welcome: 5_000,
  tally: 1_000,
  operators: 30_000,
  prune: 10 * 60_000,
  clock: 60_000,
} as const;

type LoopName = keyof typeof EVERY_MS;

/** The loops of the worker: one for each stage behind the inbox, and some others. */
export class WorkLoops implements WakeUps {
  readonly #pipeline: Pipeline;
  readonly #clockGuard: WorkLoopsParts['clockGuard'];
  readonly #compose: ComposeLoop;
  readonly #loops: Readonly<Record<LoopName, Loop>>;
  #isStopping = false;

  constructor(parts: WorkLoopsParts) {
    const { pipeline, clockGuard, outbox, clock, log } = parts;
    this.#pipeline = pipeline;
    this.#clockGuard = clockGuard;
    const onError =
      (what: string) =>
      (thrown: unknown): void =>
        log.error({ loop: what, error: asError(thrown).message }, 'a loop met an error and continues');
    const start = (name: LoopName, run: Parameters<typeof startLoop>[1]): Loop =>
      startLoop({ clock, everyMs: EVERY_MS[name], onError: onError(name) }, run);
    this.#compose = new ComposeLoop({ ...parts, compose: pipeline.compose, onError: onError('compose') });
    this.#loops = {
      deliver: start('deliver', async () => {
        await pipeline.deliver.tend();
        pipeline.deliver.wake(await outbox.dueChats(clock.now()));
      }),
      refresh: start('refresh', () => pipeline.refresh.run()),
      remind: start('remind', () => pipeline.remind()),
      reconcile: start('reconcile', () => pipeline.reconcile.tick()),
      replay: start('replay', () => pipeline.replay()),
      commands: start('commands', async () => {
        if (await pipeline.takeCommands()) this.wakeRemind();
      }),
      welcome: start('welcome', () => pipeline.welcome()),
      answer: start('answer', () => pipeline.answer()),
      // Answers go first.
      tally: start('tally', () =>
        parts.isIntakeBusy() ? Promise.resolve(Number.POSITIVE_INFINITY) : pipeline.tally(),
      ),
      operators: start('operators', () => pipeline.notifyOperators()),
      prune: start('prune', () => parts.prune()),
      clock: start('clock', async () => {
        if (await clockGuard.check(() => !this.#isStopping)) this.#wakeDue();
      }),
    };
  }

  wakeCompose(at?: number): void {
    this.#compose.wake(at);
  }

  wakeDeliver(chats: readonly string[] | number): void {
    if (typeof chats === 'number') this.#loops.deliver.wakeAt(chats);
    else this.#pipeline.deliver.wake(chats);
  }

  wakeRefresh(at?: number): void {
    if (at === undefined) this.#loops.refresh.wake();
    else this.#loops.refresh.wakeAt(at);
  }

  wakeRemind(): void {
    this.#loops.remind.wake();
  }

  wakeWelcome(): void {
    this.#loops.welcome.wake();
  }

  wakeAnswer(): void {
    this.#loops.answer.wake();
  }

  wakeReconcile(reason: string): void {
    this.#pipeline.reconcile.wake(reason);
    this.#loops.reconcile.wake();
  }

  reconfigured(): void {
    this.#pipeline.reconfigured();
    this.#wakeDue();
    this.#loops.operators.wake();
    this.#loops.prune.wake();
  }

  clockJumped(byMs: number): void {
    this.#clockGuard.jumped(byMs);
    this.#loops.clock.wake();
  }

  /** The stages that check what is due. */
  #wakeDue(): void {
    const { deliver, refresh, remind, reconcile } = this.#loops;
    for (const loop of [this.#compose, deliver, refresh, remind, reconcile]) loop.wake();
  }

  /** Starts nothing more; resolves when what is in flight has ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#pipeline.stop();
    const loops = [this.#compose, ...Object.values(this.#loops)];
    await Promise.all([...loops.map((loop) => loop.stop()), this.#pipeline.deliver.stop()]);
    await Promise.all([this.#compose.settled(), this.#pipeline.refresh.settled()]);
  }
}
