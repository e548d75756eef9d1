import { type Call, type Endpoint, invalidField, textMember } from './endpoint.ts';
import type { Mailbox, NewMessage } from './mailbox.ts';
import { Refusal } from './refusal.ts';
import { newId, type SandboxChat, type SandboxMessage, type World } from './world.ts';

const LONGEST_UUID = 50;
const MOST_BUZZED = 200;

/** `im/v1/messages`: sending, replying, updating, buzzing. */
export function messageEndpoints(world: World, mailbox: Mailbox): Endpoint[] {
  return [
    {
      api: 'message.create',
      method: 'POST',
      path: '/im/v1/messages',
      scope: 'send',
      act: (call) => {
        const kind = call.query.get('receive_id_type') ?? '';
        const chat = findReceiver(world, kind, textMember(call, 'receive_id'));
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
      act: (call) => {
        const ids = call.body.user_id_list;
        if (!Array.isArray(ids) || ids.length === 0 || ids.length > MOST_BUZZED)
          throw invalidField('user_id_list');
        const known = (ids as unknown[]).map(String).filter((id) => world.people.has(id));
        mailbox.buzz(findMessage(world, call), known);
        return { invalid_user_id_list: (ids as unknown[]).map(String).filter((id) => !known.includes(id)) };
      },
    },
  ];
}

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

/** A group, or the direct chat with a person, made when first used. */
function findReceiver(world: World, kind: string, id: string): SandboxChat {
  if (kind === 'chat_id') {
    const chat = world.chats.get(id);
    if (chat) return chat;
    throw new Refusal(230034, 'The receive_id is invalid.');
  }
  if (!['open_id', 'user_id', 'email'].includes(kind)) throw invalidField('receive_id_type');
  const person = [...world.people.values()].find(
    (one) => id === { open_id: one.openId, user_id: one.userId, email: one.email }[kind],
  );
  if (!person) throw new Refusal(230034, 'The receive_id is invalid.');
  const direct = [...world.chats.values()].find((chat) => chat.personId === person.openId);
  if (direct) return direct;
  const chat: SandboxChat = {
    chatId: newId('oc_'),
    name: person.name,
    personId: person.openId,
    hasBot: true,
    dissolved: false,
  };
  world.chats.set(chat.chatId, chat);
  return chat;
}

function findMessage(world: World, call: Call): SandboxMessage {
  const message = world.messages.get(call.params.message_id ?? '');
  if (message) return message;
  throw new Refusal(230001, 'Your request contains an invalid request parameter, ext=invalid message_id.');
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
