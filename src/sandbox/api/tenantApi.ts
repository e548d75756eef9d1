import type { SandboxChat, SandboxDepartment, World } from '../world/world.ts';
import { type Call, type Endpoint, invalidField, pageOf } from './endpoint.ts';
import { isGranted, SCOPES } from './grantedScopes.ts';
import { unionId, unknownOpenId } from './receiver.ts';
import { ApiRefusal } from './refusal.ts';

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
  if (!chat) throw new ApiRefusal(232006, 'Your request specifies a chat_id which is invalid.');
  // A bot outside the group gets only its name and state.
  if (!chat.hasBot) return { name: chat.name, avatar: '', chat_status: chatStatus(chat) };
  return {
    ...chatJson(world, chat),
    chat_mode: chat.personId ? 'p2p' : 'group',
    chat_type: 'private',
    group_message_type: 'chat',
    moderation_permission: chat.speakers,
    user_count: String(world.people.size),
    owner_id: 'ou_0000000000000000000000000sandbox',
    owner_id_type: 'open_id',
    at_all_permission: 'only_owner',
    urgent_setting: 'all_members',
  };
}

function chatJson(world: World, chat: SandboxChat): object {
  return {
    name: chat.name,
    avatar: '',
    description: '',
    external: chat.external,
    tenant_key: world.tenantKey,
    chat_status: chatStatus(chat),
  };
}

function chatStatus(chat: SandboxChat): string {
  return chat.dissolved ? 'dissolved' : 'normal';
}

/**
 * People outside the app's range are left out. An id that is none, or another app's, fails the whole request. Without
 * the scope for names the `name` key is missing, and the code is still 0.
 */
function batchUsers(world: World, call: Call): object {
  const named = isGranted(world.scopes, 'userName');
  const withUserId = isGranted(world.scopes, 'userId');
  const ids = idsOf(call, 'user_ids');
  const refused = ids.find((id) => !/^o[un]_[\w-]+$/.test(id) || world.foreignIds.has(id));
  if (refused !== undefined) throw unknownOpenId(refused);
  const people = ids.flatMap((id) => world.people.get(id) ?? []);
  return {
    items: people.map((person) => ({
      open_id: person.openId,
      union_id: unionId(person),
      ...(withUserId && { user_id: person.userId }),
      ...(named && { name: person.name, en_name: '' }),
    })),
  };
}

function batchDepartments(world: World, call: Call): object {
  const named = isGranted(world.scopes, 'departmentName');
  const hasTree = isGranted(world.scopes, 'departmentTree');
  const isOpenId = call.query.get('department_id_type') !== 'department_id';
  const all = [...world.departments.values()];
  const departments = idsOf(call, 'department_ids').flatMap(
    (id) => all.find((one) => (isOpenId ? one.departmentId : tenantId(one)) === id) ?? [],
  );
  return {
    items: departments.map((department) => ({
      open_department_id: department.departmentId,
      department_id: tenantId(department),
      ...(hasTree && { parent_department_id: parentOf(world, department, isOpenId) }),
      ...(named && { name: department.name }),
    })),
  };
}

/** The id that the tenant gives a department itself. */
function tenantId({ departmentId }: SandboxDepartment): string {
  return departmentId.slice(-8);
}

/** In the kind of id that was asked for; `0` is the company. */
function parentOf(world: World, { parentId }: SandboxDepartment, isOpenId: boolean): string {
  const parent = world.departments.get(parentId);
  return parent && !isOpenId ? tenantId(parent) : parentId;
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
