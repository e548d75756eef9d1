import { STATUSES } from '../approval/status.ts';
import type { ChatDefaults, WrittenChat } from './chatSection.ts';
import { APP_LINKS } from './feishuSection.ts';
import { mergeReminders } from './reminders.ts';
import type { Written, WrittenApproval } from './rootSection.ts';
import type { ApprovalSettings, ChatEntry, FeishuSettings, Settings } from './settings.ts';

/** Lays what was written over the defaults: the file's own for chats, the contract's for everything else. */
export function assemble(file: string, written: Written): Settings {
  const { server, store, timezone, locale, templates, limits, calendar } = written;
  const approvals = new Map<string, ApprovalSettings>();
  for (const [code, approval] of written.approvals)
    approvals.set(code, assembleApproval(code, approval, written));
  const fallback = approvals.get('*');
  approvals.delete('*');
  const reminders = mergeReminders([written.reminders]);
  return {
    file,
    feishu: assembleFeishu(written.feishu),
    server,
    store,
    timezone,
    locale,
    templates,
    retentionMs: written.retention,
    limits,
    approvals,
    ...(fallback ? { fallback } : {}),
    calendar,
    ...(reminders ? { reminders } : {}),
    ...(written.reconcile ? { reconcile: written.reconcile } : {}),
  };
}

function assembleFeishu({ domain, appLink, ...rest }: Written['feishu']): FeishuSettings {
  return { ...rest, ...domain, appLink: appLink ?? APP_LINKS[domain.brand] };
}

function assembleApproval(code: string, approval: WrittenApproval, written: Written): ApprovalSettings {
  const layers = [written.reminders, approval.reminders];
  const reminders = mergeReminders(layers);
  return {
    code,
    name: approval.name,
    chats: approval.chats.map((chat) => assembleChat(chat, written, layers)),
    ...(reminders ? { reminders } : {}),
  };
}

/** Of a chat's keys each comes whole from the entry, else from `defaults`; reminders alone are merged within. */
function assembleChat(
  entry: WrittenChat,
  written: Written,
  layers: readonly ChatDefaults['reminders'][],
): ChatEntry {
  const { defaults } = written;
  const hours = entry.hours ?? defaults.hours;
  const reminders = mergeReminders([...layers, defaults.reminders, entry.reminders]);
  return {
    chat: entry.chat,
    statuses: entry.statuses ?? defaults.statuses ?? STATUSES,
    when: entry.when ?? defaults.when ?? [],
    mode: entry.mode ?? defaults.mode ?? 'live',
    notice: entry.notice ?? defaults.notice ?? 'final',
    template: entry.template ?? defaults.template ?? '',
    locale: entry.locale ?? defaults.locale ?? written.locale,
    mention: entry.mention ?? defaults.mention ?? [],
    fields: entry.fields ?? defaults.fields ?? { hide: [], mask: [], show: [] },
    ...(hours ? { hours } : {}),
    ...(reminders ? { reminders } : {}),
  };
}
