import type { Tokens } from '../view/tokens.ts';
import type { CardValue } from '../view/value.ts';
import { heldDots } from './heldTogether.ts';
import { MisplacedValue } from './misplacedValue.ts';
import { type ShowOptions, showId, showRaw, showUrl } from './showValue.ts';
import { addressPart } from './webAddress.ts';

/** The template's text just before a value, as far as it decides what the value may be. */
const IN_TAG = /<\/?([A-Za-z_]*)[^<>]*$/;
const IN_ADDRESS_ATTRIBUTE = /\b(?:href|(?:[a-z]+_)?url)\s*=\s*["']?([^"'<>\s]*)$/i;
const IN_LINK = /\]\(\s*([^()\s]*)$/;

/**
 * Inserts the values into a Markdown text. Inside a tag of the template (`<font color='…'>`) a value becomes an id,
 * or an address if the attribute takes one; after `](` it becomes an address; anywhere else `show` escapes
 * it.
 *
 * @throws MisplacedValue: a value is in the place of a tag's name
 */
export function fillMarkdown(
  text: string,
  tokens: Tokens,
  options: ShowOptions,
  show: (value: CardValue, options: ShowOptions) => string,
): string {
  const parts = tokens.split(text);
  let done = '';
  // Only the template's own text counts: values are escaped and cannot open a tag or link.
  let written = '';
  parts.forEach((part, i) => {
    if (typeof part === 'string') {
      done += heldDots(part);
      written += part;
      return;
    }
    const shown = place(part, written, parts[i + 1], options) ?? show(part, options);
    done += shown;
    written += 'x';
  });
  return done;
}

function place(
  value: CardValue,
  written: string,
  next: string | CardValue | undefined,
  options: ShowOptions,
): string | undefined {
  const tag = IN_TAG.exec(written);
  if (tag) {
    if (tag[1] === '' || /<\/?[A-Za-z_]*$/.test(written)) throw new MisplacedValue('tagName');
    const start = IN_ADDRESS_ATTRIBUTE.exec(written)?.[1];
    return start === undefined ? showId(value, options) : address(value, start, next, options);
  }
  const start = IN_LINK.exec(written)?.[1];
  return start === undefined ? undefined : address(value, start, next, options);
}

/** A value that is the whole address must be a valid one; as a part of an address it is percent-encoded. */
function address(
  value: CardValue,
  start: string,
  next: string | CardValue | undefined,
  options: ShowOptions,
): string {
  const isWhole =
    start === '' && (next === undefined || (typeof next === 'string' && /^["'\s>)]/.test(next)));
  if (isWhole) return showUrl(value, options) ?? options.fallbackUrl;
  return addressPart(showRaw(value, options));
}
