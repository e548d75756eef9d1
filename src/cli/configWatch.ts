import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import { type Log, logsError } from '../base/log.ts';
import { type Loop, startLoop } from '../base/loop.ts';
import type { Reconfigure } from '../relay/worker/reconfigure.ts';
import { type Problem, problemsText } from '../settings/problem.ts';
import {
  type Configured,
  type LoadedTemplates,
  type ReadyConfiguration,
  readConfiguredAside,
} from './configured.ts';
import { contentsOf } from './fileContents.ts';

/** Checks whether the file of the configuration was changed, and puts it in force. */
export interface ConfigWatch {
  /** Checks at once, and does not wait until the file stops changing. */
  now(): void;
  stop(): Promise<void>;
}

export interface ConfigWatchParts {
  /** Its path on the command line. */
  readonly options: { readonly config?: string };
  /** What is in force. */
  readonly first: ReadyConfiguration;
  readonly file: string;
  readonly reconfigure: Reconfigure;
  readonly clock: Clock;
  readonly log: Log;
  /** It is in force. */
  readonly onTaken?: (ready: ReadyConfiguration) => void;
}

const CHECK_MS = 1_000;
/** A file that was refused for something else, such as a template, is checked again after this time. */
const AGAIN_MS = 10_000;
/** Problems in one line of the log. */
const MOST_LISTED = 20;

/**
 * A changed file takes effect when two checks have seen the same content, so a half-written file is ignored. One with
 * errors changes nothing.
 */
export function watchConfiguration(parts: ConfigWatchParts): ConfigWatch {
  const { clock, log } = parts;
  const watch = new Watch(parts);
  const onError = logsError(log, 'warn', 'the configuration could not be put in force; tried again');
  const loop: Loop = startLoop({ clock, everyMs: CHECK_MS, onError }, () => watch.check());
  return {
    now() {
      watch.hurry();
      loop.wake();
    },
    stop: () => loop.stop(),
  };
}

class Watch {
  readonly #parts: ConfigWatchParts;
  #templates: LoadedTemplates;
  /** Also named by `.env`, which may change. */
  #file: string;
  #calendarFile: string | undefined;
  #inForce: string;
  /** The content at the last check, if it is not in force. */
  #seen: string | undefined;
  #refused: { readonly state: string; readonly listed: string; readonly againAt: number } | undefined;
  #isHurried = false;

  constructor(parts: ConfigWatchParts) {
    this.#parts = parts;
    this.#templates = parts.first;
    this.#file = parts.file;
    this.#calendarFile = parts.first.settings.calendar.file;
    // What it was when it was read: the start of the bot takes a while, and the file may have changed since.
    this.#inForce = parts.first.contents;
  }

  hurry(): void {
    this.#isHurried = true;
  }

  async check(): Promise<void> {
    const { reconfigure, clock } = this.#parts;
    const isHurried = this.#isHurried;
    this.#isHurried = false;
    const state = this.#state();
    if (state === this.#inForce && !isHurried) {
      this.#seen = undefined;
      if (this.#refused) reconfigure.keep();
      this.#refused = undefined;
      return;
    }
    const isSettled = state === this.#seen;
    this.#seen = state;
    const isRefused = this.#refused?.state === state && clock.monotonic() < this.#refused.againAt;
    if (!isHurried && (!isSettled || isRefused)) return;
    const read = await readConfiguredAside(this.#parts.options, this.#templates);
    // Changed while it was read: the next check sees it.
    if (this.#state() !== state) {
      this.#isHurried = isHurried;
      return;
    }
    if (read.ready) await this.#take(read.ready, read.file);
    else this.#refuse(read, state);
  }

  async #take(ready: ReadyConfiguration, file: string): Promise<void> {
    await setImmediate();
    await this.#parts.reconfigure.take(ready);
    if (ready.templates !== this.#templates.templates) this.#templates = ready;
    this.#file = file;
    this.#calendarFile = ready.settings.calendar.file;
    this.#inForce = ready.contents;
    this.#refused = undefined;
    this.#parts.onTaken?.(ready);
    this.#parts.log.info({ file }, 'the configuration is in force');
  }

  #refuse({ file, problems }: Configured, state: string): void {
    const { reconfigure, clock, log } = this.#parts;
    const errors = problems.filter(({ severity }) => severity === 'error');
    const listed = errors.map((problem) => problemsText([problem], ''));
    const isNew = this.#refused?.listed !== JSON.stringify(listed);
    this.#refused = { state, listed: JSON.stringify(listed), againAt: clock.monotonic() + AGAIN_MS };
    reconfigure.refuse(errors.length, placeOf(errors[0]));
    if (!isNew) return;
    log.error(
      { file, problems: listed.slice(0, MOST_LISTED), errors: errors.length },
      'the changed configuration has errors and is not taken: the one before stays in force',
    );
  }

  /** All files of a configuration, as one text. */
  #state(): string {
    return contentsOf([this.#file, '.env', ...(this.#calendarFile ? [this.#calendarFile] : [])]);
  }
}

/** Without the folder: who may read warnings need not know it. */
function placeOf(problem: Problem | undefined): string | undefined {
  return problem && `${basename(problem.file)}:${problem.line}:${problem.column}`;
}
