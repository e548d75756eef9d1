import type { FieldValue } from '../field.ts';
import { maskNumbers, maskTail } from '../fieldMask.ts';
import { looksInternal } from './internal.ts';
import { asList, asRecord, lineOf, openJson } from './shape.ts';
import type { Source, View } from './source.ts';
import { plainText, readableText } from './text.ts';

/** `telephone`: `+86 ****5678`; whole where nobody asks for discretion. */
export function readTelephone(source: Source, view: View, discreet: boolean): FieldValue | undefined {
  const numbers = asList(source.value).map((entry) => {
    const record = asRecord(entry);
    if (!record) return discreet ? maskLoose(lineOf(entry)) : lineOf(entry);
    const country = lineOf(record.country_code ?? record.countryCode);
    const national = lineOf(record.national_number ?? record.nationalNumber ?? record.number ?? record.value);
    // Anything longer is no country.
    const prefix = /^\+?\d{1,4}$/.test(country) ? `+${country.replace('+', '')}` : '';
    return national === '' ? '' : `${prefix} ${discreet ? maskTail(national) : national}`.trim();
  });
  return plainText(numbers.filter(Boolean).join(view.words.comma));
}

/** The country stays, if it can be told from the rest. */
function maskLoose(text: string): string {
  const [, country, rest] = /^(\+\d{1,3}[ -])(.*)$/.exec(text) ?? [];
  if (country === undefined || rest === undefined) return text === '' ? '' : maskTail(text);
  return `${country.slice(0, -1)} ${maskTail(rest)}`;
}

/** `address`: one text, or `[{id, detailAddress}]` as the create API takes it. */
export function readAddress(source: Source, view: View): FieldValue | undefined {
  const places = asList(source.value).map((entry) => {
    const record = asRecord(entry);
    if (!record) return looksInternal(lineOf(entry)) ? '' : lineOf(entry);
    const named = [record.name, record.text, record.address, record.location].map(readableText).find(Boolean);
    const detail = lineOf(record.detailAddress ?? record.detail_address ?? record.detail);
    return [named ?? '', detail].filter(Boolean).join(' ');
  });
  return plainText(places.filter(Boolean).join(view.words.comma));
}

/** `account`: holder, bank, branch and number. Whether a form or a person calls it that, the number is masked. */
export function readAccount(source: Source, view: View, discreet: boolean): FieldValue | undefined {
  const record = accountRecord(source.value);
  if (!record) {
    const text = readableText(source.value);
    return plainText(discreet && text !== '' ? maskWithin(text) : text);
  }
  const whole = (name: string): string => bankText(record[`widgetAccount${name}`], view);
  // The number may have been typed beside the name, too.
  const part = (name: string): string => (discreet ? maskNumbers(whole(name)) : whole(name));
  const number = whole('Number');
  const parts = [part('Name'), part('BankName'), part('BankBranch'), discreet ? maskTail(number) : number];
  return plainText(parts.filter(Boolean).join(' · '));
}

/** A number with words around it: they stay. */
function maskWithin(text: string): string {
  const masked = maskNumbers(text);
  return masked === text ? maskTail(text) : masked;
}

/** The parts by name, whether they come as an object or as a list of child widgets. */
function accountRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const opened = openJson(value);
  if (!Array.isArray(opened)) return asRecord(opened);
  const children = opened.map(asRecord).filter((child) => child !== undefined);
  const [only] = children;
  if (children.length === 1 && only && only.id === undefined) return only;
  return Object.fromEntries(children.map((child) => [lineOf(child.id), child.value]));
}

/** `{value, text}`, where the text may be JSON again: `{"bankNameZh": "杭州银行"}` or `[{"name": "…"}]`. */
function bankText(value: unknown, view: View, depth = 0): string {
  const opened = openJson(value);
  if (depth > 3) return '';
  if (Array.isArray(opened)) {
    return opened
      .map((entry) => bankText(entry, view, depth + 1))
      .filter(Boolean)
      .join(' ');
  }
  const record = asRecord(opened);
  if (!record) {
    const text = lineOf(opened);
    return text.startsWith('map[') ? '' : text;
  }
  const [zh, en] = ['Zh', 'En'].map((suffix) =>
    Object.entries(record).find(([key, name]) => key.endsWith(`Name${suffix}`) && lineOf(name) !== ''),
  );
  const named = view.locale === 'en-US' ? (en ?? zh) : (zh ?? en);
  if (named) return lineOf(named[1]);
  return bankText(record.text ?? record.name ?? record.value, view, depth + 1);
}
