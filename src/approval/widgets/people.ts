import type { FieldValue } from '../field.ts';
import { countText } from '../words.ts';
import { isSafeId } from './internal.ts';
import { asList, asRecord, lineOf, openJson } from './shape.ts';
import type { Source, View } from './source.ts';
import { plainText } from './text.ts';

/**
 * `contact`: the value holds user_ids, `open_ids` beside it what can be shown. Of people without an open_id only
 * the number is told: their ids mean nothing to a reader.
 */
export function readPeople(source: Source, view: View): FieldValue | undefined {
  const value = entriesOf(source.value);
  const candidates = [...entriesOf(source.extra.open_ids), ...value].map(openIdOf);
  const people = [...new Set(candidates.filter((id) => /^ou_/.test(id) && isSafeId(id)))];
  if (people.length > 0) return { kind: 'people', people };
  const names = value.map((entry) => nameOf(entry)).filter((name) => name !== '');
  if (names.length > 0) return plainText(names.join(view.words.comma));
  return value.length === 0 ? undefined : plainText(countText(value.length, 'people', view.locale));
}

/** `department`: `[{open_id: "od-…", name?}]`. */
export function readDepartments(source: Source, view: View): FieldValue | undefined {
  const departments = entriesOf(source.value)
    .map((entry) => ({ id: departmentIdOf(entry), name: nameOf(entry) }))
    .filter(({ id, name }) => id !== '' || name !== '');
  if (departments.some(({ id }) => id !== '')) return { kind: 'departments', departments };
  return plainText(departments.map(({ name }) => name).join(view.words.comma));
}

/** Lists, lists inside strings, and ids joined by commas. */
function entriesOf(value: unknown): unknown[] {
  return asList(value).flatMap((entry) => {
    const opened = openJson(entry);
    return typeof opened === 'string' ? opened.split(',').filter((part) => part.trim() !== '') : [opened];
  });
}

function openIdOf(entry: unknown): string {
  const record = asRecord(entry);
  return lineOf(record ? (record.open_id ?? record.openId ?? record.id) : entry);
}

function departmentIdOf(entry: unknown): string {
  const record = asRecord(entry);
  const id = lineOf(record ? (record.open_id ?? record.openId ?? record.department_id ?? record.id) : entry);
  return isSafeId(id) && (record !== undefined || /^od-/.test(id)) ? id : '';
}

function nameOf(entry: unknown): string {
  const record = asRecord(entry);
  if (record) return lineOf(record.name) || lineOf(record.text);
  // A bare text is a name only if it cannot be an id.
  const text = lineOf(entry);
  return isSafeId(text) ? '' : text;
}
