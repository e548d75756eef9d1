import { newId, type SandboxChat, type SandboxPerson, type World } from '../world/world.ts';
import { invalidField, invalidParameter } from './endpoint.ts';
import { ApiRefusal } from './refusal.ts';

/** How a person can be named in `receive_id`. */
const PERSON_ID_TYPES = ['open_id', 'union_id', 'user_id', 'email'] as const;
type PersonIdType = (typeof PERSON_ID_TYPES)[number];

/**
 * The chat that `receive_id` names: a group, or the direct chat with a person, which is created on first use.
 *
 * Feishu checks the shape first (230001), then whether this app may use the id
 * (open.feishu.cn/document/server-docs/im-v1/message/create; …/api-call-guide/generic-error-code).
 *
 * @param idType `receive_id_type` of the request
 * @throws ApiRefusal 230001, 230029, 230034, 99992351, 99992361, 99992364, 99992402
 */
export function findReceiver(world: World, idType: string, id: string): SandboxChat {
  if (idType === 'chat_id') return findGroup(world, id);
  const personIdType = PERSON_ID_TYPES.find((one) => one === idType);
  if (!personIdType) throw invalidField('receive_id_type');
  const person = findPerson(world, personIdType, id);
  if (!person) throw unknownPerson(world, personIdType, id);
  return directChat(world, person);
}

function findGroup(world: World, id: string): SandboxChat {
  if (!/^oc_[A-Za-z0-9_-]+$/.test(id)) throw invalidParameter('invalid receive_id');
  const chat = world.chats.get(id);
  if (!chat) throw new ApiRefusal(230034, 'The receive_id is invalid.');
  return chat;
}

function findPerson(world: World, idType: PersonIdType, id: string): SandboxPerson | undefined {
  return [...world.people.values()].find(
    (one) =>
      id === { open_id: one.openId, union_id: unionId(one), user_id: one.userId, email: one.email }[idType],
  );
}

/** `on_…` of a person. */
export function unionId({ openId }: Pick<SandboxPerson, 'openId'>): string {
  return `on_${openId.slice(3)}`;
}

function unknownPerson(world: World, idType: PersonIdType, id: string): ApiRefusal {
  if (idType === 'open_id') {
    if (world.departed.has(id)) return new ApiRefusal(230029, 'The user has resigned.');
    return unknownOpenId(id);
  }
  if (idType === 'email') {
    return id.includes('@')
      ? new ApiRefusal(230034, 'The receive_id is invalid.')
      : invalidParameter('invalid receive_id');
  }
  return new ApiRefusal(99992364, 'user id cross tenant');
}

/**
 * The refusal of an open_id that nobody of this app has. One of the right shape belongs to another app; so does a chat's
 * id if a person's is required (field report: qhkm/zeptoclaw#213).
 */
export function unknownOpenId(id: string): ApiRefusal {
  return /^o[ucn]_[0-9a-f]{32}$/.test(id)
    ? new ApiRefusal(99992361, 'open_id cross app')
    : new ApiRefusal(99992351, 'not a valid {open_id} or not exists');
}

function directChat(world: World, person: SandboxPerson): SandboxChat {
  const known = [...world.chats.values()].find((chat) => chat.personId === person.openId);
  if (known) return known;
  const chat: SandboxChat = {
    chatId: newId('oc_'),
    name: person.name,
    personId: person.openId,
    hasBot: true,
    dissolved: false,
    external: false,
    speakers: 'all_members',
  };
  world.chats.set(chat.chatId, chat);
  return chat;
}
