import { STATUSES } from '../../src/approval/status.ts';
import type { ApprovalSettings, ChatEntry } from '../../src/settings/settings.ts';

/** A chat entry as the defaults make it. */
export function chatEntry(id: string, more: Partial<ChatEntry> = {}): ChatEntry {
  return {
    chat: { id, idType: 'chat_id' },
    statuses: STATUSES,
    when: [],
    mode: 'live',
    notice: 'final',
    template: '',
    locale: 'zh-CN',
    mention: [],
    fields: { hide: [], mask: [], show: [] },
    ...more,
  };
}

export function approvalSettings(code: string, chats: readonly ChatEntry[], name = ''): ApprovalSettings {
  return { code, name, chats };
}
