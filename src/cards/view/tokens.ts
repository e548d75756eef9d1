import type { CardValue } from './value.ts';

const OPEN = '\ue000';
const CLOSE = '\ue001';
const TOKEN = /\ue000(\d+)\ue001/g;
const ONE_TOKEN = /^\ue000(\d+)\ue001$/;

/**
 * The values of one rendering. A template never sees a value, only its token (two private-use characters around a
 * number): no text can break the template's JSON, and how a value is shown is decided by where its token ends up
 * after parsing.
 */
export class Tokens {
  readonly #values: CardValue[] = [];

  /** The token of a value; an empty value has none, so that `{{#if}}` treats it as absent. */
  put(value: CardValue): string {
    if (isEmpty(value)) return '';
    this.#values.push(value);
    return `${OPEN}${this.#values.length - 1}${CLOSE}`;
  }

  /** How many values have a token. */
  get size(): number {
    return this.#values.length;
  }

  /** Forgets all values but the first `count`. */
  keepFirst(count: number): void {
    this.#values.length = count;
  }

  /** The value of a text that is one token and nothing else. */
  only(text: unknown): CardValue | undefined {
    const index = typeof text === 'string' ? ONE_TOKEN.exec(text)?.[1] : undefined;
    return index === undefined ? undefined : this.#values[Number(index)];
  }

  /** Splits a text into the template's own text (strings) and values. */
  split(text: string): (string | CardValue)[] {
    const parts: (string | CardValue)[] = [];
    text.split(TOKEN).forEach((part, i) => {
      const value = i % 2 === 0 ? part : this.#values[Number(part)];
      if (value !== undefined && value !== '') parts.push(value);
    });
    return parts;
  }
}

function isEmpty(value: CardValue): boolean {
  if (value.kind === 'several') return value.values.every(isEmpty);
  return (value.kind === 'text' || value.kind === 'time') && value.text === '';
}

export function holdsToken(text: string): boolean {
  return text.includes(OPEN) || text.includes(CLOSE);
}
