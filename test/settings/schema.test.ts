import { describe, expect, it } from 'vitest';
import { NO_LISTED_DAYS } from '../../src/approval/calendar.ts';
import { STATUSES } from '../../src/approval/status.ts';
import { assemble } from '../../src/settings/assemble.ts';
import { crossCheck } from '../../src/settings/checks.ts';
import type { ChatEntry, Settings } from '../../src/settings/settings.ts';
import { configuration } from '../../src/settings/settingsSchema.ts';
import { YamlFile } from '../../src/settings/yamlFile.ts';
import { APPROVALS, FEISHU } from './read.ts';

/** What is read, whether or not anything acts on it yet. */
function readAhead(text: string): Settings {
  const { value } = new YamlFile(text, {});
  expect(crossCheck(value)).toEqual([]);
  return assemble('relay.yaml', configuration.parse(value), NO_LISTED_DAYS);
}

const entriesOf = (chats: string, more = ''): readonly ChatEntry[] =>
  readAhead(`${FEISHU}approvals:\n  A-1:\n    chats:\n${chats}\n${more}`).approvals.get('A-1')?.chats ?? [];

describe('conditions', () => {
  it('are read by subject, short forms in full', () => {
    const [entry] = entriesOf(`      - chat: oc_finance
        when:
          form.总金额: { gte: 10000, lt: 50000.5, currency: CNY }
          form.采购类别: [设备, 软件]
          form.开始日期: { gte: 2027-01-01 }
          form.明细.金额: { gt: 5000, sum: true }
          form.编号: 0123
          form.说明: { not: { matches: "^内部" } }
          department: { under: od-4e6ac4d14bcd5071a37a39de902c7141 }
          applicant: { not: [ou_1, f7cb567e] }`);
    const when = entry?.when === 'otherwise' ? [] : (entry?.when ?? []);
    expect(Object.fromEntries(when.map(({ subject, tests }) => [subject, tests]))).toEqual({
      'form.总金额': { gte: 10000, lt: 50000.5, currency: 'CNY' },
      'form.采购类别': { in: ['设备', '软件'] },
      'form.开始日期': { gte: '2027-01-01' },
      'form.明细.金额': { gt: 5000, sum: true },
      'form.编号': { is: '0123' },
      'form.说明': { not: { matches: '^内部' } },
      department: { under: ['od-4e6ac4d14bcd5071a37a39de902c7141'] },
      applicant: { not: { in: ['ou_1', 'f7cb567e'] } },
    });
  });

  it('may be what those of the other entries leave over', () => {
    const entries = entriesOf(`      - { chat: oc_1, when: { form.金额: 5 } }
      - { chat: oc_2, when: otherwise }
      - oc_3`);
    expect(entries.map(({ when }) => when)).toEqual([
      [{ subject: 'form.金额', tests: { is: '5' } }],
      'otherwise',
      [],
    ]);
  });
});

describe('a step', () => {
  it('has a living card of all statuses, whatever "defaults" say of those', () => {
    const [entry, both] = entriesOf(
      `      - { chat: oc_legal, stage: 法务, notice: none }
      - { chat: oc_legal, stage: [法务, 财务], reminders: { after: 1h } }`,
      'defaults: { mode: post, statuses: [REJECTED], mention: approvers }',
    );
    expect(entry).toMatchObject({
      stage: ['法务'],
      mode: 'live',
      statuses: STATUSES,
      notice: 'none',
      mention: ['approvers'],
    });
    expect(both).toMatchObject({ stage: ['法务', '财务'], reminders: { after: { amount: 1, unit: 'h' } } });
  });
});

describe('fields', () => {
  it('have key fields, and may all be open', () => {
    const [entry] = entriesOf('      - { chat: oc_1, fields: { first: 总金额, open: all } }');
    expect(entry?.fields).toEqual({ hide: [], mask: [], show: [], first: ['总金额'], open: 'all' });
  });
});

describe('operators, hooks and the like', () => {
  it('are read with their defaults', () => {
    const { operators, hooks, stats, limits, server, reminders } = readAhead(`${FEISHU}${APPROVALS}
operators: { chat: oc_ops }
hooks:
  - { name: erp, url: "https://erp.example.com/in?key=k#x", secret: both know it, approvals: A-1 }
  - { name: near, url: "http://127.0.0.1:9", secret: both know it, allowPrivate: true, statuses: [APPROVED] }
stats: { people: true }
limits: { foldAbove: 0 }
server: { adminToken: 0123456789abcdef01234567, trustedProxies: [10.0.0.0/8, "::1"] }
reminders: { digest: { chat: oc_1, weekly: true } }
`);
    expect(operators).toEqual({ chat: { id: 'oc_ops', idType: 'chat_id' } });
    expect(hooks).toEqual([
      {
        name: 'erp',
        url: 'https://erp.example.com/in?key=k',
        secret: 'both know it',
        statuses: STATUSES,
        approvals: ['A-1'],
        allowPrivate: false,
      },
      {
        name: 'near',
        url: 'http://127.0.0.1:9/',
        secret: 'both know it',
        statuses: ['APPROVED'],
        approvals: [],
        allowPrivate: true,
      },
    ]);
    expect(stats).toEqual({ people: true });
    expect(limits.foldAbove).toBe(0);
    expect(server).toMatchObject({
      adminToken: '0123456789abcdef01234567',
      trustedProxies: ['10.0.0.0/8', '::1'],
    });
    expect(reminders?.digest).toMatchObject({ schedule: '0 9 * * *', weekly: true });
  });
});
