import type { ApprovalSettings, ChatTarget, Settings } from './settings.ts';

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

/** Each chat and person to whom something is sent, once: of approvals, escalations, overviews, and the operators. */
export function chatTargets(settings: Pick<Settings, 'approvals' | 'fallback' | 'operators'>): ChatTarget[] {
  const entries = allApprovals(settings).flatMap(({ chats }) => chats);
  const targets = entries.flatMap(({ chat, reminders }) => [
    chat,
    ...(reminders?.escalate.map((step) => step.chat) ?? []),
    ...(reminders?.digest ? [reminders.digest.chat] : []),
  ]);
  const all = [...targets, ...(settings.operators ? [settings.operators.chat] : [])];
  return [...new Map(all.map((target) => [target.id, target])).values()];
}

/** The ids of the groups among them. */
export function groupTargets(settings: Parameters<typeof chatTargets>[0]): string[] {
  return chatTargets(settings)
    .filter(({ idType }) => idType === 'chat_id')
    .map(({ id }) => id);
}
