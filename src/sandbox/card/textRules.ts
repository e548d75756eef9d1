import { CardRefused, refuseContent, SUB_CODE } from './cardRefusal.ts';

/** What the content check needs to know outside the card. */
export interface CardWorld {
  /** Whether a person with this id (or, with an `@`, this e-mail address) exists for the app. */
  readonly isPerson: (id: string) => boolean;
  /** Whether the tenant's data-loss rules refuse plaintext phone numbers and e-mail addresses (230028). */
  readonly dlp: boolean;
}

/** A platform's link that says "no jump on this platform". */
const NO_JUMP = 'lark://msgcard/unsupported_action';
/** Markdown tables per component (…/content-components/rich-text). */
const TABLES_PER_TEXT = 4;

/** Refuses an id that no person has: it fails the whole card (230099 / 100290). */
export function checkPerson(id: unknown, world: CardWorld): void {
  if (typeof id !== 'string' || !world.isPerson(id)) {
    refuseContent(SUB_CODE.unknownPerson, `invalid user resource: ${String(id)}; ErrorValue: at user id`);
  }
}

/**
 * Refuses a link that is not http or https, or holds what must be percent-encoded: it fails the whole card
 * (open.feishu.cn/document/common-capabilities/message-card/message-card). An empty one counts as absent.
 */
export function checkLink(url: string, allowNoJump: boolean): void {
  if (url === '' || (allowNoJump && url === NO_JUMP)) return;
  const ok = /^https?:\/\/[\x21-\x7e]+$/.test(url) && !/["<>\\^`{|}]/.test(url) && URL.canParse(url);
  if (!ok) refuseContent(SUB_CODE.general, `invalid url: ${url}`);
}

/** Checks text in which markdown, links and mentions work: `markdown` components and `lark_md`. */
export function checkMarkdown(text: string, world: CardWorld): void {
  checkMentions(text, world);
  checkMarkdownLinks(text);
  const tables = text.match(/^[ \t]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$/gm) ?? [];
  if (tables.length > TABLES_PER_TEXT) {
    refuseContent(SUB_CODE.general, 'card table number over limit; ErrorValue: table');
  }
}

/** `<at id=…>`, `<at ids=…,…>`, `<at email=…>`; `<person id=bad>` only shows "unknown user" and is let through. */
function checkMentions(text: string, world: CardWorld): void {
  for (const [, attributes = ''] of text.matchAll(/<at\s+([^>]*)>/gi)) {
    const ids = /\b(?:ids?|user_id|open_id|email)\s*=\s*(["']?)([^"'>]*)\1/i.exec(attributes)?.[2] ?? '';
    for (const id of ids.split(',').map((part) => part.trim().replace(/\/$/, ''))) {
      if (id === 'all') refuseContent(SUB_CODE.general, 'at all is not permitted in this chat');
      checkPerson(id, world);
    }
  }
}

function checkMarkdownLinks(text: string): void {
  for (const [, bang, url = ''] of text.matchAll(/(?<!\\)(!?)\[[^\]]*\]\(([^)]*)\)/g)) {
    // A picture is named by the key of an upload, never by an address.
    if (bang && /^[a-z]+:/i.test(url)) refuseContent(SUB_CODE.imageKey, `invalid image keys: ${url}`);
    if (!bang && !url.startsWith('tel://')) checkLink(url.split(/\s+"/)[0] ?? '', false);
  }
  for (const [tag] of text.matchAll(/<(?:a|link|number_tag)\s[^>]*>/gi)) {
    for (const [, , url = ''] of tag.matchAll(/\b(?:href|(?:[a-z]+_)?url)\s*=\s*(["']?)([^"'>]*)\1/gi)) {
      checkLink(url, true);
    }
  }
  // A bare address that runs into Chinese text is read as one invalid address.
  const glued = /https?:\/\/[^\s"'<>\x7f-\uffff]*[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/.exec(
    text.replace(/\]\([^)]*\)/g, ''),
  );
  if (glued) refuseContent(SUB_CODE.general, `invalid url: ${glued[0]}`);
}

/** Refuses plaintext phone numbers and e-mail addresses if the tenant's rules say so. */
export function checkLeaks(text: string, world: CardWorld): void {
  if (!world.dlp) return;
  if (/(?<!\d)1[3-9]\d{9}(?!\d)/.test(text) || /[\w.+-]+@[\w-]+\.[\w.]+/.test(text)) {
    throw new CardRefused({
      code: 230028,
      message: 'The messages do NOT pass the audit, ext=contain sensitive data: phone number or email.',
    });
  }
}
