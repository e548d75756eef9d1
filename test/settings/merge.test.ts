import { describe, expect, it } from 'vitest';
import type { ChatEntry, Settings } from '../../src/settings/settings.ts';
import { FEISHU, settingsOf } from './read.ts';

function chatsOf(settings: Settings, code: string): readonly ChatEntry[] {
  return settings.approvals.get(code)?.chats ?? [];
}

describe('chat entries', () => {
  const settings = settingsOf(`${FEISHU}
locale: ja-JP
defaults:
  statuses: [REJECTED]
  mode: post
  mention: [approvers, ou_1]
  hours: "08:30-24:00"
  fields: { hide: [事由], mask: [合同] }
approvals:
  A-1:
    chats:
      - oc_1
      - { chat: ou_2, statuses: [PENDING, APPROVED], mention: none, fields: { only: [金额] }, locale: en-US }
      - { chat: someone@example.com, mode: live, hours: "00:00-24:00", template: finance }
`);
  const [plain, person, mail] = chatsOf(settings, 'A-1');

  it('take from "defaults" what they do not say', () => {
    expect(plain).toMatchObject({
      statuses: ['REJECTED'],
      mode: 'post',
      mention: ['approvers', 'ou_1'],
      hours: { startMinute: 510, endMinute: 1440 },
      fields: { hide: ['事由'], mask: ['合同'], show: [] },
      locale: 'ja-JP',
    });
  });

  it('keep each of their own keys whole', () => {
    expect(person).toMatchObject({
      chat: { id: 'ou_2', idType: 'open_id' },
      statuses: ['PENDING', 'APPROVED'],
      mode: 'post',
      mention: [],
      fields: { only: ['金额'], hide: [], mask: [], show: [] },
      locale: 'en-US',
    });
    expect(mail).toMatchObject({
      chat: { id: 'someone@example.com', idType: 'email' },
      mode: 'live',
      hours: { startMinute: 0, endMinute: 1440 },
      template: 'finance',
    });
  });
});

describe('reminders', () => {
  it("are merged key by key: the global ones, the approval's, the chat's", () => {
    const settings = settingsOf(`${FEISHU}
reminders: { after: 2d, max: 0, digest: { chat: oc_9 }, escalate: [{ after: 3d, chat: oc_8 }] }
approvals:
  A-1:
    reminders: { after: 4h, mention: applicant }
    chats:
      - oc_1
      - { chat: oc_2, reminders: { every: 30m, digest: false } }
      - { chat: oc_3, reminders: false }
  A-2:
    reminders: false
    chats: [oc_1, { chat: oc_2, reminders: { max: 1 } }]
  A-3:
    chats: [oc_1]
`);
    expect(settings.reminders).toMatchObject({
      after: { amount: 2, unit: 'd' },
      every: { amount: 1, unit: 'd' },
      max: 0,
      digest: { chat: { id: 'oc_9' }, schedule: '0 9 * * *', min: 1, weekly: false },
      escalate: [{ after: { amount: 3, unit: 'd' }, mention: [], urgent: false }],
    });
    const [first, second, third] = chatsOf(settings, 'A-1');
    expect(first?.reminders).toMatchObject({
      after: { unit: 'h', amount: 4 },
      mention: ['applicant'],
      max: 0,
    });
    expect(second?.reminders).toMatchObject({
      after: { unit: 'h', amount: 4 },
      every: { unit: 'm', amount: 30 },
    });
    expect(second?.reminders?.digest).toBeUndefined();
    expect(third?.reminders).toBeUndefined();

    expect(settings.approvals.get('A-2')?.reminders).toBeUndefined();
    const [silent, loud] = chatsOf(settings, 'A-2');
    expect(silent?.reminders).toBeUndefined();
    expect(loud?.reminders).toMatchObject({ max: 1, after: { unit: 'd', amount: 2 } });
    expect(settings.approvals.get('A-3')?.reminders).toEqual(settings.reminders);
  });

  it('are absent unless written, on any level', () => {
    const settings = settingsOf(`${FEISHU}approvals:
  A-1: { chats: [oc_1] }
  A-2: { chats: [oc_1], reminders: { max: 5 } }
`);
    expect(settings.reminders).toBeUndefined();
    expect(settings.approvals.get('A-1')?.reminders).toBeUndefined();
    expect(settings.approvals.get('A-2')?.reminders).toMatchObject({ max: 5, hours: { startMinute: 540 } });
  });
});

describe('reconcile', () => {
  it('is merged over its defaults, or off', () => {
    const approvals = 'approvals: { A-1: { chats: [oc_1] } }\n';
    expect(settingsOf(`${FEISHU}${approvals}reconcile: { lookback: 1d }\n`).reconcile).toEqual({
      schedule: '17 */6 * * *',
      lookbackMs: 86_400_000,
      requestsPerHour: 600,
      requestsPerMonth: 2000,
    });
    expect(settingsOf(`${FEISHU}${approvals}reconcile: false\n`).reconcile).toBeUndefined();
  });
});
