import type { FeishuClient } from './client.ts';
import { asRecord, textOf } from './envelope.ts';
import type { Turn } from './gate.ts';

export interface CardMessage {
  readonly chat: string;
  readonly idType: 'chat_id' | 'open_id' | 'email';
  /** Card JSON as text. */
  readonly content: string;
  /** Feishu lets at most one message with this key succeed within an hour. */
  readonly key: string;
}

/**
 * Posts a card (open.feishu.cn/document/server-docs/im-v1/message/create) and returns its message id.
 *
 * @throws FeishuError
 */
export async function sendCard(client: FeishuClient, turn: Turn, message: CardMessage): Promise<string> {
  const answer = await client.call<{ data?: unknown }>('message.create', turn, (sdk) =>
    sdk.im.v1.message.create({
      params: { receive_id_type: message.idType },
      data: {
        receive_id: message.chat,
        msg_type: 'interactive',
        content: message.content,
        uuid: message.key,
      },
    }),
  );
  return textOf(asRecord(answer.data)?.message_id);
}
