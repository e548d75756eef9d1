import { type CardRefusal, CardRefused, refuseContent, refuseJson, SUB_CODE } from './cardRefusal.ts';
import type { UncheckedObject } from './cardWalk.ts';
import { type CardWorld, checkLeaks, checkLink, checkMarkdown } from './textRules.ts';
import { walkCard } from './walkCard.ts';

const INVALID_PARAMETER = 'Your request contains an invalid request parameter, ext=';
/** Bytes of the content as sent (open.feishu.cn/document/server-docs/im-v1/message/create). */
const LARGEST_CARD = 30 * 1024;

/**
 * Checks a card as Feishu does; returns its refusal, or undefined if Feishu would accept the card. `content` is the
 * `content` of a message of type `interactive`: JSON text. Without a `world` every well-formed `ou_…`, `on_…` or e-mail
 * is a person, and no text is sensitive.
 *
 * Stricter than the platform in two places, where Feishu drops the excess: table columns beyond 50, button texts beyond
 * 100 characters.
 */
export function cardRefusal(content: string, world: Partial<CardWorld> = {}): CardRefusal | undefined {
  const full: CardWorld = {
    isPerson: world.isPerson ?? ((id) => /^(o[un]_[\w-]+|[^\s@]+@[^\s@]+)$/.test(id)),
    dlp: world.dlp ?? false,
  };
  if (Buffer.byteLength(content) > LARGEST_CARD) {
    return { code: 230025, message: 'The length of the message content reaches its limit.' };
  }
  return refusalOf(() => {
    const card = parse(content);
    if (card.schema === '2.0') checkVersion2(card, full);
    else checkVersion1(card, full);
  });
}

/** The same for a message that is no card: only sensitive text is refused. */
export function checkPlainText(content: string, dlp: boolean): CardRefusal | undefined {
  return refusalOf(() => checkLeaks(content, { isPerson: () => true, dlp }));
}

function refusalOf(check: () => void): CardRefusal | undefined {
  try {
    check();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof CardRefused) return thrown.refusal;
    throw thrown;
  }
}

/** Whether a card may be updated after it was sent, and by another that may be: shared cards only. */
export function isSharedCard(content: string): boolean {
  const card = parse(content);
  const shared = (card.config as UncheckedObject | undefined)?.update_multi;
  return card.schema === '2.0' ? shared !== false : shared === true;
}

/** `2.0` or `1.0`: a card cannot be updated from one to the other (200830). */
export function cardSchema(content: string): string {
  return String(parse(content).schema ?? '1.0');
}

function parse(content: string): UncheckedObject {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    refuseJson('not json', 'ROOT');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuseJson('not an object', 'ROOT');
  return value as UncheckedObject;
}

function checkVersion2(card: UncheckedObject, world: CardWorld): void {
  walkCard(card, world);
  if ((card.config as UncheckedObject | undefined)?.update_multi === false) {
    refuseContent(SUB_CODE.general, 'update_multi must be true in cards of schema V2');
  }
  const link = card.card_link as UncheckedObject | undefined;
  if (link && !link.url && !(link.pc_url && link.ios_url && link.android_url)) {
    refuseJson('card_link needs url, or all of pc_url, ios_url and android_url', 'ROOT -> card_link');
  }
}

/**
 * 1.0 ignores properties it does not know; mentions and links are checked everywhere. The body of a custom bot,
 * `{ msg_type, card }`, is no card.
 */
function checkVersion1(card: UncheckedObject, world: CardWorld): void {
  if (card.msg_type !== undefined || card.card !== undefined) {
    throw new CardRefused({
      code: 230001,
      message: `${INVALID_PARAMETER}invalid message content. validate content fail.`,
    });
  }
  const visit = (value: unknown, name: string, tag: unknown): void => {
    if (Array.isArray(value)) for (const item of value as unknown[]) visit(item, name, tag);
    else if (typeof value === 'object' && value !== null) {
      for (const [inner, v] of Object.entries(value)) visit(v, inner, (value as UncheckedObject).tag);
    } else if (typeof value === 'string') {
      if (name === 'content' && (tag === 'lark_md' || tag === 'markdown')) checkMarkdown(value, world);
      if (name === 'content') checkLeaks(value, world);
      if (/^(url|(pc|ios|android)_url)$/.test(name)) checkLink(value, true);
    }
  };
  visit(card, '', undefined);
}
