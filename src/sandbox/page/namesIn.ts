import type { DemoSandbox } from './pageOptions.ts';
import type { PageView } from './pageView.ts';

/** What everything is called, by its id: people, groups, approvals, and instances by approval and applicant. */
export function namesIn(sandbox: DemoSandbox, { language }: PageView): Map<string, string> {
  const names = new Map<string, string>();
  for (const person of sandbox.people()) names.set(person.openId, person.name);
  for (const chat of sandbox.chats()) names.set(chat.chatId, chat.name);
  for (const approval of sandbox.approvals()) {
    const english = language === 'en' ? approval.locales['en-US']?.name : undefined;
    names.set(approval.approvalCode, english ?? approval.name);
  }
  for (const one of sandbox.instances()) {
    names.set(one.instanceCode, `${names.get(one.approvalCode) ?? ''} · ${names.get(one.applicant) ?? ''}`);
  }
  return names;
}
