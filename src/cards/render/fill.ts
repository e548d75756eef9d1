import { ADDRESSES } from '../check/cardShapes.ts';
import { isObject, type Json, type JsonObject } from '../check/locatedJson.ts';
import { holdsToken, type Tokens } from '../view/tokens.ts';
import { heldDots } from './heldTogether.ts';
import { fillMarkdown } from './markdownPlace.ts';
import { MisplacedValue } from './misplacedValue.ts';
import { type Look, showId, showLarkMd, showMarkdown, showPlain, showRaw, showUrl } from './showValue.ts';
import { addressPart, webAddress } from './webAddress.ts';

/** What a text in a card is read as: it decides how a value in it is escaped. */
type Reading = 'plain' | 'markdown' | 'lark_md' | 'url' | 'id' | 'value';

/**
 * Replaces every token in a parsed card by its value, escaped for the place where it stands. What a text is read
 * as follows from the component it stands in, so that a template's author can neither forget it nor need know it.
 *
 * @throws MisplacedValue: a value in a property's name, a component's `tag` or the name of a markup tag
 */
export function fillCard(card: JsonObject, tokens: Tokens, look: Look): JsonObject {
  return new Filler(tokens, look).object(card, 'id');
}

class Filler {
  readonly #tokens: Tokens;
  readonly #look: Look;
  /** For what nobody reads: an address, an id, a callback's value. Covered up, it would lead elsewhere. */
  readonly #bareLook: Look;

  constructor(tokens: Tokens, look: Look) {
    this.#tokens = tokens;
    this.#look = look;
    const { mask: _, ...bare } = look;
    this.#bareLook = bare;
  }

  /** `around` is how the texts of an object are read that says nothing of itself. */
  object(object: JsonObject, around: Reading): JsonObject {
    const filled: Record<string, Json> = {};
    for (const [name, value] of Object.entries(object)) {
      try {
        filled[name] = this.#property(object, name, value, around);
      } catch (thrown) {
        if (thrown instanceof MisplacedValue) thrown.where ??= { object, property: name };
        throw thrown;
      }
    }
    return filled;
  }

  #property(object: JsonObject, name: string, value: Json, around: Reading): Json {
    if (holdsToken(name)) throw new MisplacedValue('property');
    if (name === 'tag' && typeof value === 'string' && holdsToken(value)) throw new MisplacedValue('tag');
    if (name === 'rows' && object.tag === 'table' && Array.isArray(value)) return this.#rows(object, value);
    return this.#any(value, readingOf(object, name, around));
  }

  #any(value: Json, reading: Reading): Json {
    if (typeof value === 'string') return holdsToken(value) ? this.#text(value, reading) : value;
    if (Array.isArray(value)) return value.map((item) => this.#any(item, reading));
    return isObject(value) ? this.object(value, reading) : value;
  }

  /** Cells are read as their column says (…/card-json-v2-components/content-components/table). */
  #rows({ columns }: JsonObject, rows: readonly Json[]): Json {
    const readings = new Map<string, Reading>();
    for (const column of Array.isArray(columns) ? (columns as readonly Json[]) : []) {
      if (isObject(column)) readings.set(String(column.name), CELLS[String(column.data_type)] ?? 'id');
    }
    return rows.map((row) => {
      if (!isObject(row)) return this.#any(row, 'id');
      const cells: Record<string, Json> = {};
      for (const [name, cell] of Object.entries(row)) {
        if (holdsToken(name)) throw new MisplacedValue('property');
        cells[name] = this.#any(cell, readings.get(name) ?? 'id');
      }
      return cells;
    });
  }

  #text(text: string, reading: Reading): string {
    const look = this.#look;
    switch (reading) {
      case 'markdown':
        return fillMarkdown(text, this.#tokens, look, showMarkdown);
      case 'lark_md':
        return fillMarkdown(text, this.#tokens, look, showLarkMd);
      case 'url':
        return this.#url(text);
      default: {
        const parts = this.#tokens.split(text);
        if (reading === 'plain')
          return parts
            .map((part) => (typeof part === 'string' ? heldDots(part) : showPlain(part, look)))
            .join('');
        const show = reading === 'id' ? showId : showRaw;
        return parts.map((part) => (typeof part === 'string' ? part : show(part, this.#bareLook))).join('');
      }
    }
  }

  #url(text: string): string {
    const look = this.#bareLook;
    const only = this.#tokens.only(text);
    if (only) return showUrl(only, look) ?? look.fallbackUrl;
    const parts = this.#tokens.split(text);
    const url = parts
      .map((part) => (typeof part === 'string' ? part : addressPart(showRaw(part, look))))
      .join('');
    return webAddress(url) ?? look.fallbackUrl;
  }
}

const CELLS: Readonly<Record<string, Reading>> = {
  text: 'plain',
  lark_md: 'lark_md',
  markdown: 'markdown',
  options: 'plain',
};
const TEXT_TAGS: Readonly<Record<string, Reading>> = {
  plain_text: 'plain',
  markdown: 'markdown',
  lark_md: 'lark_md',
};
/** Plain texts that stand in no text object. */
const PLAIN_NAMES: ReadonlySet<string> = new Set(['display_name', 'default_value', 'i18n_display_name']);

function readingOf(object: JsonObject, name: string, around: Reading): Reading {
  if (around === 'value') return 'value';
  if (ADDRESSES.has(name)) return 'url';
  if (name === 'content' || name === 'i18n_content') {
    // A summary has a content, but no tag.
    return object.tag === undefined ? 'plain' : (TEXT_TAGS[String(object.tag)] ?? 'id');
  }
  if (name === 'value') return 'value';
  if (PLAIN_NAMES.has(name)) return 'plain';
  // Inside `i18n_content` and cells the reading goes on; everywhere else only ids and fixed words are left.
  return object.tag === undefined && (around === 'plain' || around === 'markdown' || around === 'lark_md')
    ? around
    : 'id';
}
