import type { Kysely } from 'kysely';
import type { InstanceRef } from '../../approval/change.ts';
import { REMIND, type WantedReminder } from '../../approval/reminder.ts';
import { pressedSilence, type Silence, type SilencedReminder } from '../../approval/silence.ts';
import { spreadInMorning } from '../../approval/spread.ts';
import { batchedFind } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import {
  BY_RULES,
  isDue,
  POSTPONED,
  postponed,
  type ReminderRow,
  reminderKey,
  SNOOZED,
} from './reminderRow.ts';
import { reminderStatements } from './reminderStatements.ts';

/** A row that is to be checked again at its own time, ms. */
export interface Postponed {
  readonly row: ReminderRow;
  readonly until: number;
}

export type ReminderRows = ReturnType<typeof createReminderRows>;

/** The rows of instances. All but `asked` belongs into a transaction. */
export function createReminderRows(db: Kysely<Schema>, app: string) {
  const does = reminderStatements(db, app);
  const rows = {
    /** All rows of an instance, outside of a transaction. */
    asked: batchedFind(db, does.find),
    /** All rows of several instances, by their codes. */
    async ofAll(on: Kysely<Schema>, instances: readonly string[]): Promise<Map<string, ReminderRow[]>> {
      const all = new Map<string, ReminderRow[]>(instances.map((instance) => [instance, []]));
      const keys = [...all.keys()].map((instance) => ({ instance }));
      for (const row of await does.find.run(on, keys)) all.get(row.instance)?.push(row);
      return all;
    },
    /** Says which of these rows are unchanged since they were read. */
    async unchanged(on: Kysely<Schema>, all: readonly ReminderRow[]): Promise<(row: ReminderRow) => boolean> {
      const codes = all.map((row) => row.instance);
      const stood = await rows.ofAll(on, codes);
      return (row) => stood.get(row.instance)?.some((one) => isAlike(one, row)) ?? false;
    },
    /**
     * Makes the rows of an instance match those that are wanted: new ones are added, old ones removed, and those that
     * stay keep their count and, if postponed, their time. A step that opened again counts as a new one.
     */
    sync: (
      on: Kysely<Schema>,
      about: InstanceRef,
      wanted: readonly WantedReminder[],
      options: SyncOptions,
    ): Promise<void> => rows.syncAll(on, [{ about, wanted, options }]),
    /** The same for different instances. */
    async syncAll(on: Kysely<Schema>, all: readonly RowsToSync[]): Promise<void> {
      const stood = await rows.ofAll(
        on,
        all.map(({ about }) => about.instanceCode),
      );
      const plans = all.map((one) => planSync(one, stood.get(one.about.instanceCode) ?? []));
      await rows.put(
        on,
        plans.flatMap(({ changed }) => changed),
      );
      await rows.drop(
        on,
        plans.flatMap(({ gone }) => gone),
      );
    },
    /** Inserts or updates rows; each may be given only once. */
    async put(on: Kysely<Schema>, all: readonly ReminderRow[]): Promise<void> {
      await does.put.run(on, all);
    },
    async drop(on: Kysely<Schema>, all: readonly ReminderRow[]): Promise<void> {
      for (const row of all) await does.drop.run(on, row);
    },
    /** Sets the time at which rows are checked again, if they are unchanged since they were read. */
    async postpone(on: Kysely<Schema>, all: readonly Postponed[]): Promise<void> {
      const read = all.map(({ row }) => row);
      const isUnchanged = await rows.unchanged(on, read);
      const standing = all.filter(({ row }) => isUnchanged(row));
      const later = standing.map(({ row, until }) => postponed(row, until));
      await rows.put(on, later);
    },
  };
  return rows;
}

interface SyncOptions {
  /** Rows that are due only because of a past time wait for a later one; absent: they are due at once. */
  readonly now?: number;
  /**
   * The configuration or a silence has changed: postponements are dropped, the times that people chose are those of
   * these silences, and what falls due by the change is sent over some minutes.
   */
  readonly anew?: readonly Silence[];
}

interface RowsToSync {
  readonly about: InstanceRef;
  readonly wanted: readonly WantedReminder[];
  readonly options: SyncOptions;
}

/** Which rows of an instance are new or changed, and which are not wanted any more. */
function planSync(
  { about: { instanceCode: instance, approvalCode: approval }, wanted, options }: RowsToSync,
  rows: readonly ReminderRow[],
): { readonly changed: ReminderRow[]; readonly gone: ReminderRow[] } {
  const stood = new Map(rows.map((row) => [reminderKey(row), row]));
  const planned = wanted.map((one): ReminderRow => {
    const { chat, rule, step, person, node, nodeId, since } = one;
    const former = stood.get(reminderKey(one));
    const same = former?.since === since ? former : undefined;
    const { count = 0, remindedAt = null } = same ?? {};
    const about = { instance, approval, chat, rule, step, person, node, nodeId, since };
    return { ...about, count, remindedAt, ...momentOf(one, about, same, options) };
  });
  const changed = planned.filter((row) => {
    const former = stood.get(reminderKey(row));
    return !former || !isAlike(former, row);
  });
  for (const row of planned) stood.delete(reminderKey(row));
  return { changed, gone: [...stood.values()] };
}

/** @param same the stored row; undefined: it is new */
function momentOf(
  { dueAt }: WantedReminder,
  about: SilencedReminder,
  same: ReminderRow | undefined,
  { now = Number.NEGATIVE_INFINITY, anew }: SyncOptions,
): Pick<ReminderRow, 'by' | 'dueAt'> {
  const { count = 0, remindedAt = null } = same ?? {};
  const due = dueAt(count, remindedAt);
  const wasDue = same !== undefined && isDue(same, now);
  const chosen = anew && about.rule === REMIND ? pressedSilence(anew, about, [about])?.until : null;
  if (chosen != null) return { by: SNOOZED, dueAt: chosen };
  if (same && (same.by === SNOOZED ? !anew || wasDue : !anew && isLater(same, due)))
    return { by: same.by, dueAt: same.dueAt };
  if (due === null || due > now || wasDue) return { by: BY_RULES, dueAt: due };
  const { instance, chat } = about;
  const later = anew ? spreadInMorning(`${instance} ${chat}`, now) : dueAt(count, remindedAt, now);
  return { by: POSTPONED, dueAt: later };
}

/** Whether a row is postponed, to no earlier time than the rules set. */
function isLater({ by, dueAt }: ReminderRow, due: number | null): boolean {
  return by === POSTPONED && due !== null && due <= (dueAt ?? 0);
}

function isAlike(stood: ReminderRow, row: ReminderRow): boolean {
  return (Object.keys(row) as (keyof ReminderRow)[]).every((name) => stood[name] === row[name]);
}
