import type { LabelWord } from '../labels.ts';
import { lineOf, looseRecord, openJson } from './looseJson.ts';
import { isTimestamp } from './moment.ts';
import { partOf, partRole, type Role, spanPartOf } from './role.ts';

/** How to read a value of unknown type, and its label if it can be determined. */
interface Guess {
  readonly type: string;
  readonly word?: LabelWord;
  readonly delicate?: boolean;
}

/** By the fixed id of a part of a group, then by the shape of the value; undefined: it could be anything. */
export function guessRole(id: string, value: unknown): Guess | undefined {
  return guessById(id) ?? guessByShape(value);
}

function guessById(id: string): Guess | undefined {
  if (!/^widget[A-Z]/.test(id)) return undefined;
  const part = partOf(id);
  const spanPart = spanPartOf(part);
  if (spanPart === 'start' || spanPart === 'end') return { type: 'date', word: spanPart };
  if (spanPart !== undefined) return undefined;
  const role: Role | undefined = partRole(part, id);
  return role && { type: role.type, word: role.word, delicate: role.delicate === true };
}

function guessByShape(value: unknown): Guess | undefined {
  if (typeof value === 'string' && isTimestamp(value.trim())) return { type: 'date' };
  if (typeof value !== 'object' && typeof value !== 'string') return undefined;
  const record = looseRecord(value);
  if (!record) return isListOfRows(value) ? { type: 'fieldList' } : undefined;
  if ('start' in record && 'end' in record) {
    const isSpan = [record.start, record.end].some((end) => isTimestamp(lineOf(end)));
    return isSpan && !('reason' in record || 'name' in record) ? { type: 'dateInterval' } : undefined;
  }
  if ('national_number' in record || 'nationalNumber' in record) return { type: 'telephone' };
  return 'widgetAccountNumber' in record ? { type: 'account' } : undefined;
}

function isListOfRows(value: unknown): boolean {
  const rows = openJson(value);
  return (
    Array.isArray(rows) &&
    rows.length > 0 &&
    rows.every((row) => Array.isArray(row) && row.length > 0 && row.every((cell) => isCell(cell)))
  );
}

function isCell(value: unknown): boolean {
  const record = looseRecord(value);
  return record !== undefined && 'id' in record && 'value' in record;
}
