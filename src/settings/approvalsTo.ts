import type { ApprovalSettings, Settings } from './settings.ts';

/** All approvals of the configuration, including `"*"`. */
export function allApprovals({
  approvals,
  fallback,
}: Pick<Settings, 'approvals' | 'fallback'>): ApprovalSettings[] {
  return [...approvals.values(), ...(fallback ? [fallback] : [])];
}

/** Which of them are relayed to a chat. */
export function approvalsTo(settings: Settings, chat: string): ApprovalSettings[] {
  return allApprovals(settings).filter(({ chats }) => chats.some((entry) => entry.chat.id === chat));
}
