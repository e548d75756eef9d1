import { type LengthPart, lengthText } from '../../../approval/words.ts';
import { exactNumber, looseRecord, looseText, roundedText } from './looseJson.ts';
import type { FormContext } from './source.ts';

/** What is needed to determine a length. */
interface LengthContext {
  /** Feishu's unit: DAY, HOUR, HALF_DAY, MINUTE; empty: none. */
  readonly unit: string;
  /** From start to end, ms; undefined if one is missing. */
  readonly spanMs: number | undefined;
  /** The groups that contain it; empty: it is a widget by itself, and its days have 24 hours. */
  readonly kind: string;
  readonly form: FormContext;
}

const MINUTES_PER_DAY = 1_440;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A length for people: `1 小时`, `2.5 天`, `1 hour 20 minutes`. Empty if there is none. */
export function readLength(given: unknown, context: LengthContext): string {
  const value = looseRecord(given)?.text ?? looseRecord(given)?.value ?? given;
  const text = looseText(value);
  const exact = exactNumber(text);
  // It may also be a text with its own unit (`3天`), or only the name of a unit.
  if (exact === undefined) return /\d/.test(text) ? text : '';
  // Unrounded: `0.041666666666666664` days are an hour.
  const count = typeof value === 'number' ? value : Number(text.replaceAll(',', ''));
  if (!(count > 0)) return '';
  const { unit, spanMs, kind, form } = context;
  const isOvertime = unit === '' && /work/i.test(kind);
  const measured = isOvertime ? overtimeOf(count, spanMs) : { count, unit: unitOf(unit) };
  // It is unknown whether these are hours or days: the number by itself is still right.
  if (!measured) return roundedText(exact);
  return lengthText(partsOf(measured.count, measured.unit, spanMs, kind === ''), form.locale);
}

type Unit = LengthPart[1];

function unitOf(unit: string): Unit {
  if (/^hours?$/i.test(unit)) return 'hour';
  return /^min(ute)?s?$/i.test(unit) ? 'minute' : 'day';
}

/**
 * Overtime names no unit: some tenants count hours, others days of eight hours. The one that fits best between start
 * and end is used.
 */
function overtimeOf(
  count: number,
  spanMs: number | undefined,
): { readonly count: number; readonly unit: Unit } | undefined {
  if (spanMs === undefined) return undefined;
  const hours = spanMs / HOUR_MS;
  if (isNear(count * 8, hours) || isNear(count * 24, hours)) return { count: hours, unit: 'hour' };
  const readings = [
    { count, unit: 'hour', hours: count },
    { count, unit: 'day', hours: count * 8 },
    { count, unit: 'minute', hours: count / 60 },
  ] as const;
  return readings
    .filter((reading) => reading.hours <= hours * 1.001)
    .toSorted((a, b) => b.hours - a.hours)
    .at(0);
}

function partsOf(count: number, unit: Unit, spanMs: number | undefined, isCalendar: boolean): LengthPart[] {
  const asSaid: LengthPart[] = [[roundedText(String(count)), unit]];
  if (unit === 'minute') return count >= 60 ? (wholeMinutes(count) ?? asSaid) : asSaid;
  if (isNear(count * 2, Math.round(count * 2)) && count >= 0.5) return asSaid;
  if (unit === 'hour') return wholeMinutes(count * 60) ?? asSaid;
  const minutes = count * MINUTES_PER_DAY;
  const isDayOf24 =
    spanMs === undefined ? isCalendar : Math.abs(minutes - spanMs / MINUTE_MS) <= 1 + minutes / 1_000;
  return isDayOf24 ? (wholeMinutes(minutes) ?? asSaid) : asSaid;
}

/** Days, hours and minutes; undefined if a smaller rest would remain. */
function wholeMinutes(minutes: number): LengthPart[] | undefined {
  const whole = Math.round(minutes);
  if (whole === 0 || Math.abs(minutes - whole) > 0.05) return undefined;
  const parts: readonly (readonly [number, Unit])[] = [
    [Math.floor(whole / MINUTES_PER_DAY), 'day'],
    [Math.floor((whole % MINUTES_PER_DAY) / 60), 'hour'],
    [whole % 60, 'minute'],
  ];
  return parts.filter(([count]) => count > 0).map(([count, unit]) => [String(count), unit]);
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
}
