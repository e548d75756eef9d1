import { ID } from '../../approval/idPattern.ts';
import { type CardValue, wordsOfValue } from '../view/value.ts';
import { heldAlone, heldTogether } from './heldTogether.ts';
import { escapeMarkdown } from './markdownText.ts';
import { webAddress } from './webAddress.ts';

/** What showing values depends on in one rendering. */
export interface ShowOptions {
  /** Whether this card may mention this person. */
  readonly rings: (id: string) => boolean;
  /** Shown for a person without a name if the client cannot resolve the id. */
  readonly someone: string;
  /** The target of links without a valid address. */
  readonly fallbackUrl: string;
  /** Masks what must not be shown in plain text; absent: nothing is masked. */
  readonly mask?: (text: string) => string;
}

/** An id that may be used in a mention: not `all`, which notifies everybody or fails the send. */
const MENTIONABLE = /^o[un]_[A-Za-z0-9_-]{1,61}$/;

export function isOpenId(id: string): boolean {
  return MENTIONABLE.test(id);
}

/** The value's own words, for what no reader sees: a part of an address, a callback's value. */
export function showRaw(value: CardValue, options: ShowOptions): string {
  const words = wordsOfValue(value, options.someone);
  return options.mask ? options.mask(words) : words;
}

/** For plain texts. */
export function showPlain(value: CardValue, options: ShowOptions): string {
  const raw = showRaw(value, options);
  return value.kind === 'text' ? heldAlone(raw) : heldTogether(raw);
}

/** For `markdown` components. */
export function showMarkdown(value: CardValue, options: ShowOptions, isPart = false): string {
  const isShown = value.kind === 'person' || (value.kind === 'mention' && !options.rings(value.id));
  if (isShown && value.name === '' && isOpenId(value.id)) {
    // An unknown id is shown as "unknown user" and does not fail the card (…/content-components/rich-text).
    return `<person id='${value.id}' show_name=true show_avatar=false></person>`;
  }
  if (value.kind === 'several') return showParts(value.values, (part) => showMarkdown(part, options, true));
  return showInText(value, options, '<br>', isPart);
}

/** For `lark_md`, the small dialect: mentions and links, but no people. */
export function showLarkMd(value: CardValue, options: ShowOptions, isPart = false): string {
  if (value.kind === 'several') return showParts(value.values, (part) => showLarkMd(part, options, true));
  return showInText(value, options, '\n', isPart);
}

/** A single space between two parts is not indentation: it need not be escaped. */
function showParts(parts: readonly CardValue[], show: (part: CardValue) => string): string {
  const space = (code: string): string => (code === '&#32;' ? ' ' : '\u00a0');
  return parts
    .map((part, i) => {
      const start = i === 0 ? show(part) : show(part).replace(/^&#(?:32|160);(?!&#(?:32|160|9);)/, space);
      return i === parts.length - 1 ? start : start.replace(/(?<!&#(?:32|160|9);)&#(?:32|160);$/, space);
    })
    .join('');
}

function showInText(
  value: CardValue,
  options: ShowOptions,
  lineBreak: '<br>' | '\n',
  isPart: boolean,
): string {
  if (value.kind === 'mention' && isOpenId(value.id) && options.rings(value.id))
    return `<at id=${value.id}></at>`;
  if (value.kind === 'link') {
    const url = webAddress(value.url) ?? options.fallbackUrl;
    const text = heldTogether(value.text.replace(/[^\S\u00a0]+/g, ' ').trim()) || url;
    return `[${escapeMarkdown(text, lineBreak)}](${url})`;
  }
  const text = isPart ? heldTogether(showRaw(value, options)) : showPlain(value, options);
  return escapeMarkdown(text, lineBreak);
}

/** For what Feishu reads as an id, a colour, a size or another fixed word. */
export function showId(value: CardValue, options: ShowOptions): string {
  const id = value.kind === 'person' || value.kind === 'mention' ? value.id : showRaw(value, options);
  return ID.test(id) ? id : id.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 64);
}

/** The value as a whole address; undefined: it is not one. */
export function showUrl(value: CardValue, options: ShowOptions): string | undefined {
  return webAddress(value.kind === 'link' ? value.url : showRaw(value, options));
}
