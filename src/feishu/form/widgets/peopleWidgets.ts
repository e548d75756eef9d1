import type { FieldValue } from '../../../approval/field.ts';
import { countText, moreText } from '../../../approval/words.ts';
import { isSafeId, isSpoilt } from './internal.ts';
import { lineOf, looseList, looseRecord, openJson } from './looseJson.ts';
import type { FormContext, WidgetSource } from './source.ts';
import { plainText } from './text.ts';

/**
 * `contact`: the value has user_ids; its sibling `open_ids` can be shown. For people without an open_id only their
 * number is shown: their ids are meaningless to a reader.
 */
export function readPeople(source: WidgetSource, form: FormContext): FieldValue | undefined {
  const value = entriesOf(source.value);
  const candidates = [...entriesOf(source.extra.open_ids), ...value].map(openIdOf);
  const people = [...new Set(candidates.filter((id) => /^ou_/.test(id) && isSafeId(id)))];
  const unnamed = Math.max(0, value.length - people.length);
  if (people.length > 0) return { kind: 'people', people, ...(unnamed > 0 ? { unnamed } : {}) };
  const names = value.map((entry) => nameOf(entry)).filter((name) => name !== '');
  if (names.length === 0)
    return value.length === 0 ? undefined : plainText(countText(value.length, 'people', form.locale));
  const rest = value.length - names.length;
  if (rest > 0) names.push(moreText(rest, 'people', form.locale));
  return plainText(names.join(form.words.comma));
}

/** All ids of people in a `contact`, of either kind. */
export function personIdsOf(source: WidgetSource): string[] {
  const ids = [...entriesOf(source.extra.open_ids), ...entriesOf(source.value)].map(openIdOf);
  return [...new Set(ids)].filter((id) => id !== '');
}

/** `department`: `[{open_id: "od-…", name?}]`. */
export function readDepartments(source: WidgetSource, form: FormContext): FieldValue | undefined {
  const departments = entriesOf(source.value)
    .map((entry) => ({ id: departmentIdOf(entry), name: nameOf(entry) }))
    .filter(({ id, name }) => id !== '' || name !== '');
  if (departments.some(({ id }) => id !== '')) return { kind: 'departments', departments };
  return plainText(departments.map(({ name }) => name).join(form.words.comma));
}

/** Lists, lists inside strings, and ids joined by commas. */
function entriesOf(value: unknown): unknown[] {
  return looseList(value).flatMap((entry) => {
    const opened = openJson(entry);
    return typeof opened === 'string' ? opened.split(',').filter((part) => part.trim() !== '') : [opened];
  });
}

function openIdOf(entry: unknown): string {
  const record = looseRecord(entry);
  return lineOf(record ? (record.open_id ?? record.openId ?? record.id) : entry);
}

function departmentIdOf(entry: unknown): string {
  const record = looseRecord(entry);
  const id = lineOf(record ? (record.open_id ?? record.openId ?? record.department_id ?? record.id) : entry);
  return isSafeId(id) && (record !== undefined || /^od-/.test(id)) ? id : '';
}

function nameOf(entry: unknown): string {
  const record = looseRecord(entry);
  const text = record ? lineOf(record.name) || lineOf(record.text) : lineOf(entry);
  // A bare text is a name only if it cannot be an id.
  return isSpoilt(text) || (!record && isSafeId(text)) ? '' : text;
}
