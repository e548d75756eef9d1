import type { RemindedStep } from '../../approval/deliveryContent.ts';
import { hoursBegin, hoursEnd, isWithin } from '../../approval/hours.ts';
import type { Instance } from '../../approval/instance.ts';
import {
  concerns,
  DIGEST,
  escalationRule,
  REMIND,
  type ReminderRule,
  remindersOf,
  type WantedReminder,
  waitsOf,
} from '../../approval/reminder.ts';
import type { SilencedReminder } from '../../approval/silence.ts';
import { spreadInMorning } from '../../approval/spread.ts';
import type { Status } from '../../approval/status.ts';
import { createWorkingTime, type WorkingRules, type WorkingTime } from '../../approval/workingTime.ts';
import { memo } from '../../base/memo.ts';
import { nextMatch } from '../../base/schedule.ts';
import { zoneOf } from '../../base/zone.ts';
import { allApprovals } from '../../settings/approvalsTo.ts';
import type {
  ApprovalSettings,
  ChatEntry,
  ChatTarget,
  ReminderSettings,
  Settings,
} from '../../settings/settings.ts';
import type { Routing } from './routing.ts';

/** The settings for working time. */
export type TimeSettings = Pick<Settings, 'timezone' | 'calendar'>;

/** The target of a reminder, with its settings. */
export interface ReminderTarget {
  /** The entry of the chat; for an escalation, the entry that it belongs to. */
  readonly entry: ChatEntry;
  readonly reminders: ReminderSettings;
  readonly mention: readonly string[];
  /** Whether the people whom its card mentions are buzzed, too. */
  readonly isUrgent: boolean;
  readonly time: WorkingTime;
}

/** A step that a chat is to be reminded of, and its target. */
export interface TargetedReminder extends WantedReminder {
  readonly target: ReminderTarget;
}

/**
 * Which chats are reminded of which steps of an instance. Record it in the transaction that records the state
 * (store/reminders/reminderRows.ts).
 *
 * @param approval absent: it is no longer mapped, so nobody is
 * @throws FeishuError if Feishu cannot give for now which entries are for the instance
 */
export async function wantedReminders(
  { settings, routing }: { readonly settings: TimeSettings; readonly routing: Pick<Routing, 'holding'> },
  approval: ApprovalSettings | undefined,
  instance: Instance | undefined,
  state: { readonly instanceCode: string; readonly status: Status; readonly changedAt: number },
): Promise<TargetedReminder[]> {
  if (!approval?.chats.some(isReminded)) return [];
  const { chats } = await routing.holding(approval, instance);
  const rules = remindedEntries(chats, state.status).flatMap((entry) => rulesOf(settings, entry));
  return remindersOf(waitsOf(instance, state), rules).map((wanted): TargetedReminder => {
    const about = { ...wanted, instance: state.instanceCode };
    const { schedule } = wanted.target.reminders;
    const dueAt: WantedReminder['dueAt'] = (count, remindedAt, notBefore = Number.NEGATIVE_INFINITY) => {
      const due = wanted.dueAt(count, remindedAt);
      if (due === null) return null;
      const tick = nextMatch(schedule, settings.timezone, Math.max(due, notBefore) - 1, LONGEST_PAUSE_MS);
      return tick === undefined ? null : judgedAt(settings, wanted.target, about, tick);
    };
    return { ...wanted, dueAt };
  });
}

/** A schedule that does not tick within this time never will. */
const LONGEST_PAUSE_MS = 400 * 86_400_000;

/** The rule of a reminder, and its step; absent: of any. */
type StepAndRule = Pick<SilencedReminder, 'chat' | 'rule'> & {
  readonly step?: Pick<RemindedStep, 'node' | 'nodeId'> | undefined;
};

/**
 * The target of a reminder; undefined if it is no longer in the configuration.
 *
 * @param status of its instance; absent: it is about several, which may have come by different entries of a chat
 */
export function reminderTarget(
  settings: TimeSettings,
  approval: ApprovalSettings | undefined,
  { chat, rule, step }: StepAndRule,
  status?: Status,
): ReminderTarget | undefined {
  for (const entry of remindedEntries(approval?.chats ?? [], status)) {
    if (step && !concerns(entry.stage, step)) continue;
    const rules = rulesOf(settings, entry);
    const { digest } = entry.reminders;
    if (rule === DIGEST && digest?.chat.id === chat)
      return { ...rules[0].target, entry: elsewhere(entry, digest.chat), mention: [] };
    const found = rules.find((one) => one.chat === chat && one.rule === rule);
    if (found) return found.target;
  }
  return undefined;
}

type TargetedRule = ReminderRule<ReminderTarget>;

/** The rules of an entry: for its own chat, and for those to which it escalates. */
function rulesOf(settings: TimeSettings, entry: RemindedEntry): [TargetedRule, ...TargetedRule[]] {
  const { chat, stage, reminders } = entry;
  const { after, every, max, mention, escalate } = reminders;
  const time = workingTimeOf(settings, reminders);
  const target = { entry, reminders, mention, isUrgent: false, time };
  const escalations = escalate.map((step): TargetedRule => {
    const { chat, after, mention, urgent: isUrgent } = step;
    const about = { chat: chat.id, rule: escalationRule(step), stage, after, every: after, max: 1 };
    return { ...about, target: { ...target, entry: elsewhere(entry, chat), mention, isUrgent } };
  });
  return [{ chat: chat.id, rule: REMIND, stage, after, every, max, target }, ...escalations];
}

/** The entry for another chat, which its hours are not for. */
function elsewhere({ hours: _, ...entry }: ChatEntry, chat: ChatTarget): ChatEntry {
  return { ...entry, chat };
}

/**
 * The first time from `now` on at which it may be sent: in working time, and in the chat's hours. Tomorrow if there is
 * no working day in sight.
 */
export function mayBeSaidAt(
  { timezone }: TimeSettings,
  { entry, time }: Pick<ReminderTarget, 'entry' | 'time'>,
  now: number,
): number {
  const zone = zoneOf(timezone);
  let at = time.nextWorking(now);
  for (let day = 0; day < DAYS_AHEAD && at !== undefined; day += 1) {
    if (!entry.hours || isWithin(entry.hours, zone, at)) return at;
    at = time.nextWorking(hoursBegin(entry.hours, zone, at));
  }
  // The chat's hours and working time never overlap: better in working time than never.
  return time.nextWorking(now) ?? now + DAY_MS;
}

/** A weekend, a long holiday. */
const DAYS_AHEAD = 20;
const DAY_MS = 86_400_000;

/**
 * When a reminder may be judged, ms: `from` if it may be sent then, else when the hours begin. Reminders that were
 * deferred together are spread over the first minutes; those that share a card come all at once.
 *
 * @param isOfMany others were deferred until `from`, too
 */
export function judgedAt(
  settings: TimeSettings,
  target: Pick<ReminderTarget, 'entry' | 'time' | 'reminders'>,
  { instance, chat, rule }: Pick<SilencedReminder, 'instance' | 'chat' | 'rule'>,
  from: number,
  isOfMany = false,
): number {
  const at = mayBeSaidAt(settings, target, from);
  if (isDigest(target, rule) || (at === from && !isOfMany)) return at;
  const { hours } = target.entry;
  const zone = zoneOf(settings.timezone);
  const endAt = hours && isWithin(hours, zone, at) ? hoursEnd(hours, zone, at) : Number.POSITIVE_INFINITY;
  return spreadInMorning(`${instance} ${chat}`, at, Math.min(endAt, target.time.periodEnd(at)));
}

/** Whether the reminders of a rule share one card with everything else that is due. */
export function isDigest({ reminders }: Pick<ReminderTarget, 'reminders'>, rule: string): boolean {
  return reminders.as === 'digest' && rule === REMIND;
}

/**
 * A key of when a target may get reminders, and whom they mention. Reminders with different keys do not share a card,
 * since a card has one time and one list of mentions.
 */
export function mannerOf({ entry, reminders, mention }: ReminderTarget): string {
  return JSON.stringify([reminders.calendar, reminders.hours, entry.hours, mention]);
}

/**
 * Each chat once: by the entry that lists the status, else by its first; and all entries for steps. If that entry has
 * no reminders, neither has the chat.
 *
 * @param status absent: all entries
 */
function remindedEntries(chats: readonly ChatEntry[], status: Status | undefined): RemindedEntry[] {
  if (status === undefined) return chats.filter(isReminded);
  const chosen = new Map<string, ChatEntry>();
  for (const entry of chats) {
    const key = entry.stage ? JSON.stringify([entry.chat.id, entry.stage]) : entry.chat.id;
    const before = chosen.get(key);
    const isBetter = before && !before.statuses.includes(status) && entry.statuses.includes(status);
    if (!before || isBetter) chosen.set(key, entry);
  }
  return [...chosen.values()].filter(isReminded);
}

type RemindedEntry = ChatEntry & { readonly reminders: ReminderSettings };

function isReminded(entry: ChatEntry): entry is RemindedEntry {
  return Boolean(entry.reminders);
}

const made = memo(200, (rules: WorkingRules) => JSON.stringify(rules), createWorkingTime);

/** Created once for each set of rules: it caches days. */
export function workingTimeOf(
  { timezone, calendar: listed }: TimeSettings,
  { calendar, hours }: Pick<ReminderSettings, 'calendar' | 'hours'>,
): WorkingTime {
  return made({ timezone, calendar, hours, listed });
}

type Mapped = Pick<Settings, 'approvals' | 'fallback'>;

function remindedChats(settings: Mapped): RemindedEntry[] {
  return allApprovals(settings).flatMap(({ chats }) => chats.filter(isReminded));
}

/** The reminders of every chat entry that has any. */
export function configuredReminders(settings: Mapped): ReminderSettings[] {
  return remindedChats(settings).map(({ reminders }) => reminders);
}

/** Every chat that gets reminders or escalations. */
export function allReminderChats(settings: Mapped): Set<string> {
  return new Set(
    remindedChats(settings).flatMap(({ chat, reminders }) => [
      chat.id,
      ...reminders.escalate.map((step) => step.chat.id),
    ]),
  );
}
