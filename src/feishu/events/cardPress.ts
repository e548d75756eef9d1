import { idOf } from '../ids.ts';
import { asRecord, type FeishuEvent } from './envelope.ts';

/** What a button of a reminder asks for. */
export type PressChoice = 'hour' | 'morning' | 'next' | 'stop' | 'undo';

const CHOICES: readonly PressChoice[] = ['hour', 'morning', 'next', 'stop', 'undo'];

/** Somebody pressed a button of a card. Whatever is missing or makes no sense is empty. */
export interface CardPress {
  /** What tells one press from another. */
  readonly id: string;
  readonly appId: string;
  /** open_id. */
  readonly person: string;
  /** The message and the chat in which it was pressed, as Feishu says. */
  readonly messageId: string;
  readonly chat: string;
  /** undefined: it is no button of a reminder. */
  readonly choice: PressChoice | undefined;
}

/** A callback of a card (open.feishu.cn/document/feishu-cards/card-callback-communication). */
export function isCardPress({ type }: Pick<FeishuEvent, 'type'>): boolean {
  return type === 'card.action.trigger';
}

/** What the button holds came with the card, and so may be forged: it only says which button it is. */
export function readPress({ id, appId, body }: FeishuEvent): CardPress {
  const context = asRecord(body.context);
  const value = asRecord(asRecord(body.action)?.value);
  return {
    id,
    appId,
    person: idOf(asRecord(body.operator)?.open_id),
    messageId: idOf(context?.open_message_id),
    chat: idOf(context?.open_chat_id),
    choice: CHOICES.find((one) => value?.relay === 'reminder' && value.press === one),
  };
}

/** How Feishu shows the answer to a press. */
export interface Toast {
  readonly type: 'info' | 'success' | 'warning' | 'error';
  readonly en: string;
  readonly zh: string;
}

/** The answer to a press, in the words of the reader's own client. */
export function toastAnswer({ type, en, zh }: Toast, language: 'en' | 'zh'): object {
  return { toast: { type, content: { en, zh }[language], i18n: { zh_cn: zh, en_us: en } } };
}
