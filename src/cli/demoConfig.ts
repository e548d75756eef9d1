import { STORY_CHATS } from '../sandbox/story/cast.ts';
import { approvalsIn } from '../sandbox/story/storyApprovals.ts';
import type { StoryLanguage } from '../sandbox/story/storyLanguage.ts';
import { DEMO_HOOK } from './demoHook.ts';

/** The app that the sandbox knows. Nothing here is a secret. */
export const DEMO_APP = {
  appId: 'cli_a1b2c3d4e5f60718',
  appSecret: 'demo-app-secret',
  encryptKey: 'demo-encrypt-key',
  verificationToken: 'demo-verification-token',
  adminToken: 'the-token-of-the-demo-bot',
};

const LOCALES = { zh: 'zh-CN', en: 'en-US' } as const;

/** The group that gets cards about what needs a person. */
export const DEMO_OPERATORS = {
  chatId: 'oc_a1b2c3d4e5f60718293a4b5c6d7e8f05',
  name: { zh: '运维告警', en: 'Operators' },
} as const;

/** From this amount a purchase is large, in the currency of the language. */
const BIG = { zh: 20_000, en: 5_000 } as const;

/** The demo's configuration in one language, as a person would write it. */
export function demoConfig(
  sandboxUrl: string,
  storePath: string,
  hookUrl: string,
  language: StoryLanguage,
): string {
  const { purchase, leave, contract, payment } = approvalsIn(language);
  const { purchasing, research, legal, management } = STORY_CHATS;
  const legalStep = contract.nodes?.[0]?.name ?? '';
  return `# The configuration of the demo. Approval codes and chat ids are those of the sandbox.
feishu:
  appId: ${DEMO_APP.appId}
  appSecret: ${DEMO_APP.appSecret}
  encryptKey: ${DEMO_APP.encryptKey}
  verificationToken: ${DEMO_APP.verificationToken}
  domain: ${sandboxUrl}
server: { host: 127.0.0.1, port: 0, adminToken: ${DEMO_APP.adminToken} }
store: ${JSON.stringify(`sqlite:${storePath}`)}
locale: ${LOCALES[language]}
# Throw the bot out of another group, and see what comes here.
operators: { chat: ${DEMO_OPERATORS.chatId} }
# Figures by person, too: a works council may have a say in that.
stats: { people: true }
# Another system gets each change as JSON, too. It runs on this machine.
hooks:
  - { name: ${DEMO_HOOK.name}, url: "${hookUrl}", secret: ${DEMO_HOOK.secret}, allowPrivate: true }
# People who have kept a request waiting for four working hours are reminded, and again each working day. In China,
# leave out \`calendar\`: holidays and make-up days then count as the State Council says.
reminders:
  after: 4h
  every: 1d
  calendar: weekdays
  hours: "09:00-18:00"
  mention: approvers
approvals:
  ${purchase.approvalCode}:
    name: ${purchase.name}
    chats:
      - ${purchasing.chatId}
      # Big purchases reach management, too. "Route" on the page shows which condition decides.
      - { chat: ${management.chatId}, when: { form.widget_amount: { gte: ${BIG[language]} } }, mode: post, reminders: false }
  ${leave.approvalCode}:
    name: ${leave.name}
    chats: [${research.chatId}]
  ${contract.approvalCode}:
    name: ${contract.name}
    chats:
      - ${purchasing.chatId}
      # The lawyers hear of their own step alone: a card when it opens, settled when they have decided.
      - { chat: ${legal.chatId}, stage: ${legalStep}, mention: approvers }
      # Management gets the outcome only, each time as a card of its own; the other groups keep one card up to date.
      - { chat: ${management.chatId}, statuses: [APPROVED, REJECTED, REVERTED, OVERTIME_CLOSE], mode: post, reminders: false }
  ${payment.approvalCode}:
    name: ${payment.name}
    chats:
      - ${purchasing.chatId}
      - { chat: ${management.chatId}, statuses: [APPROVED, REJECTED, REVERTED, DELETED], mode: post, reminders: false }
`;
}
