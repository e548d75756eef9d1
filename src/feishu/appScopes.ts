import type { ScopeRight } from '../words/scopeText.ts';

/** The scopes that give a permission. */
interface ScopeNeed {
  /** Any one of them is enough. */
  readonly anyOf: readonly string[];
  /** The smallest one that gives it, which `setup` asks for. Empty: `setup` does not ask for it. */
  readonly ask: string;
}

/**
 * The permissions that the relay uses, and their scopes, from the documentation of the APIs and events in use
 * (open.feishu.cn/document/server-docs/approval-v4/event/event-interface/subscribe, …/im-v1/message/create,
 * …/group/chat/list).
 */
export const SCOPE_NEEDS: Readonly<Record<ScopeRight, ScopeNeed>> = {
  hear: {
    anyOf: ['approval:approval', 'approval:approval:readonly'],
    ask: 'approval:approval:readonly',
  },
  subscribe: { anyOf: ['approval:approval', 'approval:definition'], ask: 'approval:definition' },
  send: {
    anyOf: ['im:message', 'im:message:send_as_bot', 'im:message:send'],
    ask: 'im:message:send_as_bot',
  },
  update: {
    anyOf: ['im:message', 'im:message:send_as_bot', 'im:message:update'],
    ask: 'im:message:send_as_bot',
  },
  chats: { anyOf: ['im:chat', 'im:chat:readonly', 'im:chat:read'], ask: 'im:chat:readonly' },
  joined: {
    anyOf: ['im:chat.members:bot_access', 'im:chat', 'im:chat:readonly'],
    ask: 'im:chat.members:bot_access',
  },
  contact: { anyOf: ['contact:contact.base:readonly'], ask: 'contact:contact.base:readonly' },
  userNames: { anyOf: ['contact:user.base:readonly'], ask: 'contact:user.base:readonly' },
  departmentNames: {
    anyOf: ['contact:department.base:readonly'],
    ask: 'contact:department.base:readonly',
  },
  departmentTree: {
    anyOf: [
      'contact:department.organize:readonly',
      'contact:contact:readonly_as_app',
      'contact:contact:readonly',
      'contact:contact:access_as_app',
    ],
    ask: '',
  },
  userIds: { anyOf: ['contact:user.employee_id:readonly'], ask: '' },
  urgent: { anyOf: ['im:message.urgent'], ask: '' },
  messages: {
    anyOf: ['im:message.group_at_msg:readonly', 'im:message.group_at_msg'],
    ask: 'im:message.group_at_msg:readonly',
  },
  versions: {
    anyOf: ['application:application:self_manage'],
    ask: 'application:application:self_manage',
  },
};

/** The scopes that a new app asks for. */
export const ASKED_SCOPES: readonly string[] = [
  ...new Set(
    Object.values(SCOPE_NEEDS)
      .map(({ ask }) => ask)
      .filter((scope) => scope !== ''),
  ),
];

/** The events that the relay uses: without the first it gets no changes. */
export const USED_EVENTS = [
  'approval_instance',
  'approval_task',
  'im.chat.member.bot.added_v1',
  'im.chat.member.bot.deleted_v1',
  'im.message.receive_v1',
] as const;

/** The callback of buttons on cards. */
export const USED_CALLBACKS = ['card.action.trigger'] as const;

/** The page of the console on which an administrator grants scopes; Feishu's refusal 99991672 has the same link. */
export function scopeLink(baseUrl: string, appId: string, scopes: readonly string[]): string {
  return `${baseUrl}/app/${appId}/auth?q=${scopes.join(',')}&op_from=openapi&token_type=tenant`;
}

/** A page of the app in the developer console: `baseinfo`, `bot`, `event`, `version`, … */
export function consoleLink(baseUrl: string, appId: string, page = ''): string {
  return `${baseUrl}/app/${appId}${page === '' ? '' : `/${page}`}`;
}
