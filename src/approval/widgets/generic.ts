import type { FieldValue } from '../field.ts';
import { isSensitiveLabel, maskNumbers } from '../fieldMask.ts';
import { isInternalKey, looksInternal, looksLikeUrl } from './internal.ts';
import { asRecord, lineOf, openJson, textOf } from './shape.ts';
import type { Source, View } from './source.ts';
import { plainText } from './text.ts';

/** Beyond these a value of an unknown type is not worth a reader's time. */
const MAX_DEPTH = 5;
const MAX_LINES = 60;

/**
 * Anything we know no shape of: texts and numbers as they are, lists in a line, objects as lines `name：value`. Ids,
 * keys and addresses are left out; where nothing remains, the reader is sent to the approval.
 */
export function readAnything(source: Source, view: View, discreet: boolean): FieldValue | undefined {
  const lines = linesOf(source.value, { view, discreet, depth: 0 }).slice(0, MAX_LINES);
  if (lines.length > 0) return plainText(lines.join('\n'));
  return isEmpty(source.value) ? undefined : plainText(view.words.seeApproval);
}

interface Descent {
  readonly view: View;
  readonly discreet: boolean;
  readonly depth: number;
}

function linesOf(value: unknown, descent: Descent): string[] {
  const opened = openJson(value);
  if (descent.depth > MAX_DEPTH || opened === null) return [];
  if (Array.isArray(opened)) return linesOfList(opened, descent);
  if (typeof opened === 'object') return linesOfRecord(asRecord(opened) ?? {}, descent);
  const text = scalarText(opened, descent.view);
  return text === '' ? [] : [text];
}

function linesOfList(list: readonly unknown[], descent: Descent): string[] {
  const each = list
    .slice(0, MAX_LINES)
    .map((entry) => linesOf(entry, { ...descent, depth: descent.depth + 1 }));
  const isInline = each.every((lines) => lines.length <= 1) && list.every((entry) => !asRecord(entry));
  const joined = each.flat().join(descent.view.words.comma);
  return isInline ? [joined].filter(Boolean) : each.flat();
}

function linesOfRecord(record: Readonly<Record<string, unknown>>, descent: Descent): string[] {
  const told = record.text ?? (typeof record.type === 'string' ? undefined : record.name);
  if (typeof told === 'string' && scalarText(told, descent.view) !== '') return [lineOf(told)];
  // A widget tells its name and value; of any other object each member does.
  const name = lineOf(record.name);
  if (typeof record.type === 'string' && 'value' in record) return labelled(name, record.value, descent);
  return Object.entries(record).flatMap(([key, value]) =>
    isInternalKey(key) ? [] : labelled(key, value, descent),
  );
}

function labelled(name: string, value: unknown, descent: Descent): string[] {
  const lines = linesOf(value, { ...descent, depth: descent.depth + 1 });
  const label = looksInternal(name) ? '' : name;
  const shown = descent.discreet && isSensitiveLabel(label) ? lines.map(maskNumbers) : lines;
  if (label === '' || shown.length === 0) return shown;
  return shown.length === 1
    ? [`${label}${descent.view.words.colon}${shown[0]}`]
    : [`${label}${descent.view.words.colon}`, ...shown];
}

function scalarText(value: unknown, view: View): string {
  if (typeof value === 'boolean') return value ? view.words.yes : view.words.no;
  const text = textOf(value);
  return looksInternal(text) || looksLikeUrl(text) || /https?:\/\/\S+[?&]/i.test(text) ? '' : text;
}

function isEmpty(value: unknown, depth = 0): boolean {
  const opened = openJson(value);
  if (opened === undefined || opened === null || depth > MAX_DEPTH) return true;
  if (typeof opened === 'string') return textOf(opened) === '';
  if (Array.isArray(opened)) return opened.every((entry) => isEmpty(entry, depth + 1));
  return typeof opened === 'object' && Object.values(opened).every((entry) => isEmpty(entry, depth + 1));
}
