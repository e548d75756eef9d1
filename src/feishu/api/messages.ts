import { messageIdOf, pathId } from '../client/answer.ts';
import type { Turn } from '../client/apiGate.ts';
import type { FeishuClient } from '../client/client.ts';
import { asRecord } from '../events/envelope.ts';
import { idOf, idsOf } from '../ids.ts';

export interface CardMessage {
  /** Card JSON as text. */
  readonly content: string;
  /** Feishu lets at most one message with this key succeed within an hour. */
  readonly key: string;
}

export interface Receiver {
  readonly id: string;
  readonly idType: 'chat_id' | 'open_id' | 'email';
}

/** A message that was sent. */
export interface SentMessage {
  readonly messageId: string;
  /** Its chat; empty: Feishu does not say. */
  readonly chatId: string;
}

/**
 * Posts a card (open.feishu.cn/document/server-docs/im-v1/message/create) and returns its id and chat.
 *
 * @throws FeishuError
 */
export async function postCard(
  client: FeishuClient,
  turn: Turn,
  to: Receiver,
  { content, key }: CardMessage,
): Promise<SentMessage> {
  return client.call(
    'message.create',
    turn,
    (sdk) =>
      sdk.im.v1.message.create({
        params: { receive_id_type: to.idType },
        data: { receive_id: to.id, msg_type: 'interactive', content, uuid: key },
      }),
    (data) => ({ messageId: sentMessageId(data), chatId: idOf(asRecord(data)?.chat_id) }),
  );
}

/**
 * Replies to a message with a card (open.feishu.cn/document/server-docs/im-v1/message/reply) and returns the reply's
 * id.
 *
 * @throws FeishuError; 230011, 230110, 230111: the message is gone
 */
export async function replyWithCard(
  client: FeishuClient,
  turn: Turn,
  messageId: string,
  { content, key }: CardMessage,
): Promise<string> {
  return client.call(
    'message.reply',
    turn,
    (sdk) =>
      sdk.im.v1.message.reply({
        path: { message_id: pathId('message id', messageId) },
        data: { msg_type: 'interactive', content, uuid: key },
      }),
    sentMessageId,
  );
}

/**
 * Replaces a card's content in place, without a sound
 * (open.feishu.cn/document/server-docs/im-v1/message-card/patch). There is no version: the last to arrive wins, so
 * updates of one message must be sent one after the other.
 *
 * @throws FeishuError; 230011, 230110, 230031: the message is gone, or older than 14 days
 */
export async function updateCard(
  client: FeishuClient,
  turn: Turn,
  messageId: string,
  content: string,
): Promise<void> {
  await client.call(
    'message.patch',
    turn,
    (sdk) =>
      sdk.im.v1.message.patch({ path: { message_id: pathId('message id', messageId) }, data: { content } }),
    () => undefined,
  );
}

/**
 * Buzzes people about our own message: Feishu shows each of them a notice in the app until they have read it
 * (open.feishu.cn/document/server-docs/im-v1/buzz-messages/urgent_app). There is no idempotency key: two requests buzz
 * twice.
 *
 * @param people open_ids, from 1 to 200
 * @returns the people whom Feishu did not buzz: not in the group, or unknown to the app
 * @throws FeishuError
 */
export async function buzzPeople(
  client: FeishuClient,
  turn: Turn,
  messageId: string,
  people: readonly string[],
): Promise<string[]> {
  return client.call(
    'message.urgentApp',
    turn,
    (sdk) =>
      sdk.im.v1.message.urgentApp({
        path: { message_id: pathId('message id', messageId) },
        params: { user_id_type: 'open_id' },
        data: { user_id_list: [...people] },
      }),
    (data) => {
      const invalid = new Set(idsOf(asRecord(data)?.invalid_user_id_list));
      return people.filter((id) => invalid.has(id));
    },
  );
}

function sentMessageId(data: unknown): string {
  return messageIdOf(asRecord(data)?.message_id);
}
