import { holdOf, type Silence } from '../../approval/silence.ts';
import { isSpread, SPREAD_MS, spreadInMorning } from '../../approval/spread.ts';
import type { ReminderRow } from '../../store/reminders/reminderRow.ts';
import type { Counts } from '../lookup/runCounts.ts';
import {
  judgedAt,
  type Reminded,
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

/** A chat and a rule of which something is due. */
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

/** Which groups may be said now, and when the others' rows are judged again. */
export function sortBySayable(
  settings: TimeSettings,
  groups: readonly DueGroup[],
  { now, silences, counts }: Pick<Turn, 'now' | 'silences' | 'counts'>,
): { readonly sayable: DueGroup[]; readonly later: PutOffRow[] } {
  const sayable: DueGroup[] = [];
  const later: PutOffRow[] = [];
  for (const group of groups) {
    const open: ReminderRow[] = [];
    for (const row of group.rows) {
      const until = heldUntil(settings, group.place, row, { now, silences });
      if (until === undefined) open.push(row);
      else later.push({ row, until });
    }
    counts.add('silenced', group.rows.length - open.length);
    const [first] = open;
    if (!first) continue;
    const at = judgedAt(settings, group.place, { ...group, instanceCode: first.instance }, now);
    if (at === now) {
      sayable.push({ ...group, rows: open });
      continue;
    }
    counts.add('deferred');
    later.push(...open.map((row) => ({ row, until: at })));
  }
  return { sayable, later };
}

/**
 * When a row that a silence holds back is judged again, ms: what was silenced together is spread over the first minutes.
 * undefined: no silence holds it back.
 */
export function heldUntil(
  settings: TimeSettings,
  place: ReminderTarget,
  row: ReminderRow,
  { now, silences }: Pick<Turn, 'now' | 'silences'>,
): number | undefined {
  const hold = holdOf(silences, row, now);
  if (!hold) return undefined;
  const { instance, chat, rule } = row;
  const at = judgedAt(settings, place, { instanceCode: instance, chat, rule }, hold.until);
  const isOfMany = hold.silence.instance === '' && at === hold.until;
  return isOfMany ? spreadInMorning(`${instance} ${chat}`, at, place.time) : at;
}

/**
 * What was held overnight falls due one by one, and what exceeds the day's number among it becomes one card: it is
 * gathered at a round moment behind the spread, at which it is no longer apart.
 */
export function gatheredAt(now: number): number {
  return (Math.floor(now / SPREAD_MS) + 1) * SPREAD_MS;
}

export function isApart({ dueAt }: ReminderRow): boolean {
  return dueAt !== null && isSpread(dueAt);
}

export function isDue(
  row: ReminderRow,
  { chat, rule }: { chat: string; rule: string },
  now: number,
): boolean {
  return row.chat === chat && row.rule === rule && row.dueAt !== null && row.dueAt <= now;
}

export function groupsOf(
  due: readonly ReminderRow[],
  placeOf: (row: Reminded) => ReminderTarget | undefined,
): { readonly groups: DueGroup[]; readonly isStale: boolean } {
  const groups = new Map<string, DueGroup>();
  let isStale = false;
  for (const row of due) {
    const { chat, rule } = row;
    const key = JSON.stringify([chat, rule]);
    const group = groups.get(key);
    const place = group?.place ?? placeOf({ chat, rule, step: row });
    if (place) groups.set(key, { chat, rule, place, rows: [...(group?.rows ?? []), row] });
    else isStale = true;
  }
  return { groups: [...groups.values()], isStale };
}
