import type { Text } from '../../base/language.ts';
import { nearest } from '../../settings/nearest.ts';
import * as say from '../../words/cardFaultText.ts';
import { MisplacedValue } from '../render/misplacedValue.ts';
import { webAddress } from '../render/webAddress.ts';
import { holdsToken } from '../view/tokens.ts';
import { ADDRESSES, COMPONENT_SHAPES, PART_SHAPES, TEXT_TAGS } from './cardShapes.ts';
import { isObject, type JsonObject, type JsonValue } from './locatedJson.ts';
import { type CustomNames, nearestColor, ruleFault, unknownColors } from './propertyRules.ts';

/** One thing that Feishu would refuse in a card. */
export interface CardFault {
  readonly message: Text;
  /** The object it was found in, and the property if it is one. */
  readonly object: JsonObject;
  readonly property?: string;
}

/** The platform's own limits (…/card-json-v2-structure, …/content-components/table). */
export const MOST_ELEMENTS = 200;
export const MOST_TABLES = 5;
const DEEPEST_NESTING = 5;

/** How many elements a card has: Feishu counts everything that has a `tag`. */
export interface CardSize {
  readonly elements: number;
  readonly tables: number;
}

/** Checks a parsed card against what Card JSON 2.0 knows. Values may still be tokens. */
export function checkCard(card: JsonValue): {
  readonly faults: readonly CardFault[];
  readonly size: CardSize;
} {
  if (!isObject(card)) {
    return {
      faults: [{ message: say.NOT_OBJECT, object: {} }],
      size: { elements: 0, tables: 0 },
    };
  }
  const config = isObject(card.config) ? card.config : undefined;
  const check = new Check(config);
  check.part(card, 'card');
  if (card.schema !== '2.0') check.fault(card, 'schema', say.SCHEMA);
  if (config?.update_multi === false) check.fault(config, 'update_multi', say.UPDATE_MULTI);
  return { faults: check.faults, size: check.size };
}

function customNames(config: JsonObject | undefined): CustomNames {
  const style = isObject(config?.style) ? config.style : {};
  const namesIn = (part: JsonValue | undefined): ReadonlySet<string> =>
    new Set(isObject(part) ? Object.keys(part) : []);
  return { colors: namesIn(style.color), textSizes: namesIn(style.text_size) };
}

class Check {
  readonly faults: CardFault[] = [];
  readonly size = { elements: 0, tables: 0 };
  readonly #custom: CustomNames;
  readonly #elementIds = new Set<string>();
  #depth = 0;

  readonly #isUnforwardable: boolean;

  constructor(config: JsonObject | undefined) {
    this.#custom = customNames(config);
    this.#isUnforwardable = config?.enable_forward === false;
  }

  fault(object: JsonObject, property: string | undefined, message: Text): void {
    this.faults.push({ message, object, ...(property === undefined ? {} : { property }) });
  }

  part(object: JsonObject, name: string): void {
    if (object.tag !== undefined) this.size.elements += 1;
    const tags = TEXT_TAGS[name];
    if (tags && !tags.includes(String(object.tag))) {
      this.fault(object, 'tag', say.textTag(tags));
    }
    const isColumn = name === 'column' && object.tag !== 'column';
    if (isColumn) this.fault(object, 'tag', say.COLUMN_TAG);
    this.#properties(object, shapeOf(PART_SHAPES, name), name);
  }

  #component(object: JsonObject): void {
    const tag = typeof object.tag === 'string' ? object.tag : '';
    if (!Object.hasOwn(COMPONENT_SHAPES, tag)) {
      this.#unknownTag(object, tag);
      return;
    }
    this.size.elements += 1;
    const isContainer = CONTAINERS.has(tag);
    if (tag === 'table') this.size.tables += 1;
    if (tag === 'audio' && !this.#isUnforwardable) this.fault(object, undefined, say.AUDIO);
    if ((tag === 'table' || tag === 'form') && this.#depth > 0) {
      this.fault(object, undefined, say.atRoot(tag));
    }
    if (isContainer) this.#depth += 1;
    if (this.#depth > DEEPEST_NESTING) this.fault(object, undefined, say.FIVE_DEEP);
    this.#properties(object, shapeOf(COMPONENT_SHAPES, tag), tag);
    if (isContainer) this.#depth -= 1;
  }

  #unknownTag(object: JsonObject, tag: string): void {
    if (holdsToken(tag)) this.fault(object, 'tag', new MisplacedValue('tag').text);
    else if (tag === '') this.fault(object, undefined, say.NO_TAG);
    else this.fault(object, 'tag', noComponent(tag));
  }

  #properties(object: JsonObject, shape: Shape, name: string): void {
    for (const needed of shape.needed) {
      if (object[needed] === undefined) this.fault(object, undefined, say.lacks(name, needed));
    }
    for (const [property, value] of Object.entries(object)) {
      if (holdsToken(property)) {
        this.fault(object, property, new MisplacedValue('property').text);
        continue;
      }
      if (ADDRESSES.has(property)) this.#address(value, object, property);
      const inner = shape.holds.get(property);
      if (inner === undefined) {
        const near = nearest(property, [...shape.holds.keys()]);
        this.fault(object, property, say.noProperty(property, name, near));
      } else if (inner.startsWith('=')) this.#ruled(value, inner.slice(1), object, property);
      else if (inner !== '*') this.#value(value, inner, object, property);
    }
    if (object.tag === 'markdown' || object.tag === 'lark_md') this.#markdown(object);
  }

  /** A value that a template inserts is checked when it is inserted. */
  #ruled(value: JsonValue, rule: string, object: JsonObject, property: string): void {
    if (typeof value === 'string' && holdsToken(value)) return;
    const wrong = ruleFault(rule, property, value, this.#custom);
    if (wrong !== undefined) this.fault(object, property, wrong);
    if (rule !== 'elementId' || typeof value !== 'string') return;
    if (this.#elementIds.has(value)) this.fault(object, property, say.twiceInCard(value));
    this.#elementIds.add(value);
  }

  #markdown(object: JsonObject): void {
    if (typeof object.content !== 'string') return;
    for (const name of unknownColors(object.content, this.#custom)) {
      if (holdsToken(name)) continue;
      this.fault(object, 'content', say.noColor(name, nearestColor(name)));
    }
  }

  /** One bad address fails the whole card; addresses in values are checked when they are inserted. */
  #address(value: JsonValue, object: JsonObject, property: string): void {
    if (typeof value !== 'string' || value === '' || holdsToken(value)) return;
    if (webAddress(value) === undefined) this.fault(object, property, say.noAddress(property));
  }

  #value(value: JsonValue, shape: string, object: JsonObject, property: string): void {
    const items = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
    for (const item of items) {
      if (shape === '-') {
        if (typeof item === 'object') this.fault(object, property, say.holdsPlain(property));
      } else if (!isObject(item)) this.fault(object, property, say.holdsObjects(property));
      else if (shape === 'component') this.#component(item);
      else this.part(item, shape);
    }
  }
}

function noComponent(tag: string): Text {
  const instead = Object.hasOwn(say.GONE, tag) ? say.GONE[tag as keyof typeof say.GONE] : undefined;
  return say.noComponent(tag, instead, nearest(tag, Object.keys(COMPONENT_SHAPES)));
}

interface Shape {
  readonly needed: readonly string[];
  readonly holds: ReadonlyMap<string, string>;
}

const CONTAINERS: ReadonlySet<string> = new Set([
  'column_set',
  'collapsible_panel',
  'interactive_container',
  'form',
]);
const NO_SHAPE: Shape = { needed: [], holds: new Map() };
const shapes = new Map<string, Shape>();

function shapeOf(table: Readonly<Record<string, string>>, name: string): Shape {
  const text = table[name];
  if (text === undefined) return NO_SHAPE;
  const key = table === COMPONENT_SHAPES ? `component ${name}` : name;
  const known = shapes.get(key);
  if (known) return known;
  const words = (table === COMPONENT_SHAPES ? `tag element_id=elementId margin=margin ${text}` : text).split(
    ' ',
  );
  const properties = words
    .filter((word) => word !== '')
    .map((word): [string, string] => {
      const [, property = '', inner = '-'] = /^([^:=]+):?(.*)$/.exec(word) ?? [];
      return [property, inner === '' ? '-' : inner];
    });
  const shape: Shape = {
    needed: properties.filter(([p]) => p.endsWith('!')).map(([p]) => p.slice(0, -1)),
    holds: new Map(properties.map(([p, inner]) => [p.replace('!', ''), inner])),
  };
  shapes.set(key, shape);
  return shape;
}
