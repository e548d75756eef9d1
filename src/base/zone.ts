import { memo } from './memo.ts';

/** Local time in one IANA zone. Times are ms since the epoch; days are `YYYY-MM-DD`. */
export interface Zone {
  /** How far it is ahead of UTC at a time, ms. */
  offsetAt(at: number): number;
  /** Its local time, as ms since the epoch as if it were UTC. */
  wallAt(at: number): number;
  /** Its day at a time: whole days since 1970-01-01. */
  dayAt(at: number): number;
  /** Minutes since its midnight, 0 to 1439. */
  minuteAt(at: number): number;
  /**
   * When its local time is this. Of a time that comes twice (clocks go back) it is the first; one that is skipped
   * (clocks go forward) is the time of the jump: so is the midnight of a day that begins at 01:00.
   */
  atWall(wall: number): number;
  /**
   * When its local time is from `wallFrom` up to, but not including, `wallTo`: mostly one period; none if clocks go
   * forward over it; two if they go back out of it, and it comes again.
   */
  within(wallFrom: number, wallTo: number): readonly Period[];
}

/** [startAt, endAt), ms since the epoch. */
export interface Period {
  readonly startAt: number;
  readonly endAt: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The last time that a Date can represent, ms. */
const LATEST = 8.64e15;
/** Days of offsets that one zone remembers: some twenty years. */
const REMEMBERED_DAYS = 8_000;

/** The clock of an IANA zone; one that does not exist counts as UTC. Made once for each name. */
export const zoneOf: (timezone: string) => Zone = memo(
  100,
  (timezone) => timezone,
  (timezone) => createZone(rememberOffsets(timezone)),
);

/** `2026-11-24` as whole days since 1970-01-01. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/** The inverse of {@link dayNumber}. */
export function dayName(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function createZone(offsetAt: (at: number) => number): Zone {
  const wallAt = (at: number): number => at + offsetAt(at);
  return {
    offsetAt,
    wallAt,
    dayAt: (at) => Math.floor(wallAt(at) / DAY_MS),
    minuteAt(at) {
      const wall = wallAt(at);
      return Math.floor((wall - Math.floor(wall / DAY_MS) * DAY_MS) / MINUTE_MS);
    },
    atWall(wall) {
      // No zone changes twice within two days.
      const before = offsetAt(wall - DAY_MS);
      const after = offsetAt(wall + DAY_MS);
      if (before === after) return wall - before;
      if (offsetAt(wall - before) === before) return wall - before;
      if (offsetAt(wall - after) === after) return wall - after;
      return changeBetween(wall - after, wall - before, offsetAt);
    },
    within(wallFrom, wallTo) {
      const [early, late] = [wallFrom - DAY_MS, wallTo + DAY_MS];
      const [before, after] = [offsetAt(early), offsetAt(late)];
      if (before === after) return [{ startAt: wallFrom - before, endAt: wallTo - before }];
      const changeAt = changeBetween(early, late, offsetAt);
      const first = { startAt: wallFrom - before, endAt: Math.min(wallTo - before, changeAt) };
      const second = { startAt: Math.max(wallFrom - after, changeAt), endAt: wallTo - after };
      if (first.startAt < first.endAt && first.endAt === second.startAt && second.startAt < second.endAt) {
        return [{ startAt: first.startAt, endAt: second.endAt }];
      }
      return [first, second].filter(({ startAt, endAt }) => startAt < endAt);
    },
  };
}

/** The first time with the offset of `late`. */
function changeBetween(early: number, late: number, offsetAt: (at: number) => number): number {
  const changed = offsetAt(late);
  let [low, high] = [Math.floor(early / SECOND_MS), Math.ceil(late / SECOND_MS)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * SECOND_MS) === changed) high = middle;
    else low = middle;
  }
  return high * SECOND_MS;
}

/** One UTC day: the offset changes at `changeAt`, or not at all. */
interface DayOffsets {
  readonly before: number;
  readonly after: number;
  readonly changeAt: number;
}

/** Intl takes microseconds, and working time needs a thousand offsets: they are cached by day. */
function rememberOffsets(timezone: string): (at: number) => number {
  let ask: ((at: number) => number) | undefined;
  const days = new Map<number, DayOffsets>();
  const learn = (day: number): DayOffsets => {
    // Created at the first use: most forms have no time of day, and creating it takes longer than reading the form.
    ask ??= askIntl(timezone);
    const [start, end] = [day * DAY_MS, Math.min((day + 1) * DAY_MS, LATEST)];
    const [before, after] = [ask(start), ask(end)];
    const changeAt = before === after ? start : changeBetween(start, end, ask);
    if (days.size >= REMEMBERED_DAYS) days.clear();
    const learned = { before, after, changeAt };
    days.set(day, learned);
    return learned;
  };
  return (at) => {
    const day = Math.floor(at / DAY_MS);
    const { before, after, changeAt } = days.get(day) ?? learn(day);
    return at < changeAt ? before : after;
  };
}

/** @throws RangeError for a time that no Date can represent */
function askIntl(timezone: string): (at: number) => number {
  const clock = createClock(timezone);
  return (at) => {
    const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const day = Date.UTC(part('year'), part('month') - 1, part('day'));
    const wall = day + (part('hour') * 3600 + part('minute') * 60 + part('second')) * SECOND_MS;
    return wall - Math.floor(at / SECOND_MS) * SECOND_MS;
  };
}

function createClock(timezone: string): Intl.DateTimeFormat {
  const shape = {
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...shape, timeZone: timezone });
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...shape, timeZone: 'UTC' });
  }
}
