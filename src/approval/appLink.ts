import { ID } from './idPattern.ts';

/** Where an instance opens, per platform. All are absolute https addresses. */
export interface InstanceLinks {
  /** For phones and tablets, and for clients of an unknown kind. */
  readonly mobile: string;
  /** Desktop: the instance in a side bar, next to the chat. */
  readonly pc: string;
}

export interface AppLinkSource {
  readonly brand: 'feishu' | 'lark';
  /** Base URL without a slash at its end, e.g. `https://applink.feishu.cn`. */
  readonly appLink: string;
}

/** The approval app of each brand. */
const APP_IDS = { feishu: 'cli_9cb844403dbb9108', lark: 'cli_9c7cc8a9a9edd105' } as const;
const DETAIL_PAGE = 'pages/detail/index?instanceId=';
/** The reader's own pending approvals: opened if the instance has no usable code. */
const LIST_PAGE = 'pages/approval-list/index?selectIndex=0';

/**
 * The AppLinks of one instance
 * (open.feishu.cn/document/applink-protocol/supported-protocol/open-an-approval-page; client 7.3.0 and newer).
 * `path` is percent-encoded once, as a whole. Only people who take part in the instance can open it.
 */
export function instanceLinks(instanceCode: string, { brand, appLink }: AppLinkSource): InstanceLinks {
  const path = ID.test(instanceCode) ? DETAIL_PAGE + instanceCode : LIST_PAGE;
  const start = `${appLink}/client/mini_program/open?appId=${APP_IDS[brand]}`;
  const end = `&path=${encodeURIComponent(path)}`;
  return { mobile: start + end, pc: `${start}&mode=sidebar-semi${end}` };
}
