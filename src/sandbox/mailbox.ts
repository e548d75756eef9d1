import { cardSchema, checkCard, checkPlainText, isSharedCard } from './cardCheck.ts';
import type { CardRefusal } from './cardRefusal.ts';
import type { Limiter } from './limits.ts';
import { Refusal } from './refusal.ts';
import { newId, type SandboxChat, type SandboxMessage, type World } from './world.ts';

/** The same uuid makes at most one message within this (…/im-v1/message/create). */
const UUID_MS = 3_600_000;
/** How long a card may be updated (…/im-v1/message-card/patch). */
const UPDATE_MS = 14 * 86_400_000;
/** Text messages may be this many bytes. */
const LARGEST_TEXT = 150 * 1024;

export interface NewMessage {
  readonly msgType: string;
  readonly content: string;
  readonly uuid?: string;
  readonly inThread?: boolean;
}

/** The messages of all chats, with the rules by which Feishu takes or refuses them. */
export class Mailbox {
  readonly #world: World;
  readonly #limiter: Limiter;
  readonly #byUuid = new Map<string, SandboxMessage>();

  constructor(world: World, limiter: Limiter) {
    this.#world = world;
    this.#limiter = limiter;
  }

  /** Posts, or returns the message that this uuid made within the last hour. */
  post(chat: SandboxChat, message: NewMessage, replyTo?: SandboxMessage): SandboxMessage {
    this.#limiter.chat(chat.chatId);
    this.#checkOpen(chat);
    if (replyTo?.recalled) throw new Refusal(230011, 'The message was withdrawn.');
    const { clock, messages, signals } = this.#world;
    const repeated = message.uuid ? this.#byUuid.get(message.uuid) : undefined;
    if (repeated && clock.now() - repeated.createdAt < UUID_MS) return repeated;
    this.#checkContent(message.msgType, message.content);
    const posted: SandboxMessage = {
      messageId: newId('om_'),
      chatId: chat.chatId,
      ...(chat.personId && { personId: chat.personId }),
      msgType: message.msgType,
      content: message.content,
      ...(message.uuid && { uuid: message.uuid }),
      createdAt: clock.now(),
      updatedAt: clock.now(),
      versions: [{ at: clock.now(), content: message.content }],
      ...(replyTo && { replyTo: replyTo.messageId, rootId: replyTo.rootId ?? replyTo.messageId }),
      inThread: message.inThread ?? false,
      recalled: false,
      urgent: [],
    };
    messages.set(posted.messageId, posted);
    if (message.uuid) this.#byUuid.set(message.uuid, posted);
    signals.emit('message', posted);
    return posted;
  }

  /** Replaces a card's content: shared cards only, 14 days long, not once recalled. */
  update(message: SandboxMessage, content: string): void {
    this.#limiter.message(message.messageId);
    const { clock, signals } = this.#world;
    this.#checkOpen(this.chatOf(message));
    if (message.recalled) throw new Refusal(230011, 'The message was withdrawn.');
    if (message.msgType !== 'interactive') throw new Refusal(230001, 'This message is NOT a card.');
    if (clock.now() - message.createdAt > UPDATE_MS) {
      throw new Refusal(230031, 'The message was sent more than 14 days ago.');
    }
    this.#checkContent('interactive', content);
    if (!isSharedCard(message.content) || !isSharedCard(content)) {
      throw new Refusal(
        230001,
        'Your request contains an invalid request parameter, ext=update_multi must be true.',
      );
    }
    if (cardSchema(message.content) !== cardSchema(content)) {
      throw new Refusal(
        230099,
        'Failed to update card content, ext=ErrCode: 200830; ErrMsg: schema version changed; ',
      );
    }
    message.content = content;
    message.updatedAt = clock.now();
    message.versions.push({ at: clock.now(), content });
    signals.emit('update', message);
  }

  /** Buzzes people about a message of ours. */
  buzz(message: SandboxMessage, people: readonly string[]): void {
    this.#checkOpen(this.chatOf(message));
    if (message.recalled) throw new Refusal(230011, 'The message was withdrawn.');
    message.urgent.push({ at: this.#world.clock.now(), people });
    this.#world.signals.emit('update', message);
  }

  /** Somebody recalls a message: replies and updates are refused with 230011. */
  recall(message: SandboxMessage): void {
    message.recalled = true;
    this.#world.signals.emit('update', message);
  }

  chatOf(message: SandboxMessage): SandboxChat {
    const chat = this.#world.chats.get(message.chatId);
    if (!chat) throw new Refusal(230034, 'The receive_id is invalid.');
    return chat;
  }

  #checkOpen(chat: SandboxChat): void {
    if (chat.dissolved) throw new Refusal(232009, 'The chat has been disbanded.');
    if (!chat.hasBot) throw new Refusal(230002, 'The bot can not be outside the group.');
  }

  #checkContent(msgType: string, content: string): void {
    const { people, dlp } = this.#world;
    if (msgType === 'interactive') {
      const isPerson = (id: string): boolean =>
        people.has(id) || [...people.values()].some((one) => one.email === id || one.userId === id);
      refuse(checkCard(content, { isPerson, dlp }));
    } else if (msgType !== 'text' && msgType !== 'post') {
      throw new Refusal(
        230001,
        `Your request contains an invalid request parameter, ext=invalid msg_type ${msgType}.`,
      );
    } else if (Buffer.byteLength(content) > LARGEST_TEXT) {
      throw new Refusal(230025, 'The length of the message content reaches its limit.');
    } else if (!isTextContent(content, msgType)) {
      throw new Refusal(
        230001,
        'Your request contains an invalid request parameter, ext=content is not valid.',
      );
    }
    if (msgType !== 'interactive') refuse(checkPlainText(content, dlp));
  }
}

function refuse(refusal: CardRefusal | undefined): void {
  if (refusal) throw new Refusal(refusal.code, refusal.message, { reason: 'card' });
}

function isTextContent(content: string, msgType: string): boolean {
  try {
    const value = JSON.parse(content) as { text?: unknown } | null;
    return (
      typeof value === 'object' && value !== null && (msgType !== 'text' || typeof value.text === 'string')
    );
  } catch {
    return false;
  }
}
