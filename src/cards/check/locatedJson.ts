import { TextError } from '../../base/errors.ts';
import { asIs, type Text } from '../../base/language.ts';
import {
  BARE_VALUE,
  commaOr,
  EXPECTED,
  expectedButFound,
  ODD_ESCAPE,
  OPEN_TEXT,
  THE_END,
  twiceHere,
} from '../../words/cardFaultText.ts';

/** Parsed JSON. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Why a text is not JSON, and where: an offset in UTF-16 units. */
export class JsonFault extends TextError {
  readonly at: number;

  constructor(text: Text, at: number) {
    super(text);
    this.name = 'JsonFault';
    this.at = at;
  }
}

/** A parsed text and, for every object in it, where it begins and where its properties' values' names stand. */
export interface LocatedJson {
  readonly value: JsonValue;
  readonly positions: ReadonlyMap<JsonObject, ObjectPosition>;
}
export interface ObjectPosition {
  readonly at: number;
  readonly names: ReadonlyMap<string, number>;
}

/**
 * Reads JSON and remembers where everything was. `JSON.parse` is faster, but does not say where objects were or,
 * in every version of Node, where an error is.
 *
 * @throws JsonFault
 */
export function readLocatedJson(text: string): LocatedJson {
  const reader = new JsonReader(text);
  const value = reader.value();
  reader.end();
  return { value, positions: reader.positions };
}

class JsonReader {
  readonly positions = new Map<JsonObject, ObjectPosition>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): JsonValue {
    this.#space();
    const next = this.#text[this.#at];
    if (next === '{') return this.#object();
    if (next === '[') return this.#list();
    if (next === '"') return this.#string();
    const word = this.#match(/(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y);
    if (word === undefined) this.#fail(EXPECTED.value);
    return JSON.parse(word) as JsonValue;
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length) this.#fail(EXPECTED.end);
  }

  #object(): JsonObject {
    const object: Record<string, JsonValue> = {};
    const names = new Map<string, number>();
    this.positions.set(object, { at: this.#at, names });
    this.#at += 1;
    this.#items('}', () => {
      const at = this.#at;
      if (this.#text[at] !== '"') this.#fail(EXPECTED.name);
      const name = this.#string();
      if (names.has(name)) throw new JsonFault(twiceHere(name), at);
      this.#space();
      if (this.#text[this.#at] !== ':') this.#fail(EXPECTED.colon);
      this.#at += 1;
      names.set(name, at);
      object[name] = this.value();
    });
    return object;
  }

  #list(): JsonValue[] {
    const list: JsonValue[] = [];
    this.#at += 1;
    this.#items(']', () => list.push(this.value()));
    return list;
  }

  #items(close: string, item: () => void): void {
    this.#space();
    if (this.#text[this.#at] === close) {
      this.#at += 1;
      return;
    }
    for (;;) {
      this.#space();
      item();
      this.#space();
      const next = this.#text[this.#at];
      if (next !== ',' && next !== close) this.#fail(commaOr(close));
      this.#at += 1;
      if (next === close) return;
    }
  }

  #string(): string {
    const at = this.#at;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in texts
    const raw = this.#match(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y);
    if (raw !== undefined) return JSON.parse(raw) as string;
    const end = /[\n\r"]/.exec(this.#text.slice(at + 1));
    throw new JsonFault(end?.[0] === '"' ? ODD_ESCAPE : OPEN_TEXT, at);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #space(): void {
    this.#match(/[ \t\r\n]+/y);
  }

  #fail(expected: Text): never {
    const found = this.#text.slice(this.#at, this.#at + 12).split(/[\n\r]/)[0];
    const isToken = found?.startsWith('\ue000');
    const instead = isToken ? BARE_VALUE : found ? asIs(`"${found}"`) : THE_END;
    throw new JsonFault(expectedButFound(expected, instead), this.#at);
  }
}
