import type { FieldValue } from '../../../approval/field.ts';
import { maskNumbers, maskTail } from '../../../approval/fieldMask.ts';
import { isBytes, isSpoilt, looksInternal } from './internal.ts';
import { lineOf, looseList, looseRecord, openJson } from './looseJson.ts';
import type { FormContext, WidgetSource } from './source.ts';
import { plainText, readableText } from './text.ts';

/** `telephone`: `+86 ****5678`; complete if it need not be masked. */
export function readTelephone(
  source: WidgetSource,
  form: FormContext,
  discreet: boolean,
): FieldValue | undefined {
  const numbers = looseList(source.value).map((entry) => {
    const record = looseRecord(entry);
    if (!record) return discreet ? maskLoose(partText(entry)) : partText(entry);
    const country = partText(record.country_code ?? record.countryCode);
    const national = partText(
      record.national_number ?? record.nationalNumber ?? record.number ?? record.value,
    );
    // Anything longer is not a country code.
    const prefix = /^\+?\d{1,4}$/.test(country) ? `+${country.replace('+', '')}` : '';
    return national === '' ? '' : `${prefix} ${discreet ? maskTail(national) : national}`.trim();
  });
  return plainText(numbers.filter(Boolean).join(form.words.comma));
}

/** A part that a program wrote; empty if it is garbled. */
function partText(value: unknown): string {
  const text = lineOf(value);
  return isSpoilt(text) || /^\{.*\}$/.test(text) ? '' : text;
}

/** The country code stays if it can be recognised. */
function maskLoose(text: string): string {
  const [, country, rest] = /^(\+\d{1,3}[ -])(.*)$/.exec(text) ?? [];
  if (country === undefined || rest === undefined) return text === '' ? '' : maskTail(text);
  return `${country.slice(0, -1)} ${maskTail(rest)}`;
}

/** `address`: one text, or `[{id, detailAddress}]` as the create API takes it. */
export function readAddress(source: WidgetSource, form: FormContext): FieldValue | undefined {
  const places = looseList(source.value).map((entry) => {
    const record = looseRecord(entry);
    if (!record) return looksInternal(lineOf(entry)) ? '' : lineOf(entry);
    const named = [record.name, record.text, record.address, record.location].map(readableText).find(Boolean);
    const detail = partText(record.detailAddress ?? record.detail_address ?? record.detail);
    return [named ?? '', detail].filter(Boolean).join(' ');
  });
  return plainText(places.filter(Boolean).join(form.words.comma));
}

/** `account`: holder, bank, branch and number. The number is masked, whatever the field's name. */
export function readAccount(
  source: WidgetSource,
  form: FormContext,
  discreet: boolean,
): FieldValue | undefined {
  const record = accountRecord(source.value);
  if (!record) {
    const text = readableText(source.value);
    return plainText(discreet && text !== '' ? maskWithin(text) : text);
  }
  const whole = (name: string): string => bankText(record[`widgetAccount${name}`], form);
  // The number may also have been typed next to the name.
  const part = (name: string): string => (discreet ? maskNumbers(whole(name)) : whole(name));
  const number = whole('Number');
  const parts = [part('Name'), part('BankName'), part('BankBranch'), discreet ? maskTail(number) : number];
  return plainText(parts.filter(Boolean).join(' · '));
}

/** Masks a number; words around it stay. */
function maskWithin(text: string): string {
  const masked = maskNumbers(text);
  return masked === text ? maskTail(text) : masked;
}

/** The parts by name, whether they come as an object or as a list of child widgets. */
function accountRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const opened = openJson(value);
  if (!Array.isArray(opened)) return looseRecord(opened);
  const children = opened.map(looseRecord).filter((child) => child !== undefined);
  const [only] = children;
  if (children.length === 1 && only && only.id === undefined) return only;
  return Object.fromEntries(children.map((child) => [lineOf(child.id), child.value]));
}

/**
 * `{value, text}`, where the text may be JSON again: `{"bankNameZh": "杭州银行"}` or `[{"name": "…"}]`. Garbled values are
 * left out.
 */
function bankText(value: unknown, form: FormContext, depth = 0): string {
  if (depth > 3) return '';
  const opened = openJson(typeof value === 'string' ? decoded(value) : value);
  if (Array.isArray(opened)) {
    return opened
      .map((entry) => bankText(entry, form, depth + 1))
      .filter(Boolean)
      .join(' ');
  }
  const record = looseRecord(opened);
  if (!record) return partText(opened);
  const [zh, en] = ['Zh', 'En'].map((suffix) =>
    Object.entries(record).find(([key, name]) => key.endsWith(`Name${suffix}`) && partText(name) !== ''),
  );
  const named = form.locale === 'en-US' ? (en ?? zh) : (zh ?? en);
  if (named) return partText(named[1]);
  const values = [record.text, record.name].filter((one) => one !== undefined);
  const texts = values.map((one) => bankText(one, form, depth + 1)).filter(Boolean);
  if (texts[0] !== undefined) return texts[0];
  const code = bankText(record.value, form, depth + 1);
  // Without its text, a bare code (`HZCB`) is meaningless to a reader.
  return values.length > 0 && /^[\w.-]*$/.test(code) ? '' : code;
}

/** Decodes a text that was printed as bytes. */
function decoded(text: string): string {
  if (!isBytes(text)) return text;
  const bytes = text.slice(1, -1).split(' ').map(Number);
  const json = Buffer.from(bytes).toString('utf8');
  return /^\s*[[{]/.test(json) ? json : text;
}
