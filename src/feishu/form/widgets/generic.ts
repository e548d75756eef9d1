import type { FieldValue } from '../../../approval/field.ts';
import { maskNumbers } from '../../../approval/fieldMask.ts';
import { isSensitiveLabel } from '../../../approval/sensitiveLabels.ts';
import { labelOf } from '../labels.ts';
import { readDate, readInterval } from './date.ts';
import { isInternalKey, isRawKey, looksInternal, looksLikeUrl } from './internal.ts';
import { exactNumber, lineOf, looseRecord, looseText, openJson } from './looseJson.ts';
import { isTimestamp } from './moment.ts';
import { partOf, spanPartOf } from './role.ts';
import { type FormContext, sourceOfChild, type WidgetSource } from './source.ts';
import { plainText } from './text.ts';

/** Limits for a value of an unknown type. */
const MAX_DEPTH = 5;
const MAX_LINES = 60;

/**
 * A value of unknown shape: texts and numbers as they are, times as times, lists in a line, objects as lines
 * `name：value`. Ids, keys and addresses are left out; if nothing remains, the reader is referred to the approval.
 */
export function readAnything(
  source: WidgetSource,
  form: FormContext,
  discreet: boolean,
): FieldValue | undefined {
  const lines = linesOf(source.value, { source, form, discreet, depth: 0 }).slice(0, MAX_LINES);
  if (lines.length > 0) return plainText(lines.join('\n'));
  return isEmpty(source.value) ? undefined : plainText(form.words.seeApproval);
}

interface Descent {
  readonly source: WidgetSource;
  readonly form: FormContext;
  readonly discreet: boolean;
  readonly depth: number;
}

function linesOf(value: unknown, descent: Descent): string[] {
  const opened = openJson(value);
  if (descent.depth > MAX_DEPTH || opened === null) return [];
  if (Array.isArray(opened)) return linesOfList(opened, descent);
  if (typeof opened === 'object') return linesOfRecord(looseRecord(opened) ?? {}, descent);
  const text = scalarText(opened, descent);
  return text === '' ? [] : [text];
}

function linesOfList(list: readonly unknown[], descent: Descent): string[] {
  const each = list
    .slice(0, MAX_LINES)
    .map((entry) => linesOf(entry, { ...descent, depth: descent.depth + 1 }));
  const isInline = each.every((lines) => lines.length <= 1) && list.every((entry) => !looseRecord(entry));
  const joined = each.flat().join(descent.form.words.comma);
  return isInline ? [joined].filter(Boolean) : each.flat();
}

function linesOfRecord(record: Readonly<Record<string, unknown>>, descent: Descent): string[] {
  const name = lineOf(record.name);
  const isWidgetLike = 'value' in record && ('type' in record || 'id' in record || name !== '');
  const text = record.text ?? (isWidgetLike ? undefined : record.name);
  if (typeof text === 'string' && scalarText(text, descent) !== '') return [lineOf(text)];
  // A widget has a name and a value; of any other object, each member is one.
  if (isWidgetLike) {
    const lines = labelled(name, record.value, descent);
    const isNameAll = lines.length === 0 && !('type' in record) && scalarText(name, descent) !== '';
    return isNameAll ? [name] : lines;
  }
  const span = spanIn(record, descent);
  const members = Object.entries(record).filter(([key]) => !isInternalKey(key) && !(span && isOfSpan(key)));
  return [...(span ? [span] : []), ...members.flatMap(([key, value]) => labelled(key, value, descent))];
}

/** Two ends in one object are one period. */
function spanIn(record: Readonly<Record<string, unknown>>, { source, form }: Descent): string | undefined {
  const ends = Object.entries(record).filter(([key]) => isOfSpan(key));
  const value = Object.fromEntries(ends.map(([key, end]) => [spanPartOf(partOf(key)), end]));
  if (!('start' in value && 'end' in value) || !isTimestamp(lineOf(value.start))) return undefined;
  const read = readInterval(sourceOfChild({ ...record, id: 'period', value }, source, form), form);
  return read?.kind === 'text' ? read.text : undefined;
}

function isOfSpan(key: string): boolean {
  return spanPartOf(partOf(key)) !== undefined;
}

function labelled(name: string, value: unknown, descent: Descent): string[] {
  const timely = timeOf(name, value, descent);
  const lines = timely === undefined ? linesOf(value, { ...descent, depth: descent.depth + 1 }) : [timely];
  // The key says whether the value is sensitive, though it is not shown.
  const shown = descent.discreet && isSensitiveLabel(name) ? lines.map(maskNumbers) : lines;
  const label = labelOfKey(name, descent.form);
  if (label === '' || shown.length === 0) return shown;
  return shown.length === 1
    ? [`${label}${descent.form.words.colon}${shown[0]}`]
    : [`${label}${descent.form.words.colon}`, ...shown];
}

function labelOfKey(key: string, form: FormContext): string {
  const part = partOf(key);
  const span = spanPartOf(part);
  const word = span === 'start' || span === 'end' ? span : KEY_WORDS.find((one) => one === part);
  if (word) return labelOf(word, form.locale);
  return looksInternal(key) || isRawKey(key) ? '' : key;
}

/** Names of members for which we have labels in every language. */
const KEY_WORDS = ['date', 'reason', 'remark', 'amount', 'departure', 'destination', 'transport'] as const;

/** Milliseconds under a name of a time: `created_at: 1795140000000`. */
function timeOf(key: string, value: unknown, descent: Descent): string | undefined {
  const text = lineOf(value);
  const isTimely = /(?:time|date|stamp|_at|[a-z]At|start|end|begin)$/.test(key) && /^1\d{12}$/.test(text);
  return isTimely ? dateText(text, descent) : undefined;
}

function dateText(text: string, { source, form }: Descent): string {
  const read = readDate({ ...source, definition: undefined, value: text }, form);
  return read?.kind === 'text' ? read.text : '';
}

function scalarText(value: unknown, descent: Descent): string {
  if (typeof value === 'boolean') return value ? descent.form.words.yes : descent.form.words.no;
  const text = looseText(value);
  if (isTimestamp(text)) return dateText(text, descent);
  if (typeof value === 'number') return exactNumber(text) ?? text;
  return looksInternal(text) || looksLikeUrl(text) || hasLinkWithQuery(text) ? '' : text;
}

/** Whether an address in the text has parameters. One pattern over the whole would read on from each `http://`. */
function hasLinkWithQuery(text: string): boolean {
  return text.split(/\s/).some((word) => {
    const [, ...addresses] = word.split(/https?:\/\//i);
    return /.[?&]/.test(addresses.join('//'));
  });
}

function isEmpty(value: unknown, depth = 0): boolean {
  const opened = openJson(value);
  if (opened === undefined || opened === null || depth > MAX_DEPTH) return true;
  if (typeof opened === 'string') return looseText(opened) === '';
  if (Array.isArray(opened)) return opened.every((entry) => isEmpty(entry, depth + 1));
  return typeof opened === 'object' && Object.values(opened).every((entry) => isEmpty(entry, depth + 1));
}
