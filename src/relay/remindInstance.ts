import { LRUCache } from 'lru-cache';
import { SPREAD_MS, spreadInMorning } from '../approval/spread.ts';
import { isFinal } from '../approval/status.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { zoneOf } from '../base/zone.ts';
import { FULL_DETAIL } from '../cards/cardInput.ts';
import type { FeishuError } from '../feishu/error.ts';
import { verdictOf } from '../feishu/errorCodes.ts';
import { parseSnapshot } from '../feishu/instances.ts';
import type { ApprovalSettings, Settings } from '../settings/settings.ts';
import type { Changes, KnownInstance } from '../store/changes.ts';
import type { FreshInstance, Speaking } from '../store/reminderOrder.ts';
import { PUT_OFF, type ReminderRow } from '../store/reminderRows.ts';
import type { Reminders } from '../store/reminders.ts';
import type { Look, Lookup } from './lookup.ts';
import {
  isGathered,
  judgedAt,
  mannerOf,
  mayBeSaidAt,
  type RemindedPlace,
  remindedPlace,
  wantedReminders,
} from './reminderPlaces.ts';
import type { Counts } from './runCounts.ts';

export interface RemindInstanceParts {
  readonly settings: Pick<Settings, 'approvals' | 'fallback' | 'timezone' | 'calendar'>;
  readonly work: Pick<Changes, 'knownInstance'> &
    Pick<Reminders, 'remindersOf' | 'putOffReminders' | 'remind' | 'resyncReminders'>;
  /** Whose requests go after live work. */
  readonly lookup: Lookup;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts when this process is to work no more. */
  readonly signal: AbortSignal;
  /** These chats have something to hear. */
  readonly onComposed: (chats: readonly string[]) => void;
  /** It does not wait any more, and nobody has told us: to be relayed as if its event had come. */
  readonly onFound: (instanceCode: string, approvalCode: string, look: Look) => Promise<void>;
  /** Feishu did not know it twice, a minute apart: to be relayed as DELETED from the snapshot. */
  readonly onMissing: (instanceCode: string, approvalCode: string) => Promise<void>;
}

/** One instance in one run. */
export interface Turn {
  readonly schedule: string;
  /** When the run began. */
  readonly now: number;
  readonly counts: Counts;
}

/** What is to be folded into one card with others. */
export interface ToFold {
  readonly item: FreshInstance;
  readonly chat: string;
  readonly rule: string;
  readonly isExcess: boolean;
  /** See {@link mannerOf}. */
  readonly manner: string;
}

/** Reminds of one instance, if it still waits. Returns what goes into a card with others. */
export type RemindInstance = (instanceCode: string, turn: Turn) => Promise<ToFold[]>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** One that Feishu does not know is looked for once more after this. */
const MISSING_MS = MINUTE_MS;
/** So close together two answers that it is not known prove that it was deleted. */
const MISSING_TWICE_MS = 10 * MINUTE_MS;
const MOST_MISSING = 10_000;
/** After a look-up that failed, or an ending that was handed on. */
const LATER_MS = 5 * MINUTE_MS;
/** After an answer that only a person can mend, or that nobody understands. */
const MUCH_LATER_MS = 60 * MINUTE_MS;

/** A chat and a rule of which something is due. */
interface DueGroup {
  readonly chat: string;
  readonly rule: string;
  readonly place: RemindedPlace;
  readonly rows: readonly ReminderRow[];
}

/**
 * Reminds of one instance: outside of working time later, otherwise fresh before it speaks. It is looked up once for
 * all chats; an ending that nobody told us of is handed on instead, and a turn that has passed on takes its own clock.
 */
export function createRemindInstance(parts: RemindInstanceParts): RemindInstance {
  const { settings, work, clock } = parts;
  const zone = zoneOf(settings.timezone);
  const missingSince = new LRUCache<string, number>({ max: MOST_MISSING });

  const putOff = async (groups: readonly Pick<DueGroup, 'rows'>[], until: number): Promise<void> => {
    await work.putOffReminders(groups.flatMap(({ rows }) => rows.map((row) => ({ row, until }))));
  };

  /** Puts off what may not be said now; returns what may. */
  const sayable = async (
    instanceCode: string,
    groups: readonly DueGroup[],
    { now, counts }: Turn,
  ): Promise<DueGroup[]> => {
    const sayableNow: DueGroup[] = [];
    for (const group of groups) {
      const at = judgedAt(settings, group.place, { ...group, instanceCode }, now);
      if (at === now) {
        sayableNow.push(group);
        continue;
      }
      counts.add('deferred');
      await putOff([group], at);
    }
    return sayableNow;
  };

  const speakingOf = ({ chat, rule, place }: DueGroup, now: number): Speaking => {
    if (isGathered(place, rule)) return { chat, rule, folds: 'always' };
    const most = place.reminders.perChatPerDay;
    return { chat, rule, folds: { since: zone.atWall(zone.dayAt(now) * DAY_MS), most } };
  };

  const stillWaits = async (
    instanceCode: string,
    approvalCode: string,
    { approval, known, look, groups }: { approval: ApprovalSettings | undefined } & Waiting,
    { now, schedule, counts }: Turn,
  ): Promise<ToFold[]> => {
    const { snapshot, beganAt, instance } = look;
    const item: FreshInstance = {
      instanceCode,
      approvalCode,
      wanted: wantedReminders(settings, approval, instance, known),
      look: { snapshot, lookedAt: beganAt, startedAt: instance.startedAt ?? null },
    };
    const speaking = groups.map((group) => speakingOf(group, now));
    const written = { now: clock.now(), detail: FULL_DETAIL };
    const { isOver, told, folded, spilled, unsent } = await work.remind(item, speaking, written);
    if (isOver) counts.add('ended');
    counts.add('reminded', told.length);
    counts.add('unsent', unsent.length);
    if (told.length > 0) parts.onComposed(told.map(({ chat }) => chat));
    const later = async ({ chat, rule }: Speaking, until: number): Promise<void> => {
      const rows = (await work.remindersOf(instanceCode)).filter((row) => isDue(row, { chat, rule }, now));
      counts.add('deferred');
      await putOff([{ rows }], until);
    };
    const tomorrow = zone.atWall((zone.dayAt(now) + 1) * DAY_MS);
    const groupOf = (one: Speaking): DueGroup | undefined =>
      groups.find(({ chat, rule }) => chat === one.chat && rule === one.rule);
    for (const one of spilled) {
      const group = groupOf(one);
      const at = group && mayBeSaidAt(settings, group.place, tomorrow);
      if (!group || at === undefined) await later(one, tomorrow);
      else await later(one, spreadInMorning(`${instanceCode} ${one.chat}`, at, group.place.time));
    }
    const foldedNow: ToFold[] = [];
    for (const one of folded) {
      const { chat, rule, folds } = one;
      const isExcess = folds !== 'always';
      const isSpread = schedule === PUT_OFF && groups.some(({ rows }) => rows.some(isApart));
      const place = groupOf(one)?.place;
      if (isExcess && isSpread) await later(one, gatheredAt(now));
      else if (place) foldedNow.push({ item, chat, rule, isExcess, manner: mannerOf(place) });
    }
    return foldedNow;
  };

  const failed = async (
    groups: readonly DueGroup[],
    error: FeishuError,
    { now, counts }: Turn,
  ): Promise<void> => {
    // The look-up was called off, not refused.
    if (parts.signal.aborted) return;
    const verdict = verdictOf(error);
    const isPassing = verdict.action === 'retry' || verdict.action === 'renew-token';
    const line = { code: error.code, why: error.message, remedy: verdict.remedy };
    if (verdict.needsPerson || !isPassing) parts.log.warn(line, 'a reminder waits: the look-up was refused');
    counts.add('failed');
    await putOff(groups, now + (isPassing ? LATER_MS : MUCH_LATER_MS));
  };

  const missing = async (
    instanceCode: string,
    approvalCode: string,
    groups: readonly DueGroup[],
    { counts }: Turn,
  ): Promise<void> => {
    const now = clock.now();
    const before = missingSince.get(instanceCode);
    // One of long ago says nothing of now.
    const since = before !== undefined && now - before < MISSING_TWICE_MS ? before : now;
    counts.add('missing');
    if (now - since < MISSING_MS) {
      missingSince.set(instanceCode, since);
      return putOff(groups, since + MISSING_MS);
    }
    missingSince.delete(instanceCode);
    await putOff(groups, now + LATER_MS);
    await parts.onMissing(instanceCode, approvalCode);
  };

  return async (instanceCode, turn) => {
    const due = (await work.remindersOf(instanceCode)).filter(
      (row) => row.schedule === turn.schedule && row.dueAt !== null && row.dueAt <= turn.now,
    );
    const approvalCode = due[0]?.approval ?? '';
    const approval = settings.approvals.get(approvalCode) ?? settings.fallback;
    const known = await work.knownInstance(instanceCode);
    if (!known || isFinal(known.status)) {
      await work.resyncReminders([{ instanceCode, approvalCode, wanted: [] }]);
      return [];
    }
    const { groups, isStale } = groupsOf(due, (row) => remindedPlace(settings, approval, row, known.status));
    // The configuration has no such place any more.
    if (isStale) {
      const seen = known.snapshot === null ? undefined : parseSnapshot(known.snapshot, instanceCode);
      const wanted = wantedReminders(settings, approval, seen, known);
      await work.resyncReminders([{ instanceCode, approvalCode, wanted }]);
    }
    const now = await sayable(instanceCode, groups, turn);
    if (now.length === 0) return [];

    if (turn.counts.isFeishuAway()) {
      turn.counts.add('failed');
      await putOff(now, turn.now + LATER_MS);
      return [];
    }
    const result = await parts.lookup.look(instanceCode, clock.now());
    turn.counts.lookedUp(result.kind !== 'failed');
    if (result.kind === 'failed') await failed(now, result.error, turn);
    else if (result.kind === 'missing') await missing(instanceCode, approvalCode, now, turn);
    else {
      missingSince.delete(instanceCode);
      const { look } = result;
      if (look.instance.status === 'PENDING') {
        // The look-up may have waited for its turn until the hours were over.
        const groups = await sayable(instanceCode, now, { ...turn, now: clock.now() });
        if (groups.length === 0) return [];
        return stillWaits(instanceCode, approvalCode, { approval, known, look, groups }, turn);
      }
      turn.counts.add('ended');
      const isUnknown = look.instance.status === 'UNKNOWN';
      await putOff(now, turn.now + (isUnknown ? MUCH_LATER_MS : LATER_MS));
      if (!isUnknown) await parts.onFound(instanceCode, approvalCode, look);
    }
    return [];
  };
}

interface Waiting {
  readonly known: KnownInstance;
  readonly look: Look;
  readonly groups: readonly DueGroup[];
}

/**
 * What was held overnight falls due one by one, and what exceeds the day's number among it becomes one card: it is
 * gathered at a round moment behind the spread, at which it is no longer apart.
 */
function gatheredAt(now: number): number {
  return (Math.floor(now / SPREAD_MS) + 1) * SPREAD_MS;
}

function isApart({ dueAt }: ReminderRow): boolean {
  return dueAt !== null && dueAt % SPREAD_MS !== 0;
}

function isDue(row: ReminderRow, { chat, rule }: { chat: string; rule: string }, now: number): boolean {
  return row.chat === chat && row.rule === rule && row.dueAt !== null && row.dueAt <= now;
}

function groupsOf(
  due: readonly ReminderRow[],
  placeOf: (row: ReminderRow) => RemindedPlace | undefined,
): { readonly groups: DueGroup[]; readonly isStale: boolean } {
  const groups = new Map<string, DueGroup>();
  let isStale = false;
  for (const row of due) {
    const { chat, rule } = row;
    const key = JSON.stringify([chat, rule]);
    const group = groups.get(key);
    const place = group?.place ?? placeOf(row);
    if (place) groups.set(key, { chat, rule, place, rows: [...(group?.rows ?? []), row] });
    else isStale = true;
  }
  return { groups: [...groups.values()], isStale };
}
