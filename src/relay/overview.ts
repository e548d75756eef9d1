import { DIGEST, waitsOf } from '../approval/reminder.ts';
import { type RemindedInstance, type SummaryAbout, sinceOf } from '../approval/reminderAbout.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { zoneOf } from '../base/zone.ts';
import { FULL_DETAIL } from '../cards/cardInput.ts';
import { parseSnapshot } from '../feishu/instances.ts';
import type { ReminderSettings, Settings } from '../settings/settings.ts';
import type { OpenInstances } from '../store/openInstances.ts';
import type { Reminders } from '../store/reminders.ts';
import { IN_TIME_MS } from './reminderDesk.ts';
import { workingTimeOf } from './reminderPlaces.ts';
import { approvalsOf } from './resync.ts';

/** One `digest` of the configuration: what stands under it, and where it goes. */
export interface Digest {
  readonly schedule: string;
  /** The same for the same digest, after a restart too. */
  readonly name: string;
  readonly reminders: ReminderSettings & { readonly digest: NonNullable<ReminderSettings['digest']> };
  /** The approvals under it; `*` stands for every other. */
  readonly approvalCodes: ReadonlySet<string>;
}

export interface OverviewParts {
  readonly settings: Settings;
  readonly work: OpenInstances & Pick<Reminders, 'writeOverview'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onComposed: (chats: readonly string[]) => void;
}

const PAGE = 500;
/** A card shows fewer; the rest is counted. */
const MOST_LISTED = 60;
const DAY_MS = 86_400_000;

/** Every digest of the configuration, each once however many approvals and chats stand under it. */
export function digestsOf(settings: Settings): Digest[] {
  const digests = new Map<string, Digest & { readonly approvalCodes: Set<string> }>();
  for (const { code, chats } of approvalsOf(settings)) {
    for (const { reminders } of chats) {
      const { digest } = reminders ?? {};
      if (!reminders || !digest) continue;
      const { schedule } = digest;
      const name = `digest:${digest.chat.id}:${digest.min}:${schedule}`;
      const known = digests.get(name);
      if (known) known.approvalCodes.add(code);
      else
        digests.set(name, {
          schedule,
          name,
          reminders: { ...reminders, digest },
          approvalCodes: new Set([code]),
        });
    }
  }
  return [...digests.values()];
}

/**
 * Writes a card with everything that waits under a digest, where it is enough and the day is a working day. It tells
 * what the store knows, rings nobody and asks Feishu nothing. Of one tick it is written once, however often it is tried.
 *
 * False: the tick was missed, and now is no time to make up for it; try again later.
 */
export async function writeOverview(
  { settings, work, clock, log, onComposed }: OverviewParts,
  { reminders, approvalCodes }: Digest,
  ticked: number,
): Promise<boolean> {
  const now = clock.now();
  const { chat, min } = reminders.digest;
  const zone = zoneOf(settings.timezone);
  const today = zone.dayAt(now);
  const time = workingTimeOf(settings, reminders);
  if (now - ticked > IN_TIME_MS && !time.isWorking(now)) return false;
  if (time.between(zone.atWall(today * DAY_MS), zone.atWall((today + 1) * DAY_MS)) === 0) return true;

  const waiting: RemindedInstance[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await work.openInstances(after, PAGE);
    for (const { instance: instanceCode, approval: approvalCode, snapshot, ...state } of page.open) {
      const level = settings.approvals.has(approvalCode) ? approvalCode : '*';
      if (!approvalCodes.has(level)) continue;
      const seen = snapshot === null ? undefined : parseSnapshot(snapshot, instanceCode);
      const steps = waitsOf(seen, state).map((wait) => ({ ...wait, count: 0 }));
      waiting.push({ instanceCode, approvalCode, steps });
    }
    after = page.last;
  }
  const first = waiting[0];
  if (!first || waiting.length < min) return true;
  waiting.sort((a, b) => sinceOf(a) - sinceOf(b));
  const about: SummaryAbout = {
    rule: DIGEST,
    waiting: waiting.slice(0, MOST_LISTED),
    count: waiting.length,
  };
  const { approvalCode } = first;
  const overview = { chat: chat.id, approvalCode, about: JSON.stringify(about), ticked };
  await work.writeOverview(overview, { now, detail: FULL_DETAIL });
  onComposed([chat.id]);
  log.info({ chat: chat.id, waiting: waiting.length }, 'an overview was written');
  return true;
}
