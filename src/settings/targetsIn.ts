import { allApprovals } from './approvalsTo.ts';
import type { ChatTarget, Settings } from './settings.ts';

/** Every chat and person that the configuration sends something to: cards, escalations, overviews, cards for operators. */
export function targetsIn(settings: Pick<Settings, 'approvals' | 'fallback' | 'operators'>): ChatTarget[] {
  const { operators } = settings;
  const entries = allApprovals(settings).flatMap(({ chats }) => chats);
  const targets = entries.flatMap(({ chat, reminders }) => [
    chat,
    ...(reminders?.escalate ?? []).map((step) => step.chat),
    ...(reminders?.digest ? [reminders.digest.chat] : []),
  ]);
  return [...targets, ...(operators ? [operators.chat] : [])];
}
