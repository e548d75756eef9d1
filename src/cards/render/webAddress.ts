/** A platform's link that says "no jump on this platform" (…/interactive-components/button). */
const NO_JUMP = 'lark://msgcard/unsupported_action';

/**
 * An address as Feishu accepts it: http or https, with nothing left to percent-encode: one bad address fails
 * the whole card (open.feishu.cn/document/common-capabilities/message-card/message-card). Undefined: it is not one.
 */
export function webAddress(text: string): string | undefined {
  if (text === NO_JUMP) return text;
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return undefined;
  const { href, protocol, username, password, hostname } = new URL(trimmed);
  // A user name before the host can make an address look like another site.
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return undefined;
  // An IPv6 address needs its brackets and colons.
  if (hostname.startsWith('[')) return undefined;
  const encoded = href.replace(/[^\x21-\x7e]|["'<>\\^`{|}()[\]]/g, percent).replace(EMOJI_COLON, percent);
  return encoded.length <= LONGEST ? encoded : undefined;
}

/** `:OK:` is an emoji anywhere in a text. No scheme and no port looks like that. */
const EMOJI_COLON = /:(?=[A-Za-z][\w+-]*:)/g;
/** Longer addresses are not meant to be opened, and a card has 30 KB. */
const LONGEST = 2_000;

/** A text as a part of an address: it can end neither the part nor what surrounds the address. */
export function addressPart(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, percent);
}

function percent(char: string): string {
  return [...new TextEncoder().encode(char)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}
