import { isMoneyLabel, isMoneyText } from './currency.ts';
import type { Field } from './field.ts';

/**
 * What a field says about a request:
 * - `amount`: how much money;
 * - `purpose`: what for;
 * - `counterpart`: who is at the other end: a supplier, a candidate;
 * - `kind`: the kind, such as annual leave;
 * - `dates`: when;
 * - `other`: a detail;
 * - `long`: a detail that takes several lines, or is a link.
 */
export type FieldRole = 'amount' | 'purpose' | 'counterpart' | 'kind' | 'dates' | 'other' | 'long';

const PURPOSE = /事由|用途|目的|主[题題]|[标標]题|原因|理由|件名|purpose|reason|subject|\btitle\b|\babout\b/i;
const COUNTERPART =
  /供[应應]商|客[户戶]|[对對]方|[甲乙]方|收款[方人]|候[选選]人|姓名|氏名|取引先|仕入先|支払先|相手|お客様|supplier|vendor|payee|customer|\bclient\b|counterpart|candidate|^name$/i;
const SUBJECT =
  /[名][称稱]|项目|[内內]容|[书書][类類]名|契約名|案件|物品|说明|描述|project|^document$|^contract$|^item$|description/i;
const KIND = /[类類]型|[类類]别|种[类類]|種[类類]|区分|\btype\b|\bkind\b|category/i;
/** The formats of the date widgets: 2026-12-01, 2026/12/01, Dec 1, 2026. */
const DATE = /^(?:\d{4}[-/]\d{2}[-/]\d{2}|[A-Z][a-z]{2} \d{1,2}, \d{4})(?!\d)/;
const NUMBER = /^-?\d[\d,]*(?:\.\d+)?$/;
/** The mark of a masked value. */
const COVERED = /\*{4}|•{4}/;
const LONGEST_DETAIL = 60;

/** The role of a field, by its name and the look of its value. A masked value is a detail. */
export function roleOf({ name, value }: Field): FieldRole {
  if (value.kind === 'links' || value.kind === 'table') return 'long';
  if (value.kind !== 'text') return COUNTERPART.test(name) ? 'counterpart' : 'other';
  const text = value.text.trim();
  if (COVERED.test(text)) return 'other';
  if (isMoneyText(text) || (NUMBER.test(text) && isMoneyLabel(name))) return 'amount';
  if (DATE.test(text)) return 'dates';
  if (NUMBER.test(text)) return 'other';
  if (PURPOSE.test(name)) return 'purpose';
  if (COUNTERPART.test(name)) return 'counterpart';
  if (KIND.test(name)) return 'kind';
  if (SUBJECT.test(name)) return 'purpose';
  return text.length > LONGEST_DETAIL || text.includes('\n') ? 'long' : 'other';
}

/** What distinguishes a request from others of the same person; raw texts, empty if there is nothing. */
export interface Distinction {
  /** What it is about: the purpose, else the counterpart, the kind and dates, or the amount. */
  readonly what: string;
  /** How much, or when: what `what` does not say. */
  readonly extent: string;
  /** The kind, if `what` begins with it. */
  readonly kind?: string;
}

/** What distinguishes a request, by its visible fields. */
export function distinctionOf(fields: readonly Field[]): Distinction {
  const texts = fields.filter((field) => field.value.kind === 'text' && !isCovered(field));
  const named = texts.find((field) => field.first === 0 && roleOf(field) !== 'amount');
  const textWith = (role: FieldRole): string => textOf(texts.find((field) => roleOf(field) === role));
  const amount = textOf(mainAmount(texts));
  const dates = textWith('dates');
  const about = textOf(named) || textWith('purpose') || textWith('counterpart');
  if (about !== '') return { what: about, extent: amount || (about === dates ? '' : dates) };
  const kind = textWith('kind');
  const ofKind = kind === '' ? {} : { kind };
  if (dates !== '') return { what: [kind, dates].filter(Boolean).join(' '), extent: amount, ...ofKind };
  return { what: kind || amount, extent: kind ? amount : '', ...ofKind };
}

/**
 * The main amount: one with a currency; of several the total, and rather the requested amount than a budget or a tax.
 */
export function mainAmount(fields: readonly Field[]): Field | undefined {
  const amounts = fields.filter((field) => roleOf(field) === 'amount');
  const inCurrency = amounts.filter((field) => isMoneyText(textOf(field)));
  const candidates = inCurrency.length > 0 ? inCurrency : amounts;
  const rank = ({ name }: Field): number => (BESIDE.test(name) ? 2 : 0) + (TOTAL.test(name) ? 0 : 1);
  return candidates.toSorted((a, b) => rank(a) - rank(b))[0];
}

const TOTAL = /合[计計]|[总總][额額价價计計]|\btotal\b/i;
/** Names of amounts that are not the requested amount. */
const BESIDE =
  /税|[预預予]算|[单單単][价價価]|上限|限[额額度]|余[额額]|\b(?:tax|vat|budget|unit|limit|balance)\b/i;

function isCovered({ value }: Field): boolean {
  return value.kind === 'text' && COVERED.test(value.text);
}

function textOf(field: Field | undefined): string {
  return field?.value.kind === 'text' ? field.value.text.trim() : '';
}
