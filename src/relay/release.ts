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
  readonly when: When;
}

/**
 * - `meanwhile`: the run goes on. Handed over is what has been kept for some time, as long as it is little for each of
 *   its chats; what is more waits to become one card;
 * - `stopped`: it ended early, and nobody knows for how long. All is handed over, and the next run counts on;
 * - `through`: all is handed over, and the next run counts anew.
 */
export type When = 'meanwhile' | 'stopped' | 'through';

/** Of more findings than this for one chat in one run, one card tells. */
export const MOST_CARDS = 20;
const MINUTE_MS = 60_000;
/**
 * However long a run goes on, what it found is told so long after it was seen. For what is more, that is long enough for
 * a run that the allowance of an hour has wait for the next.
 */
const TOLD_AFTER_MS = { little: 10 * MINUTE_MS, more: 90 * MINUTE_MS } as const;
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
 * whole run, with what was handed over before, hears of the rest in one card: what goes there is kept until the run ends,
 * or for an hour and a half. What goes to several chats waits with the slowest of them.
 *
 * What has been told is noted in the transaction that hands it over: whenever the process dies, the next one counts on
 * from there, and so decides alike.
 */
export async function releaseHeld(
  { settings, work, clock, onAccepted }: ReleaseParts,
  { run, unproven, when }: ReleaseOrder,
): Promise<void> {
  const held = await work.heldFindings();
  const last = await work.lastRun(NAME);
  const before = last && clock.now() - last.at < FORGOTTEN_MS ? readTold(last.state) : undefined;

  const { run: name, told } = before ?? { run, told: {} };
  const chatsOf = cardsBy(settings, clock.now());
  // With what is kept back: whoever told a part of it before has counted that, too.
  const inAll = counted(told, held, chatsOf);
  const chats = Object.keys(inAll).filter((chat) => (inAll[chat] ?? 0) > MOST_CARDS);
  const gathered = chats.length > 0 ? { gathered: { run: name, chats } } : {};
  const proven = held.filter((one) => unproven?.has(one.instanceCode) !== true);
  const isMore = (one: HeldFinding): boolean => chatsOf(one).some((chat) => chats.includes(chat));
  const ready = when === 'meanwhile' ? dueOf(proven, isMore, clock.now()) : proven;
  const isEnd = when === 'through';
  let soFar = told;
  for (let i = 0; i < ready.length; i += BATCH) {
    const some = ready.slice(i, i + BATCH);
    soFar = counted(soFar, some, chatsOf);
    const isLast = isEnd && i + BATCH >= ready.length;
    const state = isLast ? '' : JSON.stringify({ run: name, told: soFar } satisfies Told);
    await work.releaseFindings(
      some.map(({ instanceCode }) => ({ instanceCode, ...gathered })),
      clock.now(),
      { name: NAME, state },
    );
    onAccepted();
  }
  if (isEnd && before && ready.length === 0) await work.noteRun(NAME, { at: clock.now(), state: '' });
}

/** What is handed over of a run that goes on. @param isMore whether one of its chats hears of it in one card with others */
function dueOf(
  kept: readonly HeldFinding[],
  isMore: (one: HeldFinding) => boolean,
  now: number,
): readonly HeldFinding[] {
  const isOlder = (some: readonly HeldFinding[], ms: number): boolean =>
    some.some((one) => one.lookedAt <= now - ms);
  if (isOlder(kept.filter(isMore), TOLD_AFTER_MS.more)) return kept;
  const little = kept.filter((one) => !isMore(one));
  return isOlder(little, TOLD_AFTER_MS.little) ? little : [];
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
