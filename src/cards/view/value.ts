import type { PersonId } from '../../approval/instance.ts';

/** A value that a template may use anywhere. Texts are clean (`cleanText`) but not escaped. */
export type CardValue =
  | { readonly kind: 'text'; readonly text: string }
  /** Shown by name; if none is known, the client resolves the id. */
  | { readonly kind: 'person'; readonly id: PersonId; readonly name: string }
  /** Mentions the person, if the card still may. */
  | { readonly kind: 'mention'; readonly id: PersonId; readonly name: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'time'; readonly at: number; readonly text: string }
  /** Several in sequence; separators are text values among them. */
  | { readonly kind: 'several'; readonly values: readonly CardValue[] };

export function textValue(text: string): CardValue {
  return { kind: 'text', text };
}

/** Between parts of a line; where it stands in the card, no line breaks before it (`heldTogether.ts`). */
export const DOT = ' · ';

/** Joins values with a fixed text between them. */
export function several(values: readonly CardValue[], between: string): CardValue {
  const first = values[0];
  if (values.length === 1 && first) return first;
  const joined = values.flatMap((value, i) => (i === 0 ? [value] : [textValue(between), value]));
  return { kind: 'several', values: joined };
}

/** The value in words; `someone` is used for a person without a name. */
export function wordsOfValue(value: CardValue, someone: string): string {
  switch (value.kind) {
    case 'person':
    case 'mention':
      return value.name || someone;
    case 'several':
      return value.values.map((part) => wordsOfValue(part, someone)).join('');
    default:
      return value.text;
  }
}
