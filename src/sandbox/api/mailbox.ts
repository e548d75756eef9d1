import { cardRefusal, cardSchema, checkPlainText, isSharedCard } from '../card/cardCheck.ts';
import type { CardRefusal } from '../card/cardRefusal.ts';
import { newId, type SandboxChat, type SandboxMessage, type World } from '../world/world.ts';
import type { ApiRateLimiter } from './apiLimits.ts';
import { invalidParameter } from './endpoint.ts';
import { ApiRefusal } from './refusal.ts';

/** The same uuid makes at most one message within this (open.feishu.cn/document/server-docs/im-v1/message/create). */
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

/** The messages of all chats, and the rules by which Feishu accepts or refuses them. */
export class Mailbox {
  readonly #world: World;
  readonly #limiter: ApiRateLimiter;
  readonly #byUuid = new Map<string, SandboxMessage>();

  constructor(world: World, limiter: ApiRateLimiter) {
    this.#world = world;
    this.#limiter = limiter;
  }

  /**
   * Posts a message, or returns the one that this uuid made within the last hour.
   *
   * @throws ApiRefusal
   */
  post(chat: SandboxChat, message: NewMessage, replyTo?: SandboxMessage): SandboxMessage {
    this.#limiter.chat(chat.chatId);
    this.#checkOpen(chat);
    if (replyTo?.recalled) throw withdrawn();
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

  /**
   * Replaces a card's content: shared cards only, for 14 days, and never one that was recalled.
   *
   * @throws ApiRefusal
   */
  update(message: SandboxMessage, content: string): void {
    this.#limiter.message(message.messageId);
    const { clock, signals } = this.#world;
    this.#checkOpen(this.chatOf(message));
    if (message.recalled) throw withdrawn();
    if (message.msgType !== 'interactive') throw new ApiRefusal(230001, 'This message is NOT a card.');
    if (clock.now() - message.createdAt > UPDATE_MS) {
      throw new ApiRefusal(230031, 'The message was sent more than 14 days ago.');
    }
    this.#checkContent('interactive', content);
    if (!isSharedCard(message.content) || !isSharedCard(content)) {
      throw invalidParameter('update_multi must be true');
    }
    if (cardSchema(message.content) !== cardSchema(content)) {
      throw new ApiRefusal(
        230099,
        'Failed to update card content, ext=ErrCode: 200830; ErrMsg: schema version changed; ',
      );
    }
    message.content = content;
    message.updatedAt = clock.now();
    message.versions.push({ at: clock.now(), content });
    signals.emit('update', message);
  }

  /** Buzzes people about one of the app's own messages. */
  buzz(message: SandboxMessage, people: readonly string[]): void {
    this.#checkOpen(this.chatOf(message));
    if (message.recalled) throw withdrawn();
    message.urgent.push({ at: this.#world.clock.now(), people });
    this.#world.signals.emit('update', message);
  }

  /** Somebody recalls a message: from now on replies and updates are refused with 230011. */
  recall(message: SandboxMessage): void {
    message.recalled = true;
    this.#world.signals.emit('update', message);
  }

  chatOf(message: SandboxMessage): SandboxChat {
    const chat = this.#world.chats.get(message.chatId);
    if (!chat) throw new ApiRefusal(230034, 'The receive_id is invalid.');
    return chat;
  }

  #checkOpen(chat: SandboxChat): void {
    if (chat.dissolved) throw new ApiRefusal(232009, 'The chat has been disbanded.');
    if (!this.#world.app.hasBot) throw new ApiRefusal(230006, 'Bot ability is not activated.');
    if (chat.speakers !== 'all_members') throw new ApiRefusal(230035, 'Send Message Permission deny.');
    if (!chat.hasBot) throw new ApiRefusal(230002, 'The bot can not be outside the group.');
  }

  #checkContent(msgType: string, content: string): void {
    const { dlp } = this.#world;
    if (msgType === 'interactive') {
      refuse(cardRefusal(content, { isPerson: (id) => this.#isPerson(id), dlp }));
      return;
    }
    if (msgType !== 'text' && msgType !== 'post') throw invalidParameter(`invalid msg_type ${msgType}`);
    if (Buffer.byteLength(content) > LARGEST_TEXT) {
      throw new ApiRefusal(230025, 'The length of the message content reaches its limit.');
    }
    if (!isTextContent(content, msgType))
      throw invalidParameter('invalid message content. validate content fail');
    refuse(checkPlainText(content, dlp));
  }

  #isPerson(id: string): boolean {
    const { people } = this.#world;
    return people.has(id) || [...people.values()].some((one) => one.email === id || one.userId === id);
  }
}

function withdrawn(): ApiRefusal {
  return new ApiRefusal(230011, 'The message was withdrawn.');
}

function refuse(refusal: CardRefusal | undefined): void {
  if (refusal) throw new ApiRefusal(refusal.code, refusal.message, { reason: 'card' });
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
