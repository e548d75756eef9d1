import type { Warnings } from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import { type Log, logsError } from '../../base/log.ts';
import { type Loop, startLoop } from '../../base/loop.ts';
import { isTaskType } from '../../feishu/events/changeEvent.ts';
import type { Ledger } from '../../store/ledger.ts';
import type { EventEnd } from '../context/observe.ts';

export interface TaskWatchParts {
  readonly ledger: Pick<Ledger, 'tasksEverPushed' | 'noteTasksPushed'>;
  readonly warnings: Warnings;
  readonly clock: Clock;
  readonly log: Log;
}

const CHECK_MS = 30_000;
/** Feishu repeats a refused push after 15 s and after 5 min. */
const PATIENCE_MS = 10 * 60_000;
/** How many are named. */
const MOST_NAMED = 5;

/**
 * Watches whether Feishu pushes task events. If look-ups find changed steps with chats of their own, and no task event
 * ever came, the event is not added in the developer console: the cards of those steps come late.
 */
export class TaskWatch {
  readonly #parts: TaskWatchParts;
  readonly #loop: Loop;
  readonly #found = new Set<string>();
  /** By the monotonic clock. */
  #foundAt = 0;
  #came: 'not' | 'unnoted' | 'noted' = 'not';

  constructor(parts: TaskWatchParts) {
    this.#parts = parts;
    const { clock, log } = parts;
    const onError = logsError(
      log,
      'warn',
      'whether Feishu pushes task events could not be checked; tried again',
    );
    this.#loop = startLoop({ clock, everyMs: CHECK_MS, onError }, () => this.#check());
  }

  readonly eventEnded = ({ type, reason }: EventEnd): void => {
    if (!isTaskType(type) || reason === 'foreign') return;
    if (this.#came === 'not') this.#came = 'unnoted';
    this.#found.clear();
    this.#parts.warnings.over('tasks-never-pushed');
  };

  /** A look-up without a task event found that steps of an instance changed. */
  readonly stepsFound = (approvalCode: string): void => {
    if (this.#came !== 'not') return;
    if (this.#found.size === 0) this.#foundAt = this.#parts.clock.monotonic();
    if (this.#found.size < MOST_NAMED) this.#found.add(approvalCode);
  };

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #check(): Promise<void> {
    const { ledger, warnings, clock } = this.#parts;
    if (this.#came === 'unnoted') {
      await ledger.noteTasksPushed(clock.now());
      this.#came = 'noted';
    }
    if (this.#found.size === 0 || clock.monotonic() - this.#foundAt < PATIENCE_MS) return;
    const approvals = [...this.#found].sort();
    const cameBefore = await ledger.tasksEverPushed();
    // One may have come meanwhile.
    if (!cameBefore && this.#found.size > 0)
      warnings.raise({ code: 'tasks-never-pushed', ids: { approvals } });
    this.#found.clear();
  }
}
