import { isGranted } from '../api/grantedScopes.ts';
import type { EventPublisher } from '../push/eventPublisher.ts';
import { botOpenId } from './app.ts';
import { mustFind, newId, type SandboxMessage, type World } from './world.ts';

/** What a person writes in a group. */
export interface Said {
  readonly chatId: string;
  /** open_id. */
  readonly by: string;
  readonly text: string;
  /** Whom the message mentions, in front of the text; default: the bot alone. */
  readonly mentions?: readonly { readonly openId: string; readonly name: string }[];
  /** Default `user`; `app`: another bot wrote it. */
  readonly senderType?: 'user' | 'app';
}

/** People who write in groups. */
export class Voices {
  readonly #world: World;
  readonly #publisher: EventPublisher;

  constructor(world: World, publisher: EventPublisher) {
    this.#world = world;
    this.#publisher = publisher;
  }

  /**
   * Somebody writes in a group. The app gets the event if it may, if the bot is in the group, and if the message
   * mentions it (scope `im:message.group_at_msg`).
   */
  readonly say = (said: Said): SandboxMessage => {
    const { app, appId, clock, messages, scopes, signals } = this.#world;
    const chat = mustFind(this.#world.chats, said.chatId, 'chat');
    const bot = botOpenId(appId);
    const mentions = said.mentions ?? [{ openId: bot, name: app.name }];
    const tags = mentions.map(({ openId, name }) => `<at user_id="${openId}">${name}</at>`);
    const content = JSON.stringify({ text: [...tags, said.text].join(' ') });
    const now = clock.now();
    const message: SandboxMessage = {
      messageId: newId('om_'),
      chatId: chat.chatId,
      by: said.by,
      msgType: 'text',
      content,
      createdAt: now,
      updatedAt: now,
      versions: [{ at: now, content }],
      inThread: false,
      recalled: false,
      urgent: [],
    };
    messages.set(message.messageId, message);
    signals.emit('message', message);
    const isMeant = mentions.some(({ openId }) => openId === bot);
    if (chat.hasBot && isMeant && isGranted(scopes, 'mentions'))
      this.#publisher.message(message, { ...said, mentions });
    return message;
  };
}
