/** The APIs in use. Each has its own limits. */
export type Api =
  | 'instance.get'
  | 'instance.list'
  | 'message.create'
  | 'message.patch'
  | 'message.reply'
  | 'message.urgentApp'
  | 'approval.subscribe'
  | 'approval.get'
  | 'user.batch'
  | 'department.batch'
  | 'chat.list'
  | 'chat.get'
  | 'bot.info'
  | 'scope.list'
  | 'version.list';

/**
 * 100 a minute, below the general limit
 * (open.feishu.cn/document/server-docs/approval-v4/event/event-interface/subscribe, …/approval/get, …/instance/list).
 */
const SLOW_APIS: ReadonlySet<Api> = new Set(['approval.subscribe', 'approval.get', 'instance.list']);
const SLOW_PER_MINUTE = 90;
/**
 * Contact, auth and event calls are free
 * (open.feishu.cn/document/platform-notices/platform-updates-/custom-app-api-call-limit).
 */
const FREE_APIS: ReadonlySet<Api> = new Set(['user.batch', 'department.batch']);

/** How many requests a minute this API may get if others may get `perMinute`. */
export function perMinuteOf(api: Api, perMinute: number): number {
  return SLOW_APIS.has(api) ? Math.min(SLOW_PER_MINUTE, perMinute) : perMinute;
}

/** Whether Feishu counts calls of this API against the monthly quota. */
export function isBilled(api: Api): boolean {
  return !FREE_APIS.has(api);
}
