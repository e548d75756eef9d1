/** How a `<local_datetime>` and a table's date are written, in the reader's zone and language. */
export interface ReaderLocale {
  readonly timezone: string;
  /** `zh_cn`, `en_us`. */
  readonly locale: string;
}

const FORMATS: { readonly [type: string]: Intl.DateTimeFormatOptions } = {
  date: { year: 'numeric', month: 'short', day: 'numeric' },
  date_short: { month: 'short', day: 'numeric' },
  week: { weekday: 'long' },
  week_short: { weekday: 'short' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  time_sec: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
};

/**
 * A time as `format_type` says; `date_num` (2019-03-15) for a type that is unknown
 * (…/content-components/rich-text). `at` is ms since the epoch; undefined if that is no date.
 */
export function localTime(at: number, type: string, reader: ReaderLocale): string | undefined {
  if (Number.isNaN(new Date(at).getTime())) return undefined;
  const format = FORMATS[type];
  if (type === 'timezone') return zoneOffset(at, reader);
  if (!format) return patternTime(at, 'YYYY-MM-DD', reader);
  return new Intl.DateTimeFormat(languageOf(reader), { ...format, timeZone: reader.timezone }).format(at);
}

/** A time by a pattern of YYYY MM DD HH mm ss, as in a table's `date_format`. */
export function patternTime(at: number, pattern: string, reader: ReaderLocale): string | undefined {
  if (Number.isNaN(new Date(at).getTime())) return undefined;
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: reader.timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return pattern
    .replace('YYYY', part('year'))
    .replace('MM', part('month'))
    .replace('DD', part('day'))
    .replace('HH', part('hour'))
    .replace('mm', part('minute'))
    .replace('ss', part('second'));
}

/** `GMT+8:00`. */
function zoneOffset(at: number, reader: ReaderLocale): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: reader.timezone,
    timeZoneName: 'longOffset',
  }).formatToParts(at);
  const name = parts.find((one) => one.type === 'timeZoneName')?.value ?? 'GMT';
  return name.replace(/([+-])0(\d)/, '$1$2');
}

function languageOf(reader: ReaderLocale): string {
  const [language = 'zh', region = ''] = reader.locale.split('_');
  const tag = region ? `${language}-${region.toUpperCase()}` : language;
  return Intl.DateTimeFormat.supportedLocalesOf([tag]).length > 0 ? tag : 'zh-CN';
}
