import type { z } from 'zod';
import { chatDefaults, chatEntry, locale } from './chatSection.ts';
import { feishuSection } from './feishuSection.ts';
import { addIssue, type Refusal, refuse } from './leaf.ts';
import { RECONCILE_DEFAULTS, reconcile } from './reconcile.ts';
import { reminderLayer } from './reminders.ts';
import { LIMIT_DEFAULTS, limitsSection, SERVER_DEFAULTS, serverSection } from './serverSection.ts';
import { DEFAULT_TEMPLATES } from './settings.ts';
import { keyed, listOf, section } from './shape.ts';
import { STORE_DEFAULT, storeUrl } from './storeUrl.ts';
import { day, spanMs, timeZone } from './times.ts';
import { ID, optionalText, text } from './words.ts';

export const approvalSection = section({
  name: optionalText('the name of the approval').default(''),
  chats: listOf(chatEntry, 1),
  reminders: reminderLayer.optional(),
});

const approvals = keyed('of approval codes and their chats', checkCode, approvalSection).transform(
  (all, ctx) => {
    if (all.size === 0) addIssue(ctx, 'is empty: map at least one approval code, or "*", to its chats.');
    return all;
  },
);

export const calendarSection = section({
  holidays: listOf(day).default([]),
  workdays: listOf(day).default([]),
});

/** The whole file. */
export const rootSection = section({
  feishu: feishuSection,
  server: serverSection.default(SERVER_DEFAULTS),
  store: storeUrl.default(STORE_DEFAULT),
  timezone: timeZone.default('Asia/Shanghai'),
  locale: locale.default('zh-CN'),
  templates: text('the folder of your templates').default(DEFAULT_TEMPLATES),
  retention: spanMs.default(90 * 86_400_000),
  limits: limitsSection.default(LIMIT_DEFAULTS),
  defaults: chatDefaults.default({}),
  approvals,
  calendar: calendarSection.default({ holidays: [], workdays: [] }),
  reminders: reminderLayer.optional(),
  reconcile: reconcile.default(RECONCILE_DEFAULTS),
});

export type Written = z.output<typeof rootSection>;
export type WrittenApproval = z.output<typeof approvalSection>;

function checkCode(code: string): Refusal | undefined {
  if (code === '*' || ID.test(code)) return undefined;
  // The address of the approval in the admin page holds it.
  const inLink = /definitionCode=([A-Za-z0-9_-]{1,64})/.exec(code)?.[1];
  if (inLink !== undefined) return refuse(`is a link: did you mean "${inLink}"?`);
  const hint = code.includes('${')
    ? ': variables are replaced in values, not in keys.'
    : ": it stands in the address of the approval's page, behind definitionCode=.";
  return refuse(`is no approval code${hint}`);
}
