import { ApiRefusal } from './refusal.ts';

/** The scopes Feishu's pages name for the calls the sandbox speaks: any one of a list is enough. */
export const SCOPES = {
  definition: ['approval:approval', 'approval:approval:readonly', 'approval:definition'],
  /** `:readonly` is not enough to subscribe (…/event-interface/subscribe). */
  subscribe: ['approval:approval', 'approval:definition'],
  instance: ['approval:approval', 'approval:approval:readonly', 'approval:instance'],
  send: ['im:message', 'im:message:send_as_bot', 'im:message:send'],
  update: ['im:message', 'im:message:send_as_bot', 'im:message:update'],
  urgent: ['im:message.urgent'],
  chat: ['im:chat', 'im:chat:readonly', 'im:chat:read'],
  contact: ['contact:contact.base:readonly'],
  userName: ['contact:user.base:readonly'],
  departmentName: ['contact:department.base:readonly'],
  departmentTree: ['contact:department.organize:readonly'],
  userId: ['contact:user.employee_id:readonly'],
  mentions: ['im:message.group_at_msg:readonly', 'im:message.group_at_msg'],
  version: ['application:application:self_manage'],
  none: [],
} as const satisfies Record<string, readonly string[]>;

export type ScopePurpose = keyof typeof SCOPES;

/** The scopes granted by default: all but `user_id`, which a relay does not need. */
export const DEFAULT_SCOPES: readonly string[] = [
  'approval:approval',
  'approval:definition',
  'im:message:send_as_bot',
  'im:message.urgent',
  'im:message.group_at_msg:readonly',
  'im:chat:readonly',
  'application:application:self_manage',
  'contact:contact.base:readonly',
  'contact:user.base:readonly',
  'contact:department.base:readonly',
  'contact:department.organize:readonly',
];

export function isGranted(granted: ReadonlySet<string>, need: ScopePurpose): boolean {
  const any: readonly string[] = SCOPES[need];
  return any.length === 0 || any.some((scope) => granted.has(scope));
}

/**
 * Checks that one of the scopes is granted.
 *
 * @throws ApiRefusal 99991672, in Feishu's words
 */
export function checkScope(granted: ReadonlySet<string>, need: ScopePurpose, appId: string): void {
  if (isGranted(granted, need)) return;
  const list = SCOPES[need].join(', ');
  const link = `https://open.feishu.cn/app/${appId}/auth?q=${SCOPES[need].join(',')}&op_from=openapi&token_type=tenant`;
  throw new ApiRefusal(
    99991672,
    `Access denied. One of the following scopes is required: [${list}].` +
      `应用尚未开通所需的应用身份权限：[${list}]，点击链接申请并开通任一权限即可：${link}`,
    {
      reason: 'scope',
      detail: {
        permission_violations: SCOPES[need].map((subject) => ({ type: 'action_scope_required', subject })),
      },
    },
  );
}
