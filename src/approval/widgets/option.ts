import type { FieldValue } from '../field.ts';
import { isUnresolved, looksLikeOptionKey } from './internal.ts';
import { asList, asRecord, lineOf, textOf } from './shape.ts';
import type { Source, View } from './source.ts';
import { plainText } from './text.ts';

/**
 * `radio(V2)`, `checkbox(V2)`: the texts of the options. The value holds texts, keys, or ids of an outside system;
 * `option` holds the chosen `{key, text}` of a list of them; the definition knows all. A key that none of them
 * translates is left out.
 */
export function readOptions(source: Source, view: View): FieldValue | undefined {
  const chosen = asList(source.option).map(optionOf);
  const known = new Map<string, string>();
  for (const { key, text } of [...(source.definition?.options ?? []), ...chosen]) {
    if (key !== '' && text !== '') known.set(key, text);
  }
  const values = asList(source.value).map(optionOf);
  const inStep = chosen.length === values.length;
  const texts = values.map(({ key, text }, index) => {
    const beside = inStep ? (chosen[index]?.text ?? '') : '';
    const isKey = looksLikeOptionKey(key) || isUnresolved(key);
    return text || (known.get(key) ?? '') || beside || (isKey ? '' : key);
  });
  const shown = texts.filter((text) => text !== '');
  if (values.length === 0) shown.push(...chosen.map(({ text }) => text).filter((text) => text !== ''));
  return plainText([...new Set(shown)].map((text) => yesOrNo(text, view)).join(view.words.comma));
}

interface Option {
  readonly key: string;
  readonly text: string;
}

/** `{key, text}`, `{value, text}`, or a bare key or text: which of both shows only beside the other sources. */
function optionOf(value: unknown): Option {
  const record = asRecord(value);
  if (!record) return { key: typeof value === 'boolean' ? String(value) : textOf(value), text: '' };
  const text = lineOf(record.text) || lineOf(record.name);
  return {
    key: textOf(record.key) || textOf(record.value) || textOf(record.id),
    text: isUnresolved(text) ? '' : text,
  };
}

function yesOrNo(text: string, view: View): string {
  if (text === 'true') return view.words.yes;
  return text === 'false' ? view.words.no : text;
}
