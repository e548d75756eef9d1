import type { FieldValue } from '../../../approval/field.ts';
import {
  clockNote,
  type Granularity,
  granularityOf,
  granularityOfUnit,
  guessGranularity,
  momentOf,
  momentText,
} from './calendar.ts';
import { readLength } from './length.ts';
import { looseRecord, looseText, openJson } from './looseJson.ts';
import type { Moment } from './moment.ts';
import type { FormContext, WidgetSource } from './source.ts';
import { plainText, readableText } from './text.ts';

/** `date`: RFC 3339, shown at the granularity of the definition. Anything else is shown as it is. */
export function readDate(source: WidgetSource, form: FormContext): FieldValue | undefined {
  const moment = momentOf(source.value, source.pickerOffset, form);
  if (!moment) return plainText(readableText(source.value));
  const granularity = granularityOf(source.definition?.format) ?? guessGranularity([moment]);
  return plainText(momentText(moment, granularity, form) + clockNote([moment], granularity, form));
}

/** `dateInterval`, and the span of a leave or trip: `{start, end, interval, unit?}`. */
export function readInterval(source: WidgetSource, form: FormContext): FieldValue | undefined {
  const opened = openJson(source.value);
  const span = Array.isArray(opened) ? { start: opened[0], end: opened[1] } : looseRecord(opened);
  if (!span) return readDate(source, form);
  return plainText(spanText(span, source, form));
}

/** `2026-11-20 至 2026-11-22（3 天）`; only the span, or only the length, if the other is missing. */
function spanText(span: Readonly<Record<string, unknown>>, source: WidgetSource, form: FormContext): string {
  const { start, end, interval, unit, periodsMs } = span;
  const ends = [start, end].map((value) => momentOf(value, source.pickerOffset, form));
  const known = ends.filter((one) => one !== undefined);
  const granularity =
    granularityOf(source.definition?.format) ??
    granularityOfUnit(looseText(unit), known) ??
    guessGranularity(known);
  const shown = [start, end].map((value, index) => endText(value, ends[index], granularity, form));
  const days = shown.filter(Boolean).join(form.words.to);
  const spanMs = spanMsOf(ends) ?? (typeof periodsMs === 'number' ? periodsMs : undefined);
  const length = readLength(interval, { unit: looseText(unit), spanMs, kind: source.within, form });
  if (days === '') return length;
  const whole = days + clockNote(known, granularity, form);
  if (length === '') return whole;
  return form.locale === 'en-US' ? `${whole} (${length})` : `${whole}（${length}）`;
}

function endText(
  value: unknown,
  moment: Moment | undefined,
  granularity: Granularity,
  form: FormContext,
): string {
  return moment ? momentText(moment, granularity, form) : readableText(value);
}

/** The duration between both ends, ms; undefined if an end is missing. */
function spanMsOf([start, end]: readonly (Moment | undefined)[]): number | undefined {
  if (!start || !end) return undefined;
  const isAbsolute = start.at !== undefined && end.at !== undefined;
  const spanMs = isAbsolute ? (end.at ?? 0) - (start.at ?? 0) : end.wall - start.wall;
  return spanMs > 0 ? spanMs : undefined;
}
