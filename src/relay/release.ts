import { tellingsOf } from '../approval/telling.ts';
import type { Clock } from '../base/clock.ts';
import { zoneOf } from '../base/zone.ts';
import type { Settings } from '../settings/settings.ts';
import type { Findings, HeldFinding } from '../store/findings.ts';
import type { Schedules } from '../store/schedules.ts';

export interface ReleaseParts {
  readonly settings: Pick<Settings, 'approvals' | 'fallback' | 'timezone'>;
  readonly work: Pick<Findings, 'heldFindings' | 'releaseFindings'> & Schedules;
  readonly clock: Clock;
  /** Something waits to be composed. */
  readonly onAccepted: () => void;
}

/** What is handed over. */
export interface ReleaseOrder {
  /** What a card that gathers is known by, if this is the first that the run tells. */
  readonly run: string;
  /** Instances of which it is not certain that it is still so: kept back. */
  readonly unproven?: ReadonlySet<string>;
  /** The run is through: the next one counts anew. */
  readonly isEnd?: boolean;
}

/** Of more findings than this for one chat in one run, one card tells. */
export const MOST_CARDS = 20;
const BATCH = 50;
const NAME = 'reconcile:release';
/** A run that was cut off this long ago is not gone on with: what is found now is another matter. */
const FORGOTTEN_MS = 86_400_000;

/** How much the chats have been told by a run that is not through. */
interface Told {
  readonly run: string;
  /** By chat. */
  readonly told: Readonly<Record<string, number>>;
}

/**
 * Hands over what a run has found so far, to be composed. A chat that would hear of more than {@link MOST_CARDS} by the
 * whole run, with what was handed over before, hears of the rest in one card.
 *
 * What has been told is noted in the transaction that hands it over: whenever the process dies, the next one counts on
 * from there, and so decides alike.
 */
export async function releaseHeld(
  { settings, work, clock, onAccepted }: ReleaseParts,
  { run, unproven, isEnd = false }: ReleaseOrder,
): Promise<void> {
  const held = (await work.heldFindings()).filter((one) => unproven?.has(one.instanceCode) !== true);
  const last = await work.lastRun(NAME);
  const before = last && clock.now() - last.at < FORGOTTEN_MS ? readTold(last.state) : undefined;

  const { run: name, told } = before ?? { run, told: {} };
  const chatsOf = cardsBy(settings, clock.now());
  const inAll = counted(told, held, chatsOf);
  const chats = Object.keys(inAll).filter((chat) => (inAll[chat] ?? 0) > MOST_CARDS);
  const gathered = chats.length > 0 ? { gathered: { run: name, chats } } : {};
  let soFar = told;
  for (let i = 0; i < held.length; i += BATCH) {
    const some = held.slice(i, i + BATCH);
    soFar = counted(soFar, some, chatsOf);
    const isLast = isEnd && i + BATCH >= held.length;
    const state = isLast ? '' : JSON.stringify({ run: name, told: soFar } satisfies Told);
    await work.releaseFindings(
      some.map(({ instanceCode }) => ({ instanceCode, ...gathered })),
      clock.now(),
      { name: NAME, state },
    );
    onAccepted();
  }
  if (isEnd && before && held.length === 0) await work.noteRun(NAME, { at: clock.now(), state: '' });
}

/** Which chats would get a card of a finding. */
function cardsBy(settings: ReleaseParts['settings'], now: number): (found: HeldFinding) => string[] {
  const zone = zoneOf(settings.timezone);
  return ({ approvalCode, status }) => {
    const approval = settings.approvals.get(approvalCode) ?? settings.fallback;
    const tellings = tellingsOf(approval?.chats ?? [], status, zone, now);
    return tellings.filter(({ isListed }) => isListed).map(({ chat }) => chat);
  };
}

function counted(
  told: Told['told'],
  found: readonly HeldFinding[],
  chatsOf: (found: HeldFinding) => string[],
): Record<string, number> {
  const counts = { ...told };
  for (const chat of found.flatMap(chatsOf)) counts[chat] = (counts[chat] ?? 0) + 1;
  return counts;
}

function readTold(state: string): Told | undefined {
  const read = state === '' ? undefined : (JSON.parse(state) as Partial<Told>);
  // An earlier version noted something else there.
  return read?.run !== undefined && read.told ? { run: read.run, told: read.told } : undefined;
}
