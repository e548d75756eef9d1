import type { FieldValue } from '../field.ts';
import { durationText } from '../words.ts';
import { type Granularity, granularityOf, guessGranularity, momentOf, momentText } from './calendar.ts';
import type { Moment } from './moment.ts';
import { asRecord, exactNumber, openJson, textOf } from './shape.ts';
import type { Source, View } from './source.ts';
import { plainText, readableText } from './text.ts';

/** `date`: RFC 3339, told at the granularity of the definition. What is no date stands as it was given. */
export function readDate(source: Source, view: View): FieldValue | undefined {
  const moment = momentOf(source.value, source.extra.timezoneOffset, view);
  if (!moment) return plainText(readableText(source.value));
  const granularity = granularityOf(source.definition?.format) ?? guessGranularity([moment]);
  return plainText(momentText(moment, granularity, view));
}

/** `dateInterval`, and the span of a leave or trip: `{start, end, interval, unit?}`. */
export function readInterval(source: Source, view: View): FieldValue | undefined {
  const opened = openJson(source.value);
  const span = Array.isArray(opened) ? { start: opened[0], end: opened[1] } : asRecord(opened);
  if (!span) return readDate(source, view);
  const { start, end, interval, unit } = span as Readonly<Record<string, unknown>>;
  const offset = source.extra.timezoneOffset ?? (span as Readonly<Record<string, unknown>>).timezoneOffset;
  const moments = [start, end].map((value) => momentOf(value, offset, view));
  const granularity =
    granularityOf(source.definition?.format) ??
    (/^half_?day$/i.test(textOf(unit))
      ? 'half'
      : guessGranularity(moments.filter((one) => one !== undefined)));
  const ends = [start, end].map((value, index) => endText(value, moments[index], granularity, view));
  return plainText(withDuration(ends.filter(Boolean).join(view.words.to), interval, unit, view));
}

function endText(value: unknown, moment: Moment | undefined, granularity: Granularity, view: View): string {
  return moment ? momentText(moment, granularity, view) : readableText(value);
}

/** `2026-11-20 至 2026-11-22（3 天）`; the span alone, or the duration alone, where the other is missing. */
function withDuration(span: string, interval: unknown, unit: unknown, view: View): string {
  const given = asRecord(interval)?.text ?? asRecord(interval)?.value ?? interval;
  const count = exactNumber(textOf(given))?.replace(/\.0+$|(?<=\.\d*[1-9])0+$/, '');
  // What is no number may be a text with its own unit (`3天`), or the name of a unit alone.
  const ownText = /\d/.test(textOf(given)) ? textOf(given) : '';
  const duration =
    count === undefined ? ownText : Number(count) > 0 ? durationText(count, textOf(unit), view.locale) : '';
  if (span === '' || duration === '') return span || duration;
  return view.locale === 'en-US' ? `${span} (${duration})` : `${span}（${duration}）`;
}
