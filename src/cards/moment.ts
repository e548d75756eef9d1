/** Points in time as people write them, in one zone. */
export interface ZoneTime {
  /** `pattern` knows YYYY MM DD HH mm ss; the rest stands as it is. */
  format(at: number, pattern: string): string;
}

export const FULL_TIME = 'YYYY-MM-DD HH:mm';
const SHORT_TIME = 'MM-DD HH:mm';
const CLOCK_TIME = 'HH:mm';

const zones = new Map<string, ZoneTime>();

/** The clock of an IANA zone; one that does not exist counts as UTC. */
export function zoneTime(timezone: string): ZoneTime {
  const known = zones.get(timezone);
  if (known) return known;
  const parts = partsOf(timezone);
  const zone: ZoneTime = {
    format(at, pattern) {
      if (!Number.isFinite(at) || Math.abs(at) > LATEST) return '';
      const found = parts(at);
      return pattern.replace(/YYYY|MM|DD|HH|mm|ss/g, (part) => found[part] ?? part);
    },
  };
  zones.set(timezone, zone);
  return zone;
}

/** Without the year where it is the year of `now`. */
export function shortTime(zone: ZoneTime, at: number, now: number): string {
  return zone.format(at, zone.format(at, 'YYYY') === zone.format(now, 'YYYY') ? SHORT_TIME : FULL_TIME);
}

/** The time of day alone where it is the day of `now`. */
export function timeOfDay(zone: ZoneTime, at: number, now: number): string {
  const isToday = zone.format(at, 'YYYY-MM-DD') === zone.format(now, 'YYYY-MM-DD');
  return isToday ? zone.format(at, CLOCK_TIME) : shortTime(zone, at, now);
}

/** The last moment that a Date can hold, ms. */
const LATEST = 8.64e15;

function partsOf(timezone: string): (at: number) => Readonly<Record<string, string>> {
  const clock = formatter(timezone);
  return (at) => {
    // sv-SE writes `2026-11-24 09:30:05`.
    const [day = '', time = ''] = clock.format(at).split(' ');
    const [year = '', month = '', date = ''] = day.split('-');
    const [hour = '', minute = '', second = ''] = time.split(':');
    return { YYYY: year, MM: month, DD: date, HH: hour, mm: minute, ss: second };
  };
}

function formatter(timezone: string): Intl.DateTimeFormat {
  const options = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  } as const;
  try {
    return new Intl.DateTimeFormat('sv-SE', { ...options, timeZone: timezone });
  } catch {
    return new Intl.DateTimeFormat('sv-SE', { ...options, timeZone: 'UTC' });
  }
}
