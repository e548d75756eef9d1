import { type OverdueSummary, type RemindedInstance, sinceOf } from '../../approval/deliveryContent.ts';
import type { Instance } from '../../approval/instance.ts';
import { concerns, DIGEST, OVERVIEW_IN_TIME_MS, type Wait, waitsOf } from '../../approval/reminder.ts';
import { zoneOf } from '../../base/zone.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { ApprovalSettings, ReminderSettings, Settings } from '../../settings/settings.ts';
import type { Needs } from '../context/context.ts';
import { workingTimeOf } from '../routing/reminderTargets.ts';
import { mondayOf, type WeekOfApprovals, weekOf } from '../stats/weekOf.ts';
import { approvalsOf } from './resync.ts';

/** One `digest` of the configuration: what stands under it, and where it goes. */
export interface Digest {
  readonly schedule: string;
  /** The same for the same digest, after a restart too. */
  readonly name: string;
  readonly reminders: ReminderSettings & { readonly digest: NonNullable<ReminderSettings['digest']> };
  /** The approvals under it; `*` stands for every other. */
  readonly approvalCodes: ReadonlySet<string>;
  /** Those of them of which it also holds the figures of the week. */
  readonly weeklyCodes: ReadonlySet<string>;
}

/** What it takes to write an overview: nothing of Feishu. */
export type OverviewContext = Needs<
  'settings' | 'routing' | 'clock' | 'log' | 'worker',
  'openInstances' | 'dailyFigures' | 'writeOverview' | 'lastRun' | 'noteRun'
>;

const PAGE = 500;
/** A card shows fewer; the rest is counted. */
const MOST_LISTED = 60;
const DAY_MS = 86_400_000;

/** Every digest of the configuration, each once however many approvals and chats stand under it. */
export function digestsOf(settings: Settings): Digest[] {
  const digests = new Map<string, Digest & Record<'approvalCodes' | 'weeklyCodes', Set<string>>>();
  for (const { code, chats } of approvalsOf(settings)) {
    for (const { reminders } of chats) {
      const { digest } = reminders ?? {};
      if (!reminders || !digest) continue;
      const name = nameOf(digest);
      const one = digests.get(name) ?? {
        schedule: digest.schedule,
        name,
        reminders: { ...reminders, digest },
        approvalCodes: new Set<string>(),
        weeklyCodes: new Set<string>(),
      };
      digests.set(name, one);
      one.approvalCodes.add(code);
      if (digest.weekly) one.weeklyCodes.add(code);
    }
  }
  return [...digests.values()];
}

function nameOf({ chat, min, schedule }: Digest['reminders']['digest']): string {
  return `digest:${chat.id}:${min}:${schedule}`;
}

/**
 * Writes a card with everything that waits under a digest, where it is enough and the day is a working day. It tells
 * what the store knows, rings nobody and asks Feishu nothing. Of one tick it is written once, however often it is tried.
 *
 * False: the tick was missed, and now is no time to make up for it; try again later.
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
  // Before this is noted, the same tick writes the same card, which stands already.
  if (week) await work.noteRun(weeklyName(digest), { at: now, state: '' });
  worker.wakeDeliver([chat.id]);
  log.info({ chat: chat.id, waiting: waiting.length, week: week !== undefined }, 'an overview was written');
  return true;
}

/** What waits under a digest: instances of which a chat under it would hear. The longest waiting first. */
async function waitingUnder(
  { settings, routing, store }: OverviewContext,
  { name, approvalCodes }: Digest,
): Promise<RemindedInstance[]> {
  /** What of an instance the chats under the digest would hear of. */
  const waitsUnder = async (
    approval: ApprovalSettings | undefined,
    instance: Instance | undefined,
    state: Parameters<typeof waitsOf>[1],
  ): Promise<Wait[]> => {
    const { chats = [] } = (approval && (await routing.holding(approval, instance))) ?? {};
    const under = chats.filter((entry) => entry.reminders?.digest && nameOf(entry.reminders.digest) === name);
    return waitsOf(instance, state).filter((wait) => under.some(({ stage }) => concerns(stage, wait)));
  };
  const waiting: RemindedInstance[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await store.work.openInstances(after, PAGE);
    for (const { instance: instanceCode, approval: approvalCode, snapshot, ...state } of page.open) {
      if (!approvalCodes.has(levelOf(settings, approvalCode))) continue;
      const waits = await waitsUnder(approvalFor(settings, approvalCode), snapshot?.instance, state);
      const steps = waits.map((wait) => ({ ...wait, count: 0 }));
      if (steps.length > 0) waiting.push({ instanceCode, approvalCode, steps });
    }
    after = page.last;
  }
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
  return weekOf(work, monday - 7, (code) => weeklyCodes.has(levelOf(settings, code)));
}

function weeklyName({ name }: Digest): string {
  return `weekly:${name}`;
}

/** Under which key of `approvals` an approval stands. */
function levelOf({ approvals }: Settings, approvalCode: string): string {
  return approvals.has(approvalCode) ? approvalCode : '*';
}
