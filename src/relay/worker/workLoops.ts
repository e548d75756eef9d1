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
  /** Deletes a batch of old rows; says when it wants to go on, ms since the epoch. */
  readonly prune: () => Promise<number>;
  readonly clockGuard: Pick<ClockGuard, 'check' | 'jumped'>;
  readonly log: Log;
}

const DELIVER_POLL_MS = 1_000;
/** Marks of another replica come without a word. */
const REFRESH_POLL_MS = 5_000;
/** These say themselves when they want to look; this is for one that failed. */
const REMIND_POLL_MS = 30_000;
const RECONCILE_POLL_MS = 5_000;
/** How long a command waits after one that failed. */
const REPLAY_POLL_MS = 5_000;
/** Whoever asked waits for it. */
const COMMAND_POLL_MS = 500;
/** Those that another replica took come without a word. */
const WELCOME_POLL_MS = 5_000;
/** The same for what is asked in groups; somebody waits for it. */
const ANSWER_POLL_MS = 2_000;
/** Stages record without a word. */
const TALLY_POLL_MS = 1_000;
/** Says itself when it wants to look; this is for one that failed. */
const OPERATORS_POLL_MS = 30_000;
const PRUNE_EVERY_MS = 10 * 60_000;
const CLOCK_EVERY_MS = 60_000;

/** What runs again and again while this process works: one loop for each stage behind the inbox, and one that prunes. */
export class WorkLoops implements WakeUps {
  readonly #pipeline: Pipeline;
  readonly #compose: ComposeLoop;
  readonly #deliver: Loop;
  readonly #refresh: Loop;
  readonly #remind: Loop;
  readonly #reconcile: Loop;
  readonly #replay: Loop;
  readonly #commands: Loop;
  readonly #welcome: Loop;
  readonly #answer: Loop;
  readonly #tally: Loop;
  readonly #operators: Loop;
  readonly #prune: Loop;
  readonly #guard: Loop;
  readonly #clockGuard: WorkLoopsParts['clockGuard'];
  #isStopping = false;

  constructor(parts: WorkLoopsParts) {
    const { pipeline, outbox, clock, log } = parts;
    this.#pipeline = pipeline;
    const onError =
      (what: string) =>
      (thrown: unknown): void =>
        log.error({ loop: what, error: asError(thrown).message }, 'a loop met an error and goes on');
    const loop = (what: string, everyMs: number) => ({ clock, everyMs, onError: onError(what) });
    this.#compose = new ComposeLoop({ ...parts, compose: pipeline.compose, onError: onError('compose') });
    this.#deliver = startLoop(loop('deliver', DELIVER_POLL_MS), async () => {
      await pipeline.deliver.tend();
      pipeline.deliver.wake(await outbox.dueChats(clock.now()));
    });
    this.#refresh = startLoop(loop('refresh', REFRESH_POLL_MS), () => pipeline.refresh.run());
    this.#remind = startLoop(loop('remind', REMIND_POLL_MS), () => pipeline.remind());
    this.#reconcile = startLoop(loop('reconcile', RECONCILE_POLL_MS), () => pipeline.reconcile.tick());
    this.#replay = startLoop(loop('replay', REPLAY_POLL_MS), () => pipeline.replay());
    this.#commands = startLoop(loop('commands', COMMAND_POLL_MS), async () => {
      if (await pipeline.takeCommands()) this.#remind.wake();
    });
    this.#welcome = startLoop(loop('welcome', WELCOME_POLL_MS), () => pipeline.welcome());
    this.#answer = startLoop(loop('answer', ANSWER_POLL_MS), () => pipeline.answer());
    // Answers go first.
    this.#tally = startLoop(loop('tally', TALLY_POLL_MS), () =>
      parts.isIntakeBusy() ? Promise.resolve(Number.POSITIVE_INFINITY) : pipeline.tally(),
    );
    this.#operators = startLoop(loop('operators', OPERATORS_POLL_MS), () => pipeline.tellOperators());
    this.#prune = startLoop(loop('prune', PRUNE_EVERY_MS), () => parts.prune());
    this.#clockGuard = parts.clockGuard;
    this.#guard = startLoop(loop('clock', CLOCK_EVERY_MS), async () => {
      if (await parts.clockGuard.check(() => !this.#isStopping)) this.#wakeAll();
    });
  }

  wakeCompose(at?: number): void {
    this.#compose.wake(at);
  }

  wakeDeliver(chats: readonly string[] | number): void {
    if (typeof chats === 'number') this.#deliver.wakeAt(chats);
    else this.#pipeline.deliver.wake(chats);
  }

  wakeRefresh(at?: number): void {
    if (at === undefined) this.#refresh.wake();
    else this.#refresh.wakeAt(at);
  }

  wakeRemind(): void {
    this.#remind.wake();
  }

  wakeWelcome(): void {
    this.#welcome.wake();
  }

  wakeAnswer(): void {
    this.#answer.wake();
  }

  wakeReconcile(reason: string): void {
    this.#pipeline.reconcile.wake(reason);
    this.#reconcile.wake();
  }

  reconfigured(): void {
    this.#pipeline.reconfigured();
    this.#wakeAll();
    for (const loop of [this.#operators, this.#prune]) loop.wake();
  }

  clockJumped(byMs: number): void {
    this.#clockGuard.jumped(byMs);
    this.#guard.wake();
  }

  /** The stages that look at what is due. */
  #wakeAll(): void {
    for (const loop of [this.#compose, this.#deliver, this.#refresh, this.#remind, this.#reconcile])
      loop.wake();
  }

  /** Starts nothing more; resolves when what is in flight has ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#pipeline.stop();
    const stages = [this.#compose, this.#deliver, this.#refresh, this.#remind, this.#reconcile];
    const own = [
      this.#replay,
      this.#commands,
      this.#welcome,
      this.#answer,
      this.#operators,
      this.#tally,
      this.#prune,
      this.#guard,
    ];
    const loops = [...stages, ...own];
    await Promise.all([...loops.map((loop) => loop.stop()), this.#pipeline.deliver.stop()]);
    await Promise.all([this.#compose.settled(), this.#pipeline.refresh.settled()]);
  }
}
