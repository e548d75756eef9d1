import { namedColor } from './palette.ts';
import { objectOf, type RawObject, textOf, wordOf } from './reading.ts';

/** CSS declarations of one element; `undefined` ones are left out. Values come only from the functions below. */
export type Css = { readonly [property: string]: string | undefined };

const TEXT_SIZES: { readonly [name: string]: number } = {
  'heading-0': 30,
  'heading-1': 24,
  'heading-2': 20,
  'heading-3': 18,
  'heading-4': 16,
  heading: 16,
  normal: 14,
  notation: 12,
  'xxxx-large': 30,
  'xxx-large': 24,
  'xx-large': 20,
  'x-large': 18,
  large: 16,
  medium: 14,
  small: 12,
  'x-small': 10,
};
const SPACINGS: { readonly [name: string]: number } = { small: 4, medium: 8, large: 12, extra_large: 16 };

/** One to four lengths in px, as margins and paddings are written; undefined for anything else. */
export function edges(value: unknown): string | undefined {
  const text = textOf(value)?.trim() ?? '';
  if (!/^-?\d{1,3}(px)?(\s+-?\d{1,3}(px)?){0,3}$/.test(text)) return undefined;
  return text
    .split(/\s+/)
    .map((part) => `${Number.parseInt(part, 10)}px`)
    .join(' ');
}

/** The gap between components: a name, or px; Feishu's default is 8 px. */
export function gap(value: unknown, otherwise = 8): string {
  const named = SPACINGS[wordOf(value)];
  return named === undefined ? (px(value) ?? `${otherwise}px`) : `${named}px`;
}

/** A length in px; undefined for anything else. */
export function px(value: unknown): string | undefined {
  const [, digits] = /^(\d{1,4})px$/.exec(wordOf(value)) ?? [];
  return digits === undefined ? undefined : `${Number(digits)}px`;
}

/** A length in px or per cent. */
export function extent(value: unknown): string | undefined {
  return px(value) ?? (/^\d{1,3}%$/.test(wordOf(value)) ? wordOf(value) : undefined);
}

/** Lines are 8 px higher than the letters, and more for large ones: 14/22, 16/24, 30/42. */
function lineHeight(size: number): number {
  return size >= 24 ? size + 12 : size + 8;
}

/**
 * The font of a `text_size`: a name, or one defined in the card's `config.style.text_size`, whose PC size
 * counts here. What is unknown is drawn as `normal` (…/content-components/plain-text).
 */
export function textSize(value: unknown, config: RawObject): Css {
  const name = textOf(value);
  if (!name) return {};
  const custom = objectOf(objectOf(objectOf(config.style).text_size)[name]);
  const size = TEXT_SIZES[textOf(custom.pc) ?? textOf(custom.default) ?? name] ?? 14;
  return { fontSize: `${size}px`, lineHeight: `${lineHeight(size)}px` };
}

/** A colour by name, or one defined in the card's `config.style.color`. */
export function color(name: unknown, config: RawObject): string | undefined {
  const custom = objectOf(objectOf(objectOf(config.style).color)[wordOf(name)]);
  const [light, dark] = [rgba(custom.light_mode), rgba(custom.dark_mode)];
  return light && dark ? `light-dark(${light},${dark})` : namedColor(name);
}

/** A background: as a colour, but the bare `grey` is the light one it has always been. */
export function background(name: unknown, config: RawObject): string | undefined {
  return name === 'grey' ? 'var(--fs-grey-100)' : color(name, config);
}

/** `left`, `center` or `right`, as a value of `text-align`. */
export function textAlign(value: unknown): string | undefined {
  return value === 'center' || value === 'right' ? value : undefined;
}

/** An alignment along a flex axis. */
export function flexAlign(value: unknown): string | undefined {
  if (value === 'center') return 'center';
  if (value === 'right' || value === 'bottom') return 'flex-end';
  return value === 'left' || value === 'top' ? 'flex-start' : undefined;
}

/** The declarations that have a value; undefined if none has, so no empty attribute is drawn. */
export function style(css: Css): { [property: string]: string } | undefined {
  const set = Object.entries(css).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return set.length > 0 ? Object.fromEntries(set) : undefined;
}

function rgba(value: unknown): string | undefined {
  const text = textOf(value)?.replace(/\s+/g, '') ?? '';
  return /^rgba?\(\d{1,3},\d{1,3},\d{1,3}(,[\d.]{1,5})?\)$/.test(text) ? text : undefined;
}
