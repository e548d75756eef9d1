import { createTask, parse } from 'node-cron';
import { memo } from './memo.ts';
import { type Zone, zoneOf } from './zone.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** A cron expression in one zone, as a function of time: it never waits. Times are ms since the epoch. */
export interface Schedule {
  /** From one possible tick to the next, ms: a minute, or a second if the expression has six fields. */
  readonly stepMs: number;
  /**
   * The last tick in (after, upTo] that matches; undefined if none does. Several matches are one run. It looks back by
   * {@link LOOK_BACK_MS} at most: what was due before a longer sleep is not run.
   *
   * After the clock was set back, `upTo` is before `after`: nothing matches until it has caught up, so no tick runs
   * twice. But if `after` is more than {@link ASTRAY_MS} ahead, a wrong clock wrote it, and only the current tick is
   * checked.
   */
  matchedBetween(after: number, upTo: number): number | undefined;
  /** The next run: the first match later than `after` and at most `withinMs` after it. */
  nextMatch(after: number, withinMs: number): number | undefined;
}

/** How far back a missed run is looked for, ms: far enough for a weekly one. */
export const LOOK_BACK_MS = 8 * 24 * HOUR_MS;
/** A last run that is further ahead than this was recorded with a wrong clock, ms. */
const ASTRAY_MS = { minutes: 24 * HOUR_MS, seconds: HOUR_MS } as const;

const made = memo(
  500,
  ([expression, timezone]: readonly [string, string]) => `${timezone} ${expression}`,
  ([expression, timezone]) => createSchedule(expression, zoneOf(timezone)),
);

/**
 * Reads a cron expression: five fields, or six with seconds in front. Made once for each expression and zone.
 *
 * When clocks change, an expression that names hours follows the local clock: a time that comes twice matches the first
 * time, one that is skipped matches at the jump. One that runs in every hour follows the elapsed time.
 *
 * @throws Error if node-cron cannot read the expression; the settings have checked it before
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
  // A week has 600,000 seconds: those of a minute are only checked if the minute may match.
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

/** Whether any tick of an hour can match: makes searching a year take milliseconds. */
function hourMatcher(expression: string, zone: Zone): (hour: number) => boolean {
  const { hour: hours } = parse(expression);
  if (hours.length === 24) return () => true;
  return (hour) => {
    // Ticks that are skipped just before match at its first tick.
    const [from, to] = [zone.wallAt(hour - MINUTE_MS), zone.wallAt(hour + HOUR_MS - 1)];
    const changes = to - from !== HOUR_MS + MINUTE_MS - 1;
    return changes || [from, to].some((wall) => hours.includes(Math.floor(wall / HOUR_MS) % 24));
  };
}

/** Whether a tick matches, by the rule for clock changes in {@link scheduleOf}. */
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

/** Whether an expression matches a local time, given as ms since the epoch as if it were UTC. */
function wallMatcher(expression: string): (wall: number) => boolean {
  const { second, minute, hour } = parse(expression);
  // The task is never started, only `match` is used; node-cron keeps a list of tasks that are not destroyed.
  const task = createTask(expression, () => undefined, { timezone: 'UTC' });
  void task.destroy();
  // `match` uses Intl, which takes some microseconds: most ticks of a day are ruled out before.
  return (wall) =>
    hour.includes(Math.floor(wall / HOUR_MS) % 24) &&
    minute.includes(Math.floor(wall / MINUTE_MS) % 60) &&
    second.includes(Math.floor(wall / SECOND_MS) % 60) &&
    task.match(new Date(wall));
}
