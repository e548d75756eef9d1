import { idOf } from '../ids.ts';
import { asRecord, type FeishuEvent } from './envelope.ts';

/** The choices of a reminder's buttons. */
export type PressChoice = 'hour' | 'morning' | 'next' | 'stop' | 'undo';

const CHOICES: readonly PressChoice[] = ['hour', 'morning', 'next', 'stop', 'undo'];

/** A press of a button of a card. Missing and odd parts are empty. */
export interface CardPress {
  /** Unique for each press. */
  readonly id: string;
  readonly appId: string;
  /** open_id. */
  readonly person: string;
  /** The message and the chat of the press, from Feishu. */
  readonly messageId: string;
  readonly chat: string;
  /** undefined: it is not a button of a reminder. */
  readonly choice: PressChoice | undefined;
}

/** A callback of a card (open.feishu.cn/document/feishu-cards/card-callback-communication). */
export function isCardPress({ type }: Pick<FeishuEvent, 'type'>): boolean {
  return type === 'card.action.trigger';
}

/** The button's value came with the card, and so may be forged: it only says which button it is. */
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

/** The answer to a press, shown as a toast. */
export interface Toast {
  readonly type: 'info' | 'success' | 'warning' | 'error';
  readonly en: string;
  readonly zh: string;
}

/** The answer to a press, in the words of the reader's own client. */
export function toastAnswer({ type, en, zh }: Toast, language: 'en' | 'zh'): object {
  return { toast: { type, content: { en, zh }[language], i18n: { zh_cn: zh, en_us: en } } };
}
