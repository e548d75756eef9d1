import type { WidgetDefinition } from '../../approval/field.ts';
import type { Locale } from '../../approval/locale.ts';
import { formEntries } from './formWidgets.ts';
import { isUnresolved } from './widgets/internal.ts';
import { lineOf, looseList, looseRecord, openJson } from './widgets/looseJson.ts';

/** Forms are not deeper than tables in groups. */
const MAX_DEPTH = 4;

/** Keys of texts (`@i18n@…`) to the texts themselves. */
type Texts = ReadonlyMap<string, string>;

/**
 * Reads a definition: the `form` JSON string of GET approvals/:code, or the object around it, whose `i18n_resources`
 * have the texts of `@i18n@…` keys
 * (open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/approval-v4/approval/approval-definition-form-control-parameters).
 * Never throws; what cannot be read is left out.
 */
export function readDefinition(form: unknown, locale: Locale): WidgetDefinition[] {
  const around = Array.isArray(openJson(form)) ? undefined : looseRecord(form);
  const texts = around ? textsIn(around.i18n_resources, locale) : new Map<string, string>();
  return formEntries(around?.form ?? form).map((entry) => readEntry(entry, texts, 0));
}

/** Every widget by its id: ids are unique in a definition, columns and parts of groups included. */
export function definitionsById(definitions: readonly WidgetDefinition[]): Map<string, WidgetDefinition> {
  const byId = new Map<string, WidgetDefinition>();
  const visit = (list: readonly WidgetDefinition[], depth: number): void => {
    for (const definition of list) {
      if (!byId.has(definition.id)) byId.set(definition.id, definition);
      if (depth < MAX_DEPTH) visit(definition.children ?? [], depth + 1);
    }
  };
  visit(definitions, 0);
  return byId;
}

function readEntry(entry: Readonly<Record<string, unknown>>, texts: Texts, depth: number): WidgetDefinition {
  const customId = lineOf(entry.custom_id);
  const format = formatOf(entry.value);
  const options = optionsOf(entry, texts);
  const children =
    depth < MAX_DEPTH ? childrenOf(entry).map((child) => readEntry(child, texts, depth + 1)) : [];
  return {
    id: lineOf(entry.id),
    ...(customId === '' ? {} : { customId }),
    name: translated(lineOf(entry.name), texts),
    type: lineOf(entry.type),
    ...(format === '' ? {} : { format }),
    ...(options.length === 0 ? {} : { options }),
    ...(children.length === 0 ? {} : { children }),
  };
}

/** Dates and amounts have it as `value`, intervals as `value.format`. */
function formatOf(value: unknown): string {
  return lineOf(
    looseRecord(value)?.format ?? (typeof value === 'string' && !/^\s*[[{]/.test(value) ? value : ''),
  );
}

/** Newer widgets list `{key, text}` as `value`, older ones and parts of groups `{value, text}` as `option`. */
function optionsOf(entry: Readonly<Record<string, unknown>>, texts: Texts): { key: string; text: string }[] {
  return [...looseList(entry.value), ...looseList(entry.option)]
    .map(looseRecord)
    .filter((option) => option !== undefined && 'text' in option)
    .map((option) => ({
      key: lineOf(option?.key) || lineOf(option?.value),
      text: translated(lineOf(option?.text), texts),
    }))
    .filter(({ key, text }) => key !== '' && text !== '');
}

function childrenOf(entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>[] {
  return [...looseList(entry.children), ...looseList(entry.value)]
    .map(looseRecord)
    .filter((child) => child !== undefined)
    .filter((child) => typeof child.type === 'string' && typeof child.id === 'string');
}

/** An unresolved key is not a text. */
function translated(text: string, texts: Texts): string {
  return isUnresolved(text) ? (texts.get(text) ?? '') : text;
}

/** The locale's texts, over those of the default locale: `[{locale, is_default, texts: [{key, value}]}]`. */
function textsIn(resources: unknown, locale: Locale): Texts {
  const found = looseList(resources)
    .map(looseRecord)
    .filter((resource) => resource !== undefined);
  const rank = (resource: Readonly<Record<string, unknown>>): number =>
    resource.locale === locale ? 2 : resource.is_default === true ? 1 : 0;
  const texts = new Map<string, string>();
  for (const resource of found.sort((a, b) => rank(a) - rank(b))) {
    const pairs = Array.isArray(resource.texts)
      ? resource.texts.map(looseRecord).map((pair): [unknown, unknown] => [pair?.key, pair?.value])
      : Object.entries(looseRecord(resource.texts) ?? {});
    for (const [key, value] of pairs) texts.set(lineOf(key), lineOf(value));
  }
  return texts;
}
