import { ADDRESSES } from '../check/cardShapes.ts';
import { isObject, type JsonObject, type JsonValue } from '../check/locatedJson.ts';
import { holdsToken, type Tokens } from '../view/tokens.ts';
import { heldDots } from './heldTogether.ts';
import { fillMarkdown } from './markdownPlace.ts';
import { MisplacedValue } from './misplacedValue.ts';
import {
  type ShowOptions,
  showId,
  showLarkMd,
  showMarkdown,
  showPlain,
  showRaw,
  showUrl,
} from './showValue.ts';
import { addressPart, webAddress } from './webAddress.ts';

/** How Feishu reads a text in a card: it decides how a value in it is escaped. */
type Reading = 'plain' | 'markdown' | 'lark_md' | 'url' | 'id' | 'value';

/** A text of a card with values in it. */
interface Hole {
  readonly text: string;
  readonly reading: Reading;
  /** Its place, for the message about a misplaced value. */
  readonly object: JsonObject;
  readonly property: string;
}

/** A checked card as JSON text with holes for values: one hole between each two pieces. */
export interface OpenCard {
  readonly pieces: readonly string[];
  readonly holes: readonly Hole[];
}

/**
 * Finds the places for values in a parsed card. How a text is read follows from the component it is in, so that a
 * template's author need not know about it.
 *
 * @throws MisplacedValue: a value in a property's name or a component's `tag`
 */
export function openCard(card: JsonObject): OpenCard {
  const opener = new Opener();
  opener.object(card, 'id');
  return opener.opened();
}

/**
 * The JSON text of a card with its values, each escaped for the place where it stands.
 *
 * @throws MisplacedValue: a value in the name of a markup tag
 */
export function fillCard({ pieces, holes }: OpenCard, tokens: Tokens, options: ShowOptions): string {
  const { mask: _, ...bare } = options;
  let json = pieces[0] ?? '';
  holes.forEach((hole, i) => {
    json += JSON.stringify(fillText(hole, tokens, options, bare)) + pieces[i + 1];
  });
  return json;
}

class Opener {
  readonly #pieces: string[] = [];
  readonly #holes: Hole[] = [];
  #piece = '';

  opened(): OpenCard {
    return { pieces: [...this.#pieces, this.#piece], holes: this.#holes };
  }

  /** `around`: how the texts of an object are read if its own component does not define it. */
  object(object: JsonObject, around: Reading): void {
    this.#members(object, (value, name) => {
      const isRows = name === 'rows' && object.tag === 'table' && Array.isArray(value);
      if (name === 'tag' && typeof value === 'string' && holdsToken(value))
        throw misplacedAt('tag', object, name);
      if (isRows) this.#rows(object, value);
      else this.#any(value, readingOf(object, name, around), object, name);
    });
  }

  #members(object: JsonObject, write: (value: JsonValue, name: string) => void): void {
    let mark = '{';
    for (const [name, value] of Object.entries(object)) {
      if (holdsToken(name)) throw misplacedAt('property', object, name);
      this.#piece += `${mark}${JSON.stringify(name)}:`;
      write(value, name);
      mark = ',';
    }
    this.#piece += mark === '{' ? '{}' : '}';
  }

  #list(items: readonly JsonValue[], write: (item: JsonValue) => void): void {
    this.#piece += '[';
    items.forEach((item, i) => {
      if (i > 0) this.#piece += ',';
      write(item);
    });
    this.#piece += ']';
  }

  #any(value: JsonValue, reading: Reading, object: JsonObject, property: string): void {
    if (Array.isArray(value)) this.#list(value, (item) => this.#any(item, reading, object, property));
    else if (isObject(value)) this.object(value, reading);
    else if (typeof value === 'string' && holdsToken(value)) {
      this.#pieces.push(this.#piece);
      this.#piece = '';
      this.#holes.push({ text: value, reading, object, property });
    } else this.#piece += JSON.stringify(value);
  }

  /** Cells are read as their column defines (…/card-json-v2-components/content-components/table). */
  #rows(table: JsonObject, rows: readonly JsonValue[]): void {
    const { columns } = table;
    const readings = new Map<string, Reading>();
    for (const column of Array.isArray(columns) ? (columns as readonly JsonValue[]) : []) {
      if (isObject(column)) readings.set(String(column.name), CELLS[String(column.data_type)] ?? 'id');
    }
    this.#list(rows, (row) => {
      if (isObject(row))
        this.#members(row, (cell, name) => this.#any(cell, readings.get(name) ?? 'id', row, name));
      else this.#any(row, 'id', table, 'rows');
    });
  }
}

function misplacedAt(place: 'property' | 'tag', object: JsonObject, property: string): MisplacedValue {
  const misplaced = new MisplacedValue(place);
  misplaced.where = { object, property };
  return misplaced;
}

/** @param bare for what is not shown: an address, an id, a callback's value. Masking would break it */
function fillText(
  { text, reading, object, property }: Hole,
  tokens: Tokens,
  options: ShowOptions,
  bare: ShowOptions,
): string {
  switch (reading) {
    case 'markdown':
    case 'lark_md':
      try {
        return fillMarkdown(text, tokens, options, reading === 'markdown' ? showMarkdown : showLarkMd);
      } catch (thrown) {
        if (thrown instanceof MisplacedValue) thrown.where = { object, property };
        throw thrown;
      }
    case 'url':
      return fillUrl(text, tokens, bare);
    default: {
      const parts = tokens.split(text);
      if (reading === 'plain')
        return parts
          .map((part) => (typeof part === 'string' ? heldDots(part) : showPlain(part, options)))
          .join('');
      const show = reading === 'id' ? showId : showRaw;
      return parts.map((part) => (typeof part === 'string' ? part : show(part, bare))).join('');
    }
  }
}

function fillUrl(text: string, tokens: Tokens, options: ShowOptions): string {
  const only = tokens.only(text);
  if (only) return showUrl(only, options) ?? options.fallbackUrl;
  const parts = tokens.split(text);
  const url = parts
    .map((part) => (typeof part === 'string' ? part : addressPart(showRaw(part, options))))
    .join('');
  return webAddress(url) ?? options.fallbackUrl;
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
/** Plain texts outside of text objects. */
const PLAIN_NAMES: ReadonlySet<string> = new Set(['display_name', 'default_value', 'i18n_display_name']);

function readingOf(object: JsonObject, name: string, around: Reading): Reading {
  if (around === 'value') return 'value';
  if (ADDRESSES.has(name)) return 'url';
  if (name === 'content' || name === 'i18n_content') {
    // A summary has `content`, but no tag.
    return object.tag === undefined ? 'plain' : (TEXT_TAGS[String(object.tag)] ?? 'id');
  }
  if (name === 'value') return 'value';
  if (PLAIN_NAMES.has(name)) return 'plain';
  // Texts are inside `i18n_content` and cells; everywhere else there are only ids and fixed words.
  return object.tag === undefined && (around === 'plain' || around === 'markdown' || around === 'lark_md')
    ? around
    : 'id';
}
