import { isMoneyLabel, moneyText } from '../../../approval/currency.ts';
import type { FieldValue } from '../../../approval/field.ts';
import type { Locale } from '../../../approval/locale.ts';
import { exactNumber, lineOf, looseList, looseRecord, looseText } from './looseJson.ts';
import type { FormContext, WidgetSource } from './source.ts';
import { plainText, readableText } from './text.ts';

/**
 * `number`, `formula`: the digits as they are, since they may be a year or a number of something; as money if the
 * definition has a currency or the name says so, then in the one currency of the form.
 */
export function readNumber(
  source: WidgetSource,
  { locale, formCurrency }: FormContext,
): FieldValue | undefined {
  const exact = exactNumber(numeral(source.value));
  if (exact === undefined) return plainText(readableText(source.value));
  // For a plain number the definition may have another format here.
  const own = /^[A-Z]{3}$/.exec(currencyOf(source))?.[0] ?? '';
  if (own === '' && !isMoneyLabel(source.label)) return plainText(exact);
  return plainText(moneyText(exact, own || formCurrency(), locale));
}

/** `amount`: `¥12,345.60`, in the format of the locale. A sum in several currencies is a list of amounts. */
export function readAmount(source: WidgetSource, { locale }: FormContext): FieldValue | undefined {
  const amounts = looseList(source.value).map((value) =>
    amountText(value, lineOf(looseRecord(value)?.currency) || currencyOf(source), locale),
  );
  return plainText(amounts.filter(Boolean).join('\n'));
}

/** A text that is not a number is shown as it is. */
function amountText(value: unknown, currency: string, locale: Locale): string {
  const exact = exactNumber(numeral(value));
  return exact === undefined ? readableText(value) : moneyText(exact, currency, locale);
}

/** The original digits of a number; a text that is not a number is returned as it is. */
export function numeral(value: unknown): string {
  const record = looseRecord(value);
  return looseText(record ? (record.value ?? record.amount) : value);
}

/** The amounts of a sum, each with its currency; empty: the form does not name it. */
export function amountsOf(source: WidgetSource): { readonly number: string; readonly currency: string }[] {
  return looseList(source.value).flatMap((value) => {
    const number = exactNumber(numeral(value));
    const currency = lineOf(looseRecord(value)?.currency) || currencyOf(source);
    return number === undefined ? [] : [{ number, currency }];
  });
}

/**
 * In `ext`, next to the value, or the first one in the definition. Unknown codes are accepted: the definition page
 * itself lists `KBW` for the won.
 */
function currencyOf({ ext, extra, definition }: WidgetSource): string {
  const given = [
    ...looseList(ext).map((entry) => looseRecord(entry)?.currency),
    extra.currency,
    definition?.format,
  ];
  return given.map(lineOf).find((code) => code !== '' && code.length <= 8) ?? '';
}
