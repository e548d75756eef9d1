import { STORY_CHATS } from '../sandbox/storyCast.ts';
import { STORY_APPROVALS } from '../sandbox/storyForms.ts';

/** The app that the sandbox knows. Nothing here is a secret. */
export const DEMO_APP = {
  appId: 'cli_a1b2c3d4e5f60718',
  appSecret: 'demo-app-secret',
  encryptKey: 'demo-encrypt-key',
  verificationToken: 'demo-verification-token',
};

/** The demo's configuration, as a person would write it. */
export function demoConfig(sandboxUrl: string, storePath: string): string {
  const { purchase, leave, contract, payment } = STORY_APPROVALS;
  const { purchasing, research, legal, management } = STORY_CHATS;
  return `# The configuration of the demo. Approval codes and chat ids are those of the sandbox.
feishu:
  appId: ${DEMO_APP.appId}
  appSecret: ${DEMO_APP.appSecret}
  encryptKey: ${DEMO_APP.encryptKey}
  verificationToken: ${DEMO_APP.verificationToken}
  domain: ${sandboxUrl}
server: { host: 127.0.0.1, port: 0 }
store: ${JSON.stringify(`sqlite:${storePath}`)}
# Who has been waited for since more than four working hours is reminded of it, and again each working day.
reminders:
  after: 4h
  every: 1d
  calendar: china
  hours: "09:00-18:00"
  mention: approvers
approvals:
  ${purchase.approvalCode}:
    name: ${purchase.name}
    chats: [${purchasing.chatId}]
  ${leave.approvalCode}:
    name: ${leave.name}
    chats: [${research.chatId}]
  ${contract.approvalCode}:
    name: ${contract.name}
    chats:
      - ${legal.chatId}
      # Management hears only how it ends, each time by a card of its own; the others keep one card up to date.
      - { chat: ${management.chatId}, statuses: [APPROVED, REJECTED, REVERTED, OVERTIME_CLOSE], mode: post, reminders: false }
  ${payment.approvalCode}:
    name: ${payment.name}
    chats:
      - ${purchasing.chatId}
      - { chat: ${management.chatId}, statuses: [APPROVED, REJECTED, REVERTED, DELETED], mode: post, reminders: false }
`;
}
