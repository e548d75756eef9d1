import type { SandboxMessage, World } from '../world/world.ts';
import { type Call, type Endpoint, invalidField, invalidParameter, textMember } from './endpoint.ts';
import type { Mailbox, NewMessage } from './mailbox.ts';
import { findReceiver, unknownOpenId } from './receiver.ts';

const LONGEST_UUID = 50;
const MOST_BUZZED = 200;

/** `im/v1/messages`: send, reply, update, buzz. */
export function messageEndpoints(world: World, mailbox: Mailbox): Endpoint[] {
  return [
    {
      api: 'message.create',
      method: 'POST',
      path: '/im/v1/messages',
      scope: 'send',
      act: (call) => {
        const idType = call.query.get('receive_id_type') ?? '';
        const chat = findReceiver(world, idType, textMember(call, 'receive_id'));
        return messageJson(world, mailbox.post(chat, newMessage(call)));
      },
    },
    {
      api: 'message.reply',
      method: 'POST',
      path: '/im/v1/messages/:message_id/reply',
      scope: 'send',
      act: (call) => {
        const to = findMessage(world, call);
        return messageJson(world, mailbox.post(mailbox.chatOf(to), newMessage(call), to));
      },
    },
    {
      api: 'message.patch',
      method: 'PATCH',
      path: '/im/v1/messages/:message_id',
      scope: 'update',
      act: (call) => {
        mailbox.update(findMessage(world, call), textMember(call, 'content'));
        return {};
      },
    },
    {
      api: 'message.urgentApp',
      method: 'PATCH',
      path: '/im/v1/messages/:message_id/urgent_app',
      scope: 'urgent',
      act: (call) => buzz(world, mailbox, call),
    },
  ];
}

/** Ids of nobody who may use the app come back in the answer; the request is refused only if no other is left. */
function buzz(world: World, mailbox: Mailbox, call: Call): object {
  const ids = call.body.user_id_list;
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > MOST_BUZZED) throw invalidField('user_id_list');
  const people = (ids as unknown[]).map(String);
  const foreign = people.find((id) => world.foreignIds.has(id));
  if (foreign !== undefined) throw unknownOpenId(foreign);
  const known = people.filter((id) => world.people.has(id) && world.people.get(id)?.canBeBuzzed !== false);
  const message = findMessage(world, call);
  if (known.length === 0) throw invalidParameter('all ids in the user_id_list are invalid');
  mailbox.buzz(message, known);
  return { invalid_user_id_list: people.filter((id) => !known.includes(id)) };
}

/** A custom bot's body, `{ msg_type, card }`, has no `content` and is refused here. */
function newMessage(call: Call): NewMessage {
  const { uuid } = call.body;
  if (uuid !== undefined && (typeof uuid !== 'string' || uuid.length > LONGEST_UUID))
    throw invalidField('uuid');
  return {
    msgType: textMember(call, 'msg_type'),
    content: textMember(call, 'content'),
    ...(uuid && { uuid }),
    inThread: call.body.reply_in_thread === true,
  };
}

function findMessage(world: World, call: Call): SandboxMessage {
  const message = world.messages.get(call.params.message_id ?? '');
  if (!message) throw invalidParameter('invalid message_id');
  return message;
}

function messageJson(world: World, message: SandboxMessage): object {
  return {
    message_id: message.messageId,
    ...(message.replyTo && { root_id: message.rootId, parent_id: message.replyTo }),
    msg_type: message.msgType,
    create_time: String(message.createdAt),
    update_time: String(message.updatedAt),
    deleted: message.recalled,
    updated: message.versions.length > 1,
    chat_id: message.chatId,
    sender: { id: world.appId, id_type: 'app_id', sender_type: 'app', tenant_key: world.tenantKey },
    body: { content: message.content },
  };
}
