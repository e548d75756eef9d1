import type { FieldValue } from '../field.ts';
import { asList, asRecord, exactNumber, lineOf, textOf } from './shape.ts';
import type { Source } from './source.ts';
import { plainText, readableText } from './text.ts';

/** `number`, `formula`: the digits as they are; they may be a year or a number of something. */
export function readNumber(source: Source): FieldValue | undefined {
  const text = numeral(source.value);
  return plainText(exactNumber(text) ?? readableText(source.value));
}

/** `amount`: `CNY 12,345.60`, its decimals as they were given. A sum in several currencies is a list of amounts. */
export function readAmount(source: Source): FieldValue | undefined {
  const amounts = asList(source.value).map((value) =>
    amountText(value, lineOf(asRecord(value)?.currency) || currencyOf(source)),
  );
  return plainText(amounts.filter(Boolean).join('\n'));
}

/** A text that is no number stands as it is. */
function amountText(value: unknown, currency: string): string {
  const text = numeral(value);
  const exact = exactNumber(text);
  if (exact === undefined) return readableText(value);
  return currency === '' ? grouped(exact) : `${currency} ${grouped(exact)}`;
}

function numeral(value: unknown): string {
  const record = asRecord(value);
  return textOf(record ? (record.value ?? record.amount) : value);
}

function grouped(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/**
 * In `ext`, beside the value, or what the definition says first of all. Codes we do not know pass: the
 * definition page itself lists `KBW` for the won.
 */
function currencyOf({ ext, extra, definition }: Source): string {
  const given = [
    ...asList(ext).map((entry) => asRecord(entry)?.currency),
    extra.currency,
    definition?.format,
  ];
  return given.map(lineOf).find((code) => code !== '' && code.length <= 8) ?? '';
}
