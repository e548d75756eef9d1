import {
  extentOf,
  type NoticedWarning,
  readWarning,
  subjectOf,
  type Warning,
  type WarningCode,
  type Warnings,
  writeWarning,
} from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import type { Language } from '../../base/language.ts';
import { type Log, logsError } from '../../base/log.ts';
import { startLoop } from '../../base/loop.ts';
import { settleWithin } from '../../base/patience.ts';
import type { WarningRow, WarningRows } from '../../store/warningRows.ts';
import { warningText } from './warningText.ts';

/** All warnings of all replicas. */
export interface WarningRegistry extends Warnings {
  /** The current warnings, oldest first; if the store does not answer, those of this process. Never rejects. */
  list(): Promise<readonly NoticedWarning[]>;
  /** How many there are of each code, as of a few seconds ago. */
  counts(): ReadonlyMap<WarningCode, number>;
  /** Ends those for which `isOver` is true, such as those about an approval that is no longer configured. */
  prune(isOver: (warning: Warning) => boolean): void;
  /** Writes what is not written yet; ends the warnings about this process. */
  stop(): Promise<void>;
}

export interface WarningRegistryParts {
  readonly rows: WarningRows;
  readonly clock: Clock;
  readonly log: Log;
  /** This process: host and process id. */
  readonly by: string;
  /** Of remedies in the log. Default: English. */
  readonly language?: Language;
  readonly patienceMs?: number;
}

/** How often it reads the warnings of other replicas. */
const SYNC_MS = 10_000;
/** How long a warning stays without confirmation: about a process, and about the app. */
const LASTS_MS = { process: 3 * 60_000, app: 49 * 3_600_000 } as const;
/** How often a warning is confirmed in the store. */
const CONFIRM_MS = { process: 60_000, app: 3_600_000 } as const;
/** A confirmation further ahead than this was written with a wrong clock. */
const LONGEST_MS = 50 * 3_600_000;
/** More are only possible if everything is wrong: these are enough. */
const MOST = 500;
const PATIENCE_MS = 1_000; // In real time.

interface TrackedWarning {
  readonly warning: Warning;
  readonly row: WarningRow;
  confirmedAt: number;
}

/** A change that is not in the store yet: a row to write, or to remove. */
interface Unsaved {
  readonly row: WarningRow;
  readonly isOver: boolean;
}

/**
 * Keeps warnings in the store, so every replica shows all of them. Raising and ending only change memory, and are
 * written in the background; while the store is away, they wait.
 *
 * A warning about the app lasts until it is ended, or is not confirmed for two days. One about a process ends with the
 * process.
 */
export async function createWarningRegistry(parts: WarningRegistryParts): Promise<WarningRegistry> {
  const registry = new Registry(parts);
  await registry.sync();
  registry.start();
  return registry;
}

class Registry implements WarningRegistry {
  readonly #parts: WarningRegistryParts;
  readonly #standing = new Map<WarningCode, Map<string, TrackedWarning>>();
  readonly #unsaved = new Map<string, Unsaved>();
  #syncing: Promise<void> | undefined;
  #loop: ReturnType<typeof startLoop> | undefined;
  #isFull = false;
  #cleanedAt = 0;

  constructor(parts: WarningRegistryParts) {
    this.#parts = parts;
  }

  start(): void {
    const { clock, log } = this.#parts;
    const onError = logsError(log, 'debug', 'warnings could not be written or read; tried again');
    this.#loop = startLoop({ clock, everyMs: SYNC_MS, onError }, () => this.sync());
  }

  raise(warning: Warning): void {
    const { clock, by } = this.#parts;
    const { code } = warning;
    const subject = this.#storedSubject(code, subjectOf(warning));
    const data = writeWarning(warning);
    const before = this.#of(code).get(subject);
    const now = clock.now();
    if (before && before.row.data === data && !this.#isUnconfirmed(before, now)) return;
    if (!before && !this.#hasRoom()) return;
    const row = { code, subject, data, noticedAt: before?.row.noticedAt ?? now, noticedBy: by };
    this.#of(code).set(subject, { warning, row, confirmedAt: now });
    this.#save({ row, isOver: false });
    if (before?.row.data !== data) this.#logBegin(warning);
  }

  over(code: WarningCode, subject?: string): void {
    const standing = this.#standing.get(code);
    if (!standing || standing.size === 0) return;
    const stored =
      subject === undefined && extentOf(code) === 'app'
        ? undefined
        : this.#storedSubject(code, subject ?? '');
    for (const one of [...standing.values()])
      if (stored === undefined || one.row.subject === stored) this.#end(one);
  }

  prune(isOver: (warning: Warning) => boolean): void {
    for (const one of this.#all()) if (isOver(one.warning)) this.#end(one);
  }

  async list(): Promise<readonly NoticedWarning[]> {
    const { patienceMs = PATIENCE_MS } = this.#parts;
    await settleWithin(patienceMs, this.sync());
    return this.#all()
      .sort((a, b) => a.row.noticedAt - b.row.noticedAt)
      .map(({ warning, row }) => ({
        warning,
        since: row.noticedAt,
        by: row.noticedBy,
        ...warningText(warning),
      }));
  }

  counts(): ReadonlyMap<WarningCode, number> {
    return new Map([...this.#standing].map(([code, standing]) => [code, standing.size]));
  }

  async stop(): Promise<void> {
    await this.#loop?.stop();
    for (const one of this.#all())
      if (extentOf(one.warning.code) === 'process' && one.row.noticedBy === this.#parts.by)
        this.#unsaved.set(keyOf(one.row), { row: one.row, isOver: true });
    await this.#write();
  }

  /** Writes unsaved changes, confirms current warnings, and reads those of all replicas. One run at a time. */
  sync(): Promise<void> {
    this.#syncing ??= this.#syncOnce().finally(() => {
      this.#syncing = undefined;
    });
    return this.#syncing;
  }

  async #syncOnce(): Promise<void> {
    const { rows, by, clock } = this.#parts;
    const now = clock.now();
    for (const one of this.#all()) {
      const isOurs = extentOf(one.warning.code) === 'process' && one.row.noticedBy === by;
      if (!isOurs || !this.#isUnconfirmed(one, now)) continue;
      one.confirmedAt = now;
      this.#unsaved.set(keyOf(one.row), { row: one.row, isOver: false });
    }
    await this.#write();
    if (Math.abs(now - this.#cleanedAt) >= CONFIRM_MS.process) {
      await rows.removeStale(LONGEST_MS);
      this.#cleanedAt = now;
    }
    const listed = await rows.list(MOST);
    const standing = listed.flatMap((row): TrackedWarning[] => {
      if (this.#unsaved.has(keyOf(row))) return [];
      const warning = readWarning(row.code, row.data);
      const known = warning && this.#of(warning.code).get(row.subject);
      return warning ? [{ warning, row, confirmedAt: known?.confirmedAt ?? now }] : [];
    });
    // Unsaved changes were made while the list was read.
    const kept = this.#all().filter((one) => this.#unsaved.has(keyOf(one.row)));
    this.#standing.clear();
    for (const one of [...standing, ...kept]) this.#of(one.warning.code).set(one.row.subject, one);
  }

  async #write(): Promise<void> {
    const { rows } = this.#parts;
    for (const [key, unsaved] of [...this.#unsaved]) {
      const { row, isOver } = unsaved;
      if (isOver) await rows.remove(row.code, row.subject);
      else await rows.put(row, LASTS_MS[extentOf(row.code as WarningCode)]);
      if (this.#unsaved.get(key) === unsaved) this.#unsaved.delete(key);
    }
  }

  #end(one: TrackedWarning): void {
    const { clock, log } = this.#parts;
    const { code, ids } = one.warning;
    this.#of(code).delete(one.row.subject);
    this.#save({ row: one.row, isOver: true });
    const forMs = Math.max(0, clock.now() - one.row.noticedAt);
    log.info({ warning: code, ...ids, forMs }, 'a warning is over');
  }

  #logBegin(warning: Warning): void {
    const { log, language = 'en' } = this.#parts;
    const { code, ids, details } = warning;
    const { message, remedy } = warningText(warning);
    log.warn({ warning: code, ...ids, ...details, remedy: remedy[language] }, message.en);
  }

  #save(unsaved: Unsaved): void {
    this.#unsaved.set(keyOf(unsaved.row), unsaved);
    this.#loop?.wake();
  }

  #hasRoom(): boolean {
    const hasRoom = this.#all().length < MOST;
    if (!hasRoom && !this.#isFull)
      this.#parts.log.error({ most: MOST }, 'too many warnings at once: no more are recorded');
    this.#isFull = !hasRoom;
    return hasRoom;
  }

  #isUnconfirmed({ warning, confirmedAt }: TrackedWarning, now: number): boolean {
    return Math.abs(now - confirmedAt) >= CONFIRM_MS[extentOf(warning.code)];
  }

  #storedSubject(code: WarningCode, subject: string): string {
    return extentOf(code) === 'process' ? `${this.#parts.by} ${subject}`.trimEnd() : subject;
  }

  #of(code: WarningCode): Map<string, TrackedWarning> {
    const standing = this.#standing.get(code) ?? new Map<string, TrackedWarning>();
    this.#standing.set(code, standing);
    return standing;
  }

  #all(): TrackedWarning[] {
    return [...this.#standing.values()].flatMap((standing) => [...standing.values()]);
  }
}

function keyOf({ code, subject }: WarningRow): string {
  return `${code} ${subject}`;
}
