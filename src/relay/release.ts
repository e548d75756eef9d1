import type { Change } from '../approval/change.ts';
import { tellingsOf } from '../approval/telling.ts';
import type { Clock } from '../base/clock.ts';
import { zoneOf } from '../base/zone.ts';
import type { Settings } from '../settings/settings.ts';
import type { Findings, Gathered } from '../store/findings.ts';
import type { Schedules } from '../store/schedules.ts';

export interface ReleaseParts {
  readonly settings: Pick<Settings, 'approvals' | 'fallback' | 'timezone'>;
  readonly work: Pick<Findings, 'heldFindings' | 'releaseFindings'> & Schedules;
  readonly clock: Clock;
  /** Something waits to be composed. */
  readonly onAccepted: () => void;
}

/** Of more findings than this for one chat in one run, one card tells. */
export const MOST_CARDS = 20;
const BATCH = 50;
const NAME = 'reconcile:release';

/**
 * The end of a run: what it found is handed over to be composed. Which chats hear of so much that one card tells it is
 * decided once and noted first: if the process dies in the middle, the next one goes on by the same decision.
 */
export async function releaseHeld(
  { settings, work, clock, onAccepted }: ReleaseParts,
  run: string,
): Promise<void> {
  const held = await work.heldFindings();
  if (held.length === 0) return;
  const noted = readGathered((await work.lastRun(NAME))?.state);
  const gathered: Gathered = noted ?? { run, chats: crowdedChats(settings, held, clock.now()) };
  const note = (state: string): Promise<void> => work.noteRun(NAME, { at: clock.now(), state });
  if (!noted && gathered.chats.length > 0) await note(JSON.stringify(gathered));
  for (let i = 0; i < held.length; i += BATCH) {
    const some = held.slice(i, i + BATCH);
    await work.releaseFindings(
      some.map(({ instanceCode }) => ({ instanceCode, ...(gathered.chats.length > 0 ? { gathered } : {}) })),
      clock.now(),
    );
    onAccepted();
  }
  if (gathered.chats.length > 0) await note('');
}

/** Chats that would get more than {@link MOST_CARDS} cards. */
function crowdedChats(settings: ReleaseParts['settings'], held: readonly Change[], now: number): string[] {
  const zone = zoneOf(settings.timezone);
  const cards = new Map<string, number>();
  for (const { approvalCode, status } of held) {
    const approval = settings.approvals.get(approvalCode) ?? settings.fallback;
    for (const { chat, isListed } of tellingsOf(approval?.chats ?? [], status, zone, now)) {
      if (isListed) cards.set(chat, (cards.get(chat) ?? 0) + 1);
    }
  }
  return [...cards].filter(([, count]) => count > MOST_CARDS).map(([chat]) => chat);
}

function readGathered(state: string | undefined): Gathered | undefined {
  return state === undefined || state === '' ? undefined : (JSON.parse(state) as Gathered);
}
