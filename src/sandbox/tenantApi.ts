import { type Call, type Endpoint, invalidField, pageOf } from './endpoint.ts';
import { Refusal } from './refusal.ts';
import { isGranted, SCOPES } from './scopes.ts';
import type { SandboxChat, World } from './world.ts';

const MOST_IDS = 50;

/** Chats, people, departments and the app's own scopes. */
export function tenantEndpoints(world: World): Endpoint[] {
  return [
    {
      api: 'chat.list',
      method: 'GET',
      path: '/im/v1/chats',
      scope: 'chat',
      act: (call) => listChats(world, call),
    },
    {
      api: 'chat.get',
      method: 'GET',
      path: '/im/v1/chats/:chat_id',
      scope: 'chat',
      act: (call) => getChat(world, call),
    },
    {
      api: 'user.batch',
      method: 'GET',
      path: '/contact/v3/users/batch',
      scope: 'contact',
      act: (call) => batchUsers(world, call),
    },
    {
      api: 'department.batch',
      method: 'GET',
      path: '/contact/v3/departments/batch',
      scope: 'contact',
      act: (call) => batchDepartments(world, call),
    },
    {
      api: 'scope.list',
      method: 'GET',
      path: '/application/v6/scopes',
      scope: 'none',
      act: () => ({ scopes: scopesJson(world) }),
    },
  ];
}

/** The groups the bot is in; direct chats are not listed. */
function listChats(world: World, call: Call): object {
  const chats = [...world.chats.values()].filter((chat) => chat.hasBot && !chat.dissolved && !chat.personId);
  const { page, page_token, has_more } = pageOf(chats, call.query, 100);
  return {
    items: page.map((chat) => ({ chat_id: chat.chatId, ...chatJson(world, chat) })),
    page_token,
    has_more,
  };
}

function getChat(world: World, call: Call): object {
  const chat = world.chats.get(call.params.chat_id ?? '');
  if (!chat) throw new Refusal(232006, 'Your request specifies a chat_id which is invalid.');
  // To a bot that is not in the group only its name and state are told.
  if (!chat.hasBot) return { name: chat.name, avatar: '', chat_status: chatStatus(chat) };
  return {
    ...chatJson(world, chat),
    chat_mode: chat.personId ? 'p2p' : 'group',
    chat_type: 'private',
    group_message_type: 'chat',
    moderation_permission: 'all_members',
    at_all_permission: 'only_owner',
    urgent_setting: 'all_members',
  };
}

function chatJson(world: World, chat: SandboxChat): object {
  return {
    name: chat.name,
    avatar: '',
    description: '',
    external: false,
    tenant_key: world.tenantKey,
    chat_status: chatStatus(chat),
  };
}

function chatStatus(chat: SandboxChat): string {
  return chat.dissolved ? 'dissolved' : 'normal';
}

/** Unknown ids are left out. Without the name's scope there is no `name` key at all, and still code 0. */
function batchUsers(world: World, call: Call): object {
  const named = isGranted(world.scopes, 'userName');
  const withUserId = isGranted(world.scopes, 'userId');
  const people = idsOf(call, 'user_ids').flatMap((id) => world.people.get(id) ?? []);
  return {
    items: people.map((person) => ({
      open_id: person.openId,
      union_id: `on_${person.openId.slice(3)}`,
      ...(withUserId && { user_id: person.userId }),
      ...(named && { name: person.name, en_name: '' }),
    })),
  };
}

function batchDepartments(world: World, call: Call): object {
  const named = isGranted(world.scopes, 'departmentName');
  const departments = idsOf(call, 'department_ids').flatMap((id) => world.departments.get(id) ?? []);
  return {
    items: departments.map((department) => ({
      open_department_id: department.departmentId,
      department_id: department.departmentId.slice(-8),
      ...(named && { name: department.name }),
    })),
  };
}

/** The key is repeated for each id. */
function idsOf(call: Call, name: string): string[] {
  const ids = call.query.getAll(name);
  if (ids.length === 0 || ids.length > MOST_IDS) throw invalidField(name);
  return ids;
}

/** Every scope there is, with 1 for granted and 2 for not. */
function scopesJson(world: World): object[] {
  const all = new Set([...Object.values(SCOPES).flat(), ...world.scopes]);
  return [...all].map((scope_name) => ({
    scope_name,
    scope_type: 'tenant',
    grant_status: world.scopes.has(scope_name) ? 1 : 2,
  }));
}
