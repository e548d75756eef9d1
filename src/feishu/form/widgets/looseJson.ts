/** Any JSON value as an object; undefined if it is not one. JSON text of an object counts. */
export function looseRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const opened = openJson(value);
  return typeof opened === 'object' && opened !== null && !Array.isArray(opened)
    ? (opened as Record<string, unknown>)
    : undefined;
}

/** Any JSON value as a list: a single value becomes a list of one, nothing an empty list. */
export function looseList(value: unknown): readonly unknown[] {
  const opened = openJson(value);
  if (Array.isArray(opened)) return opened;
  return opened === undefined || opened === null || opened === '' ? [] : [opened];
}

/** Feishu puts JSON inside strings in several places, sometimes twice. */
export function openJson(value: unknown): unknown {
  let opened = value;
  for (let depth = 0; depth < 2 && typeof opened === 'string' && /^\s*[[{"]/.test(opened); depth += 1) {
    try {
      opened = JSON.parse(opened);
    } catch {
      return opened;
    }
  }
  return opened;
}

/** A text or a number as text; empty for everything else. */
export function looseText(value: unknown): string {
  if (typeof value === 'string') return cleanValue(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'bigint') return String(value);
  return '';
}

/** What clients send for a missing value. */
const NOTHING = new Set(['undefined', '[object Object]', 'NaN', '<nil>']);

/** A typed text without what cannot be displayed: control characters, lone surrogates, surrounding spaces. */
export function cleanValue(text: string): string {
  const cleaned = text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/g, '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
    .trim();
  return NOTHING.has(cleaned) ? '' : cleaned;
}

/** The same in one line, for labels. */
export function lineOf(value: unknown): string {
  return looseText(value).replace(/\s+/g, ' ');
}

/** A number without exponent and without the noise of binary fractions; empty if it is not finite. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return '';
  return exactNumber(String(value)) ?? '';
}

/** A number has 309 digits in front of its point at most. What has more characters is a text, and costs no time. */
const LONGEST_NUMBER = 400;

/**
 * The plain decimal of a number in a text, with all digits and trailing zeros; undefined if the text is not a number.
 * Only computed fractions (`57.599999999999994`, `33.333333333333336`) are rounded.
 */
export function exactNumber(text: string): string | undefined {
  if (text.length > LONGEST_NUMBER) return undefined;
  const bare = text.trim().replace(/^(-?\d{1,3}(?:,\d{3})+)(?=\.|$)/, (whole) => whole.replaceAll(',', ''));
  if (/^[+-]?\d+(\.\d+)?$/.test(bare)) return isNoise(bare) ? roundNoise(bare) : bare.replace(/^\+/, '');
  if (!/^[+-]?\d+(\.\d+)?e[+-]?\d{1,3}$/i.test(bare)) return undefined;
  const value = Number(bare);
  return Number.isFinite(value)
    ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 })
    : undefined;
}

/** Whether the digits are those of a computed binary fraction, such as `33.333333333333336`. */
function isNoise(decimal: string): boolean {
  const digits = decimal.replace(/\D/g, '').replace(/^0+/, '').length;
  const decimals = decimal.split('.')[1]?.length ?? 0;
  return decimals >= 7 && digits >= (decimals >= 10 ? 15 : 16);
}

function roundNoise(decimal: string): string {
  return roundedText(String(Number(Number(decimal).toPrecision(14))));
}

/** Two decimals at most; for numbers below one, the first two significant digits. */
export function roundedText(decimal: string): string {
  const value = Number(decimal);
  if (!Number.isFinite(value)) return '';
  const decimals = value === 0 || Math.abs(value) >= 0.1 ? 2 : 1 - Math.floor(Math.log10(Math.abs(value)));
  return value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: Math.min(20, decimals) });
}
