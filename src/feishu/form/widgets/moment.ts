import { looseRecord, looseText } from './looseJson.ts';

/** A point in time, and the local time of the person who picked it. */
export interface Moment {
  /** ms since the epoch; absent if the value has no offset: then it is only a local time. */
  readonly at?: number;
  /** The picker's local time, as ms since the epoch as if it were UTC. */
  readonly wall: number;
  /** The picker's offset from UTC, ms; absent if the value does not come with one. */
  readonly pickerOffset?: number;
}

/** Longer texts are no dates: the pattern reads a run of spaces several times over. */
const LONGEST = 100;
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

// The documentation's own sample has `Z` together with an offset, and single-digit parts: then the offset counts.
const PATTERN =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?)?\s*(Z)?\s*(?:([+-])(\d{2}):?(\d{2}))?$/i;

/**
 * Reads RFC 3339 and similar formats, and ms since the epoch. Feishu always writes +08:00 and gives the picker's zone
 * next to the value, so that zone decides which day was picked.
 *
 * @param siblingOffset `timezoneOffset` next to the value: minutes that UTC is ahead, as in JavaScript (-480)
 * @param zoneOffsetMs the configured zone's offset at a given time: for values that are only a point in time
 * @returns undefined if it is not a date
 */
export function readMoment(
  value: unknown,
  siblingOffset: unknown,
  zoneOffsetMs: (at: number) => number,
): Moment | undefined {
  const record = looseRecord(value);
  const text = record ? looseText(record.text) || looseText(record.value) : looseText(value);
  const pickerOffset = offsetOf(siblingOffset);
  const local = (at: number): Moment =>
    pickerOffset === undefined
      ? { at, wall: at + zoneOffsetMs(at) }
      : { at, wall: at + pickerOffset, pickerOffset };

  if (/^\d{12,13}$/.test(text)) return local(Number(text));
  if (/^\d{10}$/.test(text)) return local(Number(text) * 1000);
  const match = text.length > LONGEST ? undefined : PATTERN.exec(text);
  if (!match) return undefined;
  const wall = wallTime(match.slice(1, 7).map((part) => Number(part ?? 0)));
  if (wall === undefined) return undefined;
  if (match[8]) {
    const minutes = Number(match[9]) * 60 + Number(match[10]);
    const at = wall - (match[8] === '-' ? -minutes : minutes) * MINUTE_MS;
    return pickerOffset === undefined ? { at, wall } : local(at);
  }
  if (match[7]) return local(wall);
  return pickerOffset === undefined ? { wall } : { at: wall - pickerOffset, wall, pickerOffset };
}

/** undefined for the 31st of June and the 25th hour. */
function wallTime(parts: readonly number[]): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (hour > 24 || minute > 59 || second > 60 || year < 1000) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.getTime() + hour * 60 * MINUTE_MS + minute * MINUTE_MS + second * 1000;
}

function offsetOf(sibling: unknown): number | undefined {
  if (sibling === undefined || sibling === null || sibling === '') return undefined;
  const minutes = Number(sibling);
  return Number.isFinite(minutes) && Math.abs(minutes) <= 14 * 60 ? -minutes * MINUTE_MS : undefined;
}

/** Whether a text is a time in a format of programs, which no person would type. */
export function isTimestamp(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/i.test(text);
}

/** Midnight for the picker: no time of day was picked. */
export function isMidnight({ wall }: Moment): boolean {
  return wall % DAY_MS === 0;
}

/** Noon for the picker: the second half of a day begins. */
export function isNoon({ wall }: Moment): boolean {
  return wall % DAY_MS === DAY_MS / 2;
}

/** The last minute of a day: the possible end of an interval of whole days. */
export function isDayEnd({ wall }: Moment): boolean {
  return wall % DAY_MS >= DAY_MS - MINUTE_MS;
}
