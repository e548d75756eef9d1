import type { WidgetDefinition } from '../../../approval/field.ts';
import type { FormWidget } from '../../../approval/instance.ts';
import type { Locale } from '../../../approval/locale.ts';
import type { Words } from '../../../approval/words.ts';
import { type LabelWord, labelInAllLocales, labelOf, wordOfType } from '../labels.ts';
import { guessRole } from './guess.ts';
import { isUnresolved } from './internal.ts';
import { lineOf, looseRecord } from './looseJson.ts';

/** One value to read, with everything needed to read it: a widget, a part of a group or a cell of a table. */
export interface WidgetSource {
  readonly id: string;
  /** Never empty. */
  readonly label: string;
  /** Whether its name comes from the form, its definition or its kind. */
  readonly isNamed: boolean;
  readonly type: string;
  readonly value: unknown;
  readonly ext: unknown;
  readonly option: unknown;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly definition: WidgetDefinition | undefined;
  /** All names that a configuration may use for it, including those of what contains it. */
  readonly keys: readonly string[];
  /** Hidden unless the configuration shows it, with any label. */
  readonly delicate: boolean;
  /**
   * `timezoneOffset` of the person who picked its dates: minutes that UTC is ahead. Its own, or that of what contains
   * it.
   */
  readonly pickerOffset: unknown;
  /** The types of what contains it, outermost first, joined by slashes; empty at the top of the form. */
  readonly within: string;
}

/** How to read. */
export interface FormContext {
  /** The configured zone's offset from UTC at a given time, both in ms. */
  readonly zoneOffset: (at: number) => number;
  readonly locale: Locale;
  readonly words: Words;
  /** By id, those of columns and parts of groups too. */
  readonly definitions: ReadonlyMap<string, WidgetDefinition>;
  /** The common currency of all amounts of the form; empty: there is none, or they differ. */
  readonly formCurrency: () => string;
}

/** What a source is made from; `word` is the label if the form has none. */
interface Origin {
  readonly id: string;
  readonly customId?: string;
  readonly name?: string;
  readonly type: string;
  readonly value: unknown;
  readonly ext?: unknown;
  readonly option?: unknown;
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly word?: LabelWord;
  /** More names a configuration may use. */
  readonly aliases?: readonly string[];
  readonly parent?: WidgetSource;
  readonly delicate?: boolean;
}

export function makeSource(origin: Origin, form: FormContext): WidgetSource {
  const { parent } = origin;
  const definition = form.definitions.get(origin.id);
  const known = origin.type || definition?.type;
  const guess = known ? undefined : guessRole(origin.id, origin.value);
  const type = known || guess?.type || '';
  const word = origin.word ?? guess?.word;
  const names = [origin.name, definition?.name].filter((name) => name !== undefined && isReadable(name));
  return {
    id: parent ? `${parent.id}.${origin.id}` : origin.id,
    label: names[0] ?? labelOf(word ?? wordOfType(type), form.locale),
    isNamed: names.length > 0 || word !== undefined,
    type,
    value: origin.value,
    ext: origin.ext,
    option: origin.option,
    extra: origin.extra ?? {},
    definition,
    keys: [
      ...[origin.id, origin.customId ?? '', definition?.customId ?? '', origin.name ?? ''],
      ...names.filter((name) => name !== undefined),
      ...(word ? labelInAllLocales(word) : []),
      ...(origin.aliases ?? []),
      ...(parent?.keys ?? []),
    ].filter((key) => key !== ''),
    delicate: origin.delicate ?? guess?.delicate ?? false,
    pickerOffset: offsetBeside(origin.extra, origin.value) ?? parent?.pickerOffset,
    within: parent ? `${parent.within}/${parent.type}` : '',
  };
}

function offsetBeside(extra: Origin['extra'], value: unknown): unknown {
  if (extra?.timezoneOffset !== undefined) return extra.timezoneOffset;
  return typeof value === 'object' || typeof value === 'string'
    ? looseRecord(value)?.timezoneOffset
    : undefined;
}

export function sourceOfWidget(widget: FormWidget, form: FormContext): WidgetSource {
  const { id, customId, name, type, value, ext, option, extra } = widget;
  return makeSource({ id, customId, name: lineOf(name), type, value, ext, option, extra }, form);
}

/** A widget inside another one: a cell of a table, a child of a group. */
export function sourceOfChild(
  child: Readonly<Record<string, unknown>>,
  parent: WidgetSource,
  form: FormContext,
  rest: Pick<Origin, 'word' | 'aliases' | 'delicate'> & { readonly type?: string; readonly id?: string } = {},
): WidgetSource {
  const { id, custom_id, name, type, value, ext, option, ...extra } = child;
  const origin: Origin = {
    ...rest,
    id: lineOf(id) || (rest.id ?? ''),
    customId: lineOf(custom_id),
    name: lineOf(name),
    type: rest.type ?? lineOf(type),
    value,
    ext,
    option,
    extra,
    parent,
  };
  return makeSource(origin, form);
}

/** Whether an object has the members of a widget. Sometimes one comes without its type. */
export function isWidget(value: unknown): value is Readonly<Record<string, unknown>> {
  const record = looseRecord(value);
  if (record === undefined) return false;
  if (typeof record.type === 'string') return 'id' in record || 'value' in record;
  return /^widget[A-Z]/.test(lineOf(record.id)) && 'value' in record;
}

function isReadable(name: string): boolean {
  return name !== '' && !isUnresolved(name);
}
