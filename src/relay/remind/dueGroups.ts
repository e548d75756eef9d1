import { holdOf, type Silence } from '../../approval/silence.ts';
import { type ReminderRow, rowKey } from '../../store/reminders/reminderRow.ts';
import type { Counts } from '../lookup/runCounts.ts';
import {
  judgedAt,
  type PlacedReminder,
  type ReminderTarget,
  type TimeSettings,
} from '../routing/reminderTargets.ts';

/** One instance in one run. */
export interface Turn {
  /** When the run began. */
  readonly now: number;
  readonly counts: Counts;
  /** Those in force as it began. */
  readonly silences: readonly Silence[];
}

/** A chat and a rule of which something is due, and may be said. */
export interface DueGroup {
  readonly chat: string;
  readonly rule: string;
  readonly place: ReminderTarget;
  readonly rows: readonly ReminderRow[];
}

/** A row that is to be judged again at a moment of its own, ms. */
export interface PutOffRow {
  readonly row: ReminderRow;
  readonly until: number;
}

/** What becomes of the rows of an instance that are due. */
export interface SortedRows {
  readonly groups: DueGroup[];
  readonly later: PutOffRow[];
  /** Some of the rows are not wanted any more. */
  readonly isStale: boolean;
}

/** Sorts the rows that are due: what may be said now, by chat and rule, and what may not be. */
export function sortDue(
  settings: TimeSettings,
  due: readonly ReminderRow[],
  wanted: readonly PlacedReminder[],
  turn: Turn,
): SortedRows {
  const places = placesOf(wanted);
  const groups = new Map<string, DueGroup>();
  const later: PutOffRow[] = [];
  let isStale = false;
  for (const row of due) {
    const { chat, rule } = row;
    const place = places.get(rowKey(row));
    const until = place && heldUntil(settings, place, row, turn);
    if (!place) isStale = true;
    else if (until !== undefined) later.push({ row, until });
    else {
      const key = JSON.stringify([chat, rule]);
      const group = groups.get(key) ?? { chat, rule, place, rows: [] };
      groups.set(key, { ...group, rows: [...group.rows, row] });
    }
  }
  return { groups: [...groups.values()], later, isStale };
}

/** The place of each reminder, by the key of its row. */
export function placesOf(wanted: readonly PlacedReminder[]): ReadonlyMap<string, ReminderTarget> {
  return new Map(wanted.map((one) => [rowKey(one), one.place]));
}

/** When a row is judged again that may not be said now, ms: a silence holds it back, or nobody is there. */
export function heldUntil(
  settings: TimeSettings,
  place: ReminderTarget,
  row: ReminderRow,
  { now, silences, counts }: Turn,
): number | undefined {
  const hold = holdOf(silences, row, now);
  const at = judgedAt(settings, place, row, hold?.until ?? now, hold?.silence.instance === '');
  if (!hold && at === now) return undefined;
  counts.add(hold ? 'silenced' : 'deferred');
  return at;
}
