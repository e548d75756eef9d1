import type { WidgetDefinition } from '../field.ts';
import type { FormWidget } from '../instance.ts';
import { type LabelWord, labelInAllLocales, labelOf, wordOfType } from '../labels.ts';
import type { Locale } from '../locale.ts';
import type { Words } from '../words.ts';
import { isUnresolved } from './internal.ts';
import { asRecord, lineOf } from './shape.ts';

/** One value to read, with all that helps to read it: a widget, a part of a group or a cell of a table. */
export interface Source {
  readonly id: string;
  /** Never empty. */
  readonly label: string;
  /** Whether the form, its definition or its kind says what it is called. */
  readonly isNamed: boolean;
  readonly type: string;
  readonly value: unknown;
  readonly ext: unknown;
  readonly option: unknown;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly definition: WidgetDefinition | undefined;
  /** Everything a configuration may call it by, the names of what it is part of included. */
  readonly keys: readonly string[];
  /** Hidden unless the configuration shows it, whatever its label. */
  readonly delicate: boolean;
}

/** How to read. */
export interface View {
  /** How far the configured zone is ahead of UTC at a given time, both in ms. */
  readonly zoneOffset: (at: number) => number;
  readonly locale: Locale;
  readonly words: Words;
  /** By id, those of columns and parts of groups too. */
  readonly definitions: ReadonlyMap<string, WidgetDefinition>;
}

/** What a source is made of; `word` is the label where the form has none. */
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
  readonly parent?: Source;
  readonly delicate?: boolean;
}

export function makeSource(origin: Origin, view: View): Source {
  const definition = view.definitions.get(origin.id);
  const type = origin.type || definition?.type || '';
  const word = origin.word ?? wordOfType(type);
  const names = [origin.name, definition?.name].filter((name) => name !== undefined && isReadable(name));
  return {
    id: origin.parent ? `${origin.parent.id}.${origin.id}` : origin.id,
    label: names[0] ?? labelOf(word, view.locale),
    isNamed: names.length > 0 || origin.word !== undefined,
    type,
    value: origin.value,
    ext: origin.ext,
    option: origin.option,
    extra: origin.extra ?? {},
    definition,
    keys: [
      ...[origin.id, origin.customId ?? '', definition?.customId ?? '', origin.name ?? ''],
      ...names.filter((name) => name !== undefined),
      ...(origin.word ? labelInAllLocales(origin.word) : []),
      ...(origin.aliases ?? []),
      ...(origin.parent?.keys ?? []),
    ].filter((key) => key !== ''),
    delicate: origin.delicate ?? false,
  };
}

export function sourceOfWidget(widget: FormWidget, view: View): Source {
  const { id, customId, name, type, value, ext, option, extra } = widget;
  return makeSource({ id, customId, name: lineOf(name), type, value, ext, option, extra }, view);
}

/** A widget inside another one: a cell of a table, a child of a group. */
export function sourceOfChild(
  child: Readonly<Record<string, unknown>>,
  parent: Source,
  view: View,
  rest: Pick<Origin, 'word' | 'aliases' | 'delicate'> & { readonly type?: string; readonly id?: string } = {},
): Source {
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
  return makeSource(origin, view);
}

/** Whether an object has the members of a widget. */
export function isWidget(value: unknown): value is Readonly<Record<string, unknown>> {
  const record = asRecord(value);
  return record !== undefined && typeof record.type === 'string' && ('id' in record || 'value' in record);
}

function isReadable(name: string): boolean {
  return name !== '' && !isUnresolved(name);
}
