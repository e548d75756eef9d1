import { type OverdueSummary, type RemindedInstance, sinceOf } from '../../approval/deliveryContent.ts';
import { DIGEST, OVERVIEW_IN_TIME_MS } from '../../approval/reminder.ts';
import { zoneOf } from '../../base/zone.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import { allApprovals } from '../../settings/approvalsTo.ts';
import type { ChatEntry, ReminderSettings, Settings } from '../../settings/settings.ts';
import type { Needs } from '../context/context.ts';
import { openWaits } from '../routing/openWaits.ts';
import { workingTimeOf } from '../routing/reminderTargets.ts';
import { mondayOf, type WeekOfApprovals, weekOf } from '../stats/weekOf.ts';

/** One `digest` of the configuration: its approvals, and where it goes. */
export interface Digest {
  readonly schedule: string;
  /** The same for the same digest, also after a restart. */
  readonly name: string;
  readonly reminders: ReminderSettings & { readonly digest: NonNullable<ReminderSettings['digest']> };
  /** Its approvals whose weekly figures it also shows; `*` is every other one. */
  readonly weeklyCodes: ReadonlySet<string>;
}

/** What writing an overview needs; no Feishu client. */
export type OverviewContext = Needs<
  'settings' | 'routing' | 'clock' | 'log' | 'worker',
  'openInstances' | 'dailyFigures' | 'writeOverview' | 'lastRun' | 'noteRun'
>;

/** A card shows fewer; the others are only counted. */
const MOST_LISTED = 60;
const DAY_MS = 86_400_000;

/** Every digest of the configuration, each once. */
export function digestsOf(settings: Settings): Digest[] {
  const digests = new Map<string, Digest & { readonly weeklyCodes: Set<string> }>();
  for (const { code, chats } of allApprovals(settings)) {
    for (const { reminders } of chats) {
      if (!reminders?.digest) continue;
      const { digest } = reminders;
      const name = nameOf(digest);
      const one = digests.get(name) ?? {
        schedule: digest.schedule,
        name,
        reminders: { ...reminders, digest },
        weeklyCodes: new Set<string>(),
      };
      digests.set(name, one);
      if (digest.weekly) one.weeklyCodes.add(code);
    }
  }
  return [...digests.values()];
}

function nameOf({ chat, min, schedule }: Digest['reminders']['digest']): string {
  return `digest:${chat.id}:${min}:${schedule}`;
}

/**
 * Writes a card with everything that is pending under a digest, if there is enough and it is a working day. By the
 * recorded state; it mentions nobody and asks Feishu nothing. It is written once for each tick, even if it is tried
 * several times.
 *
 * False: the tick was missed, and this is not the time to catch up; try again later.
 */
export async function writeOverview(
  context: OverviewContext,
  digest: Digest,
  ticked: number,
): Promise<boolean> {
  const { settings, store, clock, log, worker } = context;
  const { work } = store;
  const now = clock.now();
  const { reminders } = digest;
  const { chat, min } = reminders.digest;
  const zone = zoneOf(settings.timezone);
  const today = zone.dayAt(now);
  const time = workingTimeOf(settings, reminders);
  if (now - ticked > OVERVIEW_IN_TIME_MS && !time.isWorking(now)) return false;
  if (time.between(zone.atWall(today * DAY_MS), zone.atWall((today + 1) * DAY_MS)) === 0) return true;

  const waiting = await waitingUnder(context, digest);
  const week = await weekDue(work, digest, settings, today);
  if (waiting.length < min && !week) return true;
  const content: OverdueSummary = {
    of: 'overdue',
    rule: DIGEST,
    waiting: waiting.slice(0, MOST_LISTED),
    count: waiting.length,
    ...(week ? { week: week.week } : {}),
  };
  const approvalCode = waiting[0]?.approvalCode ?? week?.approvalCode ?? '';
  await work.writeOverview({ chat: chat.id, approvalCode, content, ticked }, now);
  // If this is not recorded, the same tick writes the same card, which exists already.
  if (week) await work.noteRun(weeklyName(digest), { at: now, state: '' });
  worker.wakeDeliver([chat.id]);
  log.info({ chat: chat.id, waiting: waiting.length, week: week !== undefined }, 'an overview was written');
  return true;
}

/** What waits under a digest: instances that are for one of its chats. The longest waiting first. */
async function waitingUnder(context: OverviewContext, { name }: Digest): Promise<RemindedInstance[]> {
  const waiting: RemindedInstance[] = [];
  const isUnder = ({ reminders }: ChatEntry): boolean =>
    reminders?.digest !== undefined && nameOf(reminders.digest) === name;
  for await (const { instanceCode, approvalCode, waits } of openWaits(context, isUnder))
    waiting.push({ instanceCode, approvalCode, steps: waits.map((wait) => ({ ...wait, count: 0 })) });
  return waiting.sort((a, b) => sinceOf(a) - sinceOf(b));
}

/** The figures of the last week, in the first overview of a week; they are of all instances of the approvals. */
async function weekDue(
  work: OverviewContext['store']['work'],
  digest: Digest,
  settings: Settings,
  today: number,
): Promise<WeekOfApprovals | undefined> {
  const { weeklyCodes } = digest;
  if (weeklyCodes.size === 0) return undefined;
  const monday = mondayOf(today);
  const last = await work.lastRun(weeklyName(digest));
  if (last && zoneOf(settings.timezone).dayAt(last.at) >= monday) return undefined;
  return weekOf(work, monday - 7, (code) => weeklyCodes.has(approvalFor(settings, code)?.code ?? ''));
}

function weeklyName({ name }: Digest): string {
  return `weekly:${name}`;
}
