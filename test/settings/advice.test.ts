import { describe, expect, it } from 'vitest';
import { advise } from '../../src/settings/advice.ts';
import { approvalSettings, chatEntry } from '../support/sampleSettings.ts';
import { ANY_DAY, APPROVALS, FEISHU, linesOf, read, settingsOf } from './read.ts';

/** The warnings about a valid configuration. */
function warningsOf(text: string): string[] {
  const { settings, problems } = read(text);
  expect(settings).toBeDefined();
  return linesOf(problems);
}

describe('warnings', () => {
  it("of limits above the platform's", () => {
    const warnings = warningsOf(
      `${FEISHU}${APPROVALS}limits: { chatPerSecond: 5, appPerSecond: 51, appPerMinute: 5000 }\n`,
    );
    expect(warnings).toEqual([
      expect.stringMatching(/^3:43: warning: "limits.appPerSecond" is above 50/),
      expect.stringMatching(/^3:61: warning: "limits.appPerMinute" is above 1000/),
    ]);
  });

  it('of an entry that an earlier one hides', () => {
    const warnings = warningsOf(`${FEISHU}approvals:
  A-1:
    chats:
      - oc_1
      - { chat: oc_1, statuses: [REJECTED] }
      - oc_2
  A-2:
    chats:
      - { chat: oc_1, statuses: [REJECTED] }
      - oc_1
  A-3:
    chats:
      - { chat: oc_1, statuses: [REJECTED] }
      - { chat: oc_1, statuses: [APPROVED] }
      - { chat: oc_1, statuses: [APPROVED, REJECTED] }
`);
    expect(warnings).toEqual([
      expect.stringMatching(/^6:9: warning: "oc_1" is listed above/),
      expect.stringMatching(/^16:9: warning: "oc_1" is listed above/),
    ]);
  });

  it('of an entry for a step that an earlier one hides; entries for the whole instance are independent', () => {
    // As long as it is not built, nothing but the advice about it can be asked for.
    const step = (chat: string, stage: string[]) => chatEntry(chat, { stage });
    const chats = [
      chatEntry('oc_1'),
      step('oc_1', ['法务']),
      step('oc_1', ['财务', '法务']),
      step('oc_1', ['财务']),
      step('oc_2', ['财务']),
    ];
    const settings = settingsOf(`${FEISHU}approvals: { A-1: { chats: [oc_1] } }\n`);
    const approvals = new Map([['A-1', approvalSettings('A-1', chats)]]);
    expect(
      advise({ ...settings, approvals }, {}, ANY_DAY).map(({ path, message }) => [path, message.en]),
    ).toEqual([
      [
        ['approvals', 'A-1', 'chats', 3],
        expect.stringContaining('"oc_1" is listed above for all these steps'),
      ],
    ]);
  });

  it('of mentions in a message to one person, if the entry itself asks for them', () => {
    const warnings = warningsOf(`${FEISHU}defaults: { mention: approvers }
approvals:
  A-1:
    chats:
      - { chat: ou_1, mention: applicant }
      - ou_2
      - { chat: oc_1, mention: applicant }
`);
    expect(warnings).toEqual([expect.stringMatching(/^6:23: warning: "mention" reaches nobody else/)]);
  });

  it('of a buzz for nobody, wherever it is written', () => {
    const warnings = warningsOf(`${FEISHU}reminders:
  escalate:
    - { after: 3d, chat: oc_8, urgent: true }
    - { after: 4d, chat: oc_8, urgent: true, mention: [applicant] }
    - { after: 5d, chat: oc_8, urgent: true, mention: [applicant, ou_1] }
    - { after: 6d, chat: oc_8, urgent: false }
approvals:
  A-1:
    reminders:
      escalate: { after: 3d, chat: oc_8, mention: none, urgent: true }
    chats:
      - { chat: oc_1, reminders: { escalate: [{ after: 3d, chat: oc_8, urgent: true }] } }
`);
    const message = 'warning: "urgent" buzzes the people whom the card mentions';
    expect(warnings).toEqual([
      expect.stringMatching(`^4:32: ${message}`),
      expect.stringMatching(`^5:32: ${message}`),
      expect.stringMatching(`^11:57: ${message}`),
      expect.stringMatching(`^13:72: ${message}`),
    ]);
  });

  it("of a memory that is shorter than Feishu's", () => {
    expect(warningsOf(`${FEISHU}${APPROVALS}retention: 1h\n`)).toEqual([
      expect.stringMatching(/^3:12: warning: "retention" is shorter than a day/),
    ]);
  });
});

describe('a hook', () => {
  it('that leads to an address which is not public is reported, unless that is allowed', () => {
    const hook = (url: string, more = ''): string =>
      `  - { name: h${url.length}, url: "${url}", secret: s${more} }\n`;
    const warnings = warningsOf(
      `${FEISHU}${APPROVALS}hooks:\n${hook('https://10.0.0.7/in?key=k')}${hook('https://[::ffff:127.0.0.1]/')}` +
        `${hook('https://localhost:8443/')}${hook('https://10.0.0.7/', ', allowPrivate: true')}${hook('https://1.1.1.1/')}`,
    );
    expect(warnings).toEqual(
      [4, 5, 6].map((line) =>
        expect.stringMatching(new RegExp(`^${line}:\\d+: warning: "hooks.url" leads to an address`)),
      ),
    );
  });
});

describe('notices of what takes effect later', () => {
  it('do not come for reminders', () => {
    const warnings = warningsOf(`${FEISHU}${APPROVALS}reminders:
  escalate:
    - { after: 3d, chat: oc_8, mention: approvers, urgent: true }
calendar: { workdays: [2026-02-01] }
`);
    expect(warnings).toEqual([]);
  });

  it('do not come for what asks for nothing', () => {
    expect(
      warningsOf(`${FEISHU}approvals: { A-1: { chats: [{ chat: oc_1, when: {}, fields: { first: [] } }] } }
server: { adminToken: "", trustedProxies: [] }
hooks: []
stats: { people: false }
reminders: false
reconcile: false
calendar: {}
defaults: { notice: none, reminders: false }
`),
    ).toEqual([]);
  });
});
