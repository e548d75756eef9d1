import { createTask, parse } from 'node-cron';
import { memo } from './memo.ts';
import { type Zone, zoneOf } from './zone.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** A cron expression in one zone, as a function of time: nothing here waits. Times are ms since the epoch. */
export interface Schedule {
  /** From one tick to the next that could match, ms: a minute, or a second where the expression has six fields. */
  readonly stepMs: number;
  /**
   * The last tick in (after, upTo] that matches; undefined where none does. However many matched, that is one run.
   * Lookups back over {@link LOOK_BACK_MS} and no further: what was due before a longer sleep is not made up for.
   *
   * A clock that was set back brings `upTo` before `after`: then nothing matches until it has caught up, so that no
   * tick runs twice; but where `after` is more than {@link ASTRAY_MS} ahead, it was told by a clock gone wrong, and only
   * the tick of this moment is looked at.
   */
  matchedBetween(after: number, upTo: number): number | undefined;
  /** The first match later than `after` and no later than `withinMs` after it: when the next run comes. */
  nextMatch(after: number, withinMs: number): number | undefined;
}

/** How far back a missed run is looked for, ms, so that a weekly one is found. */
export const LOOK_BACK_MS = 8 * 24 * HOUR_MS;
/** A last run that is further ahead than this was noted by a clock gone wrong, ms. */
const ASTRAY_MS = { minutes: 24 * HOUR_MS, seconds: HOUR_MS } as const;

const made = memo(
  500,
  ([expression, timezone]: readonly [string, string]) => `${timezone} ${expression}`,
  ([expression, timezone]) => createSchedule(expression, zoneOf(timezone)),
);

/**
 * Reads a cron expression: five fields, or six with seconds in front. Made once for each expression and zone.
 *
 * When clocks change, an expression that names hours keeps to the clock on the wall: a time that comes twice matches
 * the first time, one that is skipped matches at the jump. One that runs in every hour keeps to the time that passes.
 *
 * @throws Error where node-cron cannot read the expression: the settings have refused it before
 */
export function scheduleOf(expression: string, timezone: string): Schedule {
  return made([expression, timezone]);
}

/** {@link Schedule.matchedBetween} of an expression in a zone. */
export function matchedBetween(
  expression: string,
  timezone: string,
  after: number,
  upTo: number,
): number | undefined {
  return scheduleOf(expression, timezone).matchedBetween(after, upTo);
}

/** {@link Schedule.nextMatch} of an expression in a zone. */
export function nextMatch(
  expression: string,
  timezone: string,
  after: number,
  withinMs: number,
): number | undefined {
  return scheduleOf(expression, timezone).nextMatch(after, withinMs);
}

function createSchedule(expression: string, zone: Zone): Schedule {
  const hasSeconds = expression.trim().split(/\s+/).length === 6;
  const stepMs = hasSeconds ? SECOND_MS : MINUTE_MS;
  const astrayMs = hasSeconds ? ASTRAY_MS.seconds : ASTRAY_MS.minutes;
  const matchesAt = matcher(expression, stepMs, zone);
  // A week has six hundred thousand seconds: those of a minute are looked at where the minute may match.
  const mayMatchIn = hasSeconds
    ? matcher(expression.trim().replace(/^\S+\s+/, ''), MINUTE_MS, zone)
    : () => true;
  const mayMatchInHour = hourMatcher(expression, zone);
  const tickOf = (at: number): number => Math.floor(at / stepMs) * stepMs;
  const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const lastMatch = (after: number, upTo: number): number | undefined => {
    for (let tick = upTo; tick > after; tick -= stepMs) if (matchesAt(tick)) return tick;
    return undefined;
  };
  return {
    stepMs,
    matchedBetween(after, upTo) {
      const isAstray = after - upTo > astrayMs;
      const since = isAstray ? tickOf(upTo) - 1 : Math.max(after, upTo - LOOK_BACK_MS);
      for (let minute = minuteOf(upTo); minute + MINUTE_MS > since; minute -= MINUTE_MS) {
        const hour = Math.floor(minute / HOUR_MS) * HOUR_MS;
        if (!mayMatchInHour(hour)) minute = hour;
        else if (mayMatchIn(minute)) {
          const tick = lastMatch(
            Math.max(since, minute - 1),
            Math.min(tickOf(upTo), minute + MINUTE_MS - stepMs),
          );
          if (tick !== undefined) return tick;
        }
      }
      return undefined;
    },
    nextMatch(after, withinMs) {
      const first = tickOf(after) + stepMs;
      const last = after + withinMs;
      for (let hour = Math.floor(first / HOUR_MS) * HOUR_MS; hour <= last; hour += HOUR_MS) {
        if (!mayMatchInHour(hour)) continue;
        for (let minute = Math.max(hour, minuteOf(first)); minute < hour + HOUR_MS; minute += MINUTE_MS) {
          if (!mayMatchIn(minute)) continue;
          const end = Math.min(last, minute + MINUTE_MS - stepMs);
          for (let tick = Math.max(first, minute); tick <= end; tick += stepMs)
            if (matchesAt(tick)) return tick;
        }
      }
      return undefined;
    },
  };
}

/** Whether any tick of an hour can match, so that a year is gone through in milliseconds. */
function hourMatcher(expression: string, zone: Zone): (hour: number) => boolean {
  const { hour: hours } = parse(expression);
  if (hours.length === 24) return () => true;
  return (hour) => {
    // What is skipped just before it matches at its first tick.
    const [from, to] = [zone.wallAt(hour - MINUTE_MS), zone.wallAt(hour + HOUR_MS - 1)];
    const changes = to - from !== HOUR_MS + MINUTE_MS - 1;
    return changes || [from, to].some((wall) => hours.includes(Math.floor(wall / HOUR_MS) % 24));
  };
}

/** Whether a tick matches, by the rule for changing clocks that {@link scheduleOf} tells. */
function matcher(expression: string, stepMs: number, zone: Zone): (tick: number) => boolean {
  const isOnWall = wallMatcher(expression);
  if (parse(expression).hour.length === 24) return (tick) => isOnWall(zone.wallAt(tick));
  return (tick) => {
    const wall = zone.wallAt(tick);
    const skippedMs = wall - zone.wallAt(tick - stepMs) - stepMs;
    for (let skipped = wall - skippedMs; skipped < wall; skipped += stepMs)
      if (isOnWall(skipped)) return true;
    return isOnWall(wall) && zone.atWall(wall) === tick;
  };
}

/** Whether an expression matches what a clock shows, as ms since the epoch if that clock were UTC's. */
function wallMatcher(expression: string): (wall: number) => boolean {
  const { second, minute, hour } = parse(expression);
  // A task that is never started is nothing but its `match`; node-cron keeps a list of those that are not destroyed.
  const task = createTask(expression, () => undefined, { timezone: 'UTC' });
  void task.destroy();
  // `match` asks Intl, some microseconds each time: most ticks of a day are ruled out before.
  return (wall) =>
    hour.includes(Math.floor(wall / HOUR_MS) % 24) &&
    minute.includes(Math.floor(wall / MINUTE_MS) % 60) &&
    second.includes(Math.floor(wall / SECOND_MS) % 60) &&
    task.match(new Date(wall));
}
