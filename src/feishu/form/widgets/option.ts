import type { FieldValue } from '../../../approval/field.ts';
import { isSpoilt, isUnresolved, looksLikeOptionKey } from './internal.ts';
import { lineOf, looseList, looseRecord, looseText } from './looseJson.ts';
import type { FormContext, WidgetSource } from './source.ts';
import { plainText } from './text.ts';

/**
 * `radio(V2)`, `checkbox(V2)`: the texts of the options. The value has texts, keys, or ids of an outside system;
 * `option` has the chosen `{key, text}`, or a list of them; the definition has all options. A key without a text is
 * left out.
 */
export function readOptions(source: WidgetSource, form: FormContext): FieldValue | undefined {
  const chosen = looseList(source.option).map(optionOf);
  const known = new Map<string, string>();
  for (const { key, text } of [...(source.definition?.options ?? []), ...chosen]) {
    if (key !== '' && text !== '') known.set(key, text);
  }
  const values = looseList(source.value).map(optionOf);
  const inStep = chosen.length === values.length;
  const texts = values.map(({ key, text }, index) => {
    const beside = inStep ? (chosen[index]?.text ?? '') : '';
    const isKey = looksLikeOptionKey(key) || isUnresolved(key) || isSpoilt(key);
    return text || (known.get(key) ?? '') || beside || (isKey ? '' : key);
  });
  const shown = texts.filter((text) => text !== '');
  if (values.length === 0) shown.push(...chosen.map(({ text }) => text).filter((text) => text !== ''));
  return plainText([...new Set(shown)].map((text) => yesOrNo(text, form)).join(form.words.comma));
}

/** Each chosen option by its text and its id; `isTextUnknown` if there is no text for the id. */
export function optionsOf(
  source: WidgetSource,
): { readonly texts: string[]; readonly isTextUnknown: boolean }[] {
  const chosen = looseList(source.option).map(optionOf);
  const given = looseList(source.value).map(optionOf);
  const known = [...chosen, ...(source.definition?.options ?? [])];
  const inStep = chosen.length === given.length;
  return (given.length > 0 ? given : chosen).map(({ key, text }, index) => {
    const beside = inStep ? chosen[index] : undefined;
    const matching = known.filter((option) => key !== '' && (option.key === key || option.text === key));
    const texts = [
      key,
      text,
      beside?.key ?? '',
      beside?.text ?? '',
      ...matching.flatMap((one) => [one.key, one.text]),
    ];
    const isText = (one: string): boolean => !looksLikeOptionKey(one) && !isUnresolved(one) && !isSpoilt(one);
    const own = [...new Set(texts)].filter((one) => one !== '');
    return { texts: own, isTextUnknown: matching.length === 0 && !own.some(isText) };
  });
}

interface Option {
  readonly key: string;
  readonly text: string;
}

/** `{key, text}`, `{value, text}`, or a bare key or text: only the other sources show which. */
function optionOf(value: unknown): Option {
  const record = looseRecord(value);
  if (!record) return { key: typeof value === 'boolean' ? String(value) : looseText(value), text: '' };
  const text = lineOf(record.text) || lineOf(record.name);
  return {
    key: looseText(record.key) || looseText(record.value) || looseText(record.id),
    text: isUnresolved(text) || isSpoilt(text) ? '' : text,
  };
}

function yesOrNo(text: string, form: FormContext): string {
  if (text === 'true') return form.words.yes;
  return text === 'false' ? form.words.no : text;
}
