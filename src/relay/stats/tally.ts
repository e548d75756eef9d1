import { type Fact, figureFacts } from '../../approval/figures.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { zoneOf } from '../../base/zone.ts';
import type { Settings } from '../../settings/settings.ts';
import type { CountedInstance, Figures, UncountedInstance } from '../../store/figures.ts';
import { approvalTimeOf } from '../routing/approvalTime.ts';

export interface TallyParts {
  readonly settings: Settings;
  readonly store: { readonly work: Pick<Figures, 'uncountedInstances' | 'addFigures' | 'forgetPeople'> };
  readonly clock: Clock;
  readonly log: Log;
}

/** Counts a batch of what was recorded since the last time. Returns when to continue; Infinity: that was all. */
export type Tally = () => Promise<number>;

const BATCH = 50;
/** If more is left: soon again, but not at once, so live work is not delayed. */
const PAUSE_MS = 50;
const DAY_MS = 86_400_000;

/**
 * Adds decisions to the daily figures. It follows the recorded state: an instance is counted again whenever its row has
 * changed, and the row says what was counted already. So no stage deals with figures, and no card waits for them.
 */
export function createTally({ settings, store, clock, log }: TallyParts): Tally {
  let isForgotten = false;
  return async () => {
    const { people } = settings.stats;
    if (!people && !isForgotten) await store.work.forgetPeople();
    isForgotten = !people;
    const found = await store.work.uncountedInstances(BATCH);
    if (found.length === 0) return Number.POSITIVE_INFINITY;
    const now = clock.now();
    const counted = await store.work.addFigures(found.map((one) => additionsOf(one, settings, now)));
    log.debug({ counted }, 'the figures were brought up to date');
    return found.length < BATCH ? Number.POSITIVE_INFINITY : clock.now() + PAUSE_MS;
  };
}

function additionsOf(one: UncountedInstance, settings: Settings, now: number): CountedInstance {
  const { instance, stateAt, approval, status, snapshot, counted } = one;
  if (!status) return { instance, stateAt, counted: [...counted], adds: [] };
  const state = { ...one, status, instance: snapshot?.instance };
  const isNews = ({ id, at, person }: Fact): boolean => {
    if (counted.has(id) || (person !== '' && !settings.stats.people)) return false;
    // Older facts may have been counted before their row was deleted; future ones are wrong.
    return at >= now - settings.retentionMs && at <= now + DAY_MS;
  };
  const news = figureFacts(state, approvalTimeOf(settings, approval)).filter(isNews);
  const zone = zoneOf(settings.timezone);
  return {
    instance,
    stateAt,
    counted: [...counted, ...news.map(({ id }) => id)],
    adds: news.map(({ at, step, name, person, tookMs }) => ({
      day: zone.dayAt(at),
      approval,
      step,
      person,
      name,
      ...(tookMs === undefined ? {} : { tookMs }),
    })),
  };
}
