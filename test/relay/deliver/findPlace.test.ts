import { describe, expect, it } from 'vitest';
import type { Condition, Judgement } from '../../../src/approval/condition.ts';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { placeOf } from '../../../src/relay/deliver/findPlace.ts';
import { mergeReminders } from '../../../src/settings/reminderSchema.ts';
import type { ChatEntry } from '../../../src/settings/settings.ts';
import { sampleBase, sampleDelivery } from '../../support/sampleDelivery.ts';
import { approvalSettings, chatEntry } from '../../support/sampleSettings.ts';
import { StillClock } from '../../support/stillClock.ts';

const CLOCK = new StillClock();
const WHEN: readonly Condition[] = [{ subject: 'department', tests: { under: ['od-1'] } }];
const UNKNOWN: Judgement = { is: 'unknown', why: 'department', ...(WHEN[0] ? { by: WHEN[0] } : {}) };

/** Where a delivery to `oc_1` goes by these entries, each with what is known of its conditions. */
function place(
  entries: readonly (readonly [ChatEntry, Judgement | FeishuError])[],
  more: object = {},
  messageId = '',
) {
  const approval = approvalSettings(
    'A',
    entries.map(([entry]) => entry),
  );
  const judge = async () => (entry: ChatEntry) => {
    const judgement = entries.find(([one]) => one === entry)?.[1] ?? { is: 'yes' as const };
    if (judgement instanceof FeishuError) throw judgement;
    return judgement;
  };
  const context = {
    settings: {
      approvals: new Map([['A', approval]]),
      timezone: 'Asia/Shanghai',
      locale: 'zh-CN',
      calendar: { holidays: [], workdays: [] },
    },
    routing: {
      judge: async () => {
        const judgementOf = await judge();
        for (const [entry] of entries) judgementOf(entry);
        return judgementOf;
      },
      holding: async () => approval,
    },
    store: {
      work: {
        knownInstance: async () => undefined,
        standingCard: async () =>
          messageId ? { messageId, sentAt: 0, changeId: 'e', group: '' } : undefined,
      },
    },
    clock: CLOCK,
  } as unknown as Parameters<typeof placeOf>[0];
  return placeOf(context, sampleDelivery(CLOCK.now(), { kind: 'update', ...more }));
}

const conditional = (more: Partial<ChatEntry> = {}): ChatEntry => chatEntry('oc_1', { when: WHEN, ...more });
const UNDECIDED = { kind: 'card', isUndecided: true };

describe('the place of a delivery of which nobody could know whether the chat is to hear', () => {
  it('is parked with the remedy if nobody knows now, either', async () => {
    expect(await place([[conditional(), UNKNOWN]], UNDECIDED)).toMatchObject({
      do: 'park',
      reason: expect.stringMatching(/^undecidable: "department" of "when"/),
      remedy: { en: expect.stringContaining('contact:department.organize:readonly'), zh: expect.any(String) },
    });
  });

  it('is found once it is known, and ends if the chat is not to get it', async () => {
    const entry = conditional();
    expect(await place([[entry, { is: 'yes' }]], UNDECIDED)).toMatchObject({ entry });
    expect(await place([[entry, { is: 'no' }]], UNDECIDED)).toEqual({ do: 'suppress', reason: 'filtered' });
  });

  it('waits if Feishu does not say for now', async () => {
    const away = new FeishuError('away', {});
    expect(await place([[conditional(), away]], UNDECIDED)).toMatchObject({
      do: 'postpone',
      reason: 'lookup: away',
    });
  });
});

describe('the place of an update', () => {
  const hiding = conditional({ fields: { hide: ['工资'], mask: [], show: ['电话'] } });
  const masking = conditional({ mode: 'post', fields: { hide: [], mask: ['账号'], show: [] } });

  it('is the entry that matches now', async () => {
    expect(
      await place([
        [hiding, { is: 'no' }],
        [masking, { is: 'yes' }],
      ]),
    ).toMatchObject({ entry: masking });
  });

  it('is the first that keeps a living card if none matches, with what any of the chat hides hidden', async () => {
    for (const judgement of [{ is: 'no' as const }, UNKNOWN, new FeishuError('away', {})]) {
      expect(
        await place([
          [masking, judgement],
          [hiding, judgement],
        ]),
      ).toMatchObject({
        entry: { mode: 'live', fields: { hide: ['工资'], mask: ['账号'], show: [] } },
      });
    }
  });

  it('in a chat that is not configured any more is its standing card, without the form', async () => {
    const elsewhere = [[chatEntry('oc_2'), { is: 'yes' }]] as const;
    expect(await place(elsewhere)).toEqual({ do: 'suppress', reason: 'unmapped' });
    expect(await place(elsewhere, {}, 'om_1')).toMatchObject({
      isLast: true,
      entry: { chat: { id: 'oc_1' }, fields: { only: [] } },
    });
  });
});

describe('the place of a reminder', () => {
  const after = { amount: 1, unit: 'd', ms: 86_400_000 } as const;
  const boss = { id: 'oc_boss', idType: 'chat_id' } as const;
  const reminders = mergeReminders([{ escalate: [{ after, chat: boss, mention: [], urgent: false }] }]);
  if (!reminders) throw new Error('there are no reminders');
  const open = conditional({ reminders });
  const hiding = conditional({ reminders, fields: { hide: ['工资'], mask: [], show: [] } });
  const content = { rule: 'remind', steps: [] };

  it('is the entry that matches now', async () => {
    const entries = [[open, { is: 'no' }] as const, [hiding, { is: 'yes' }] as const];
    expect(await place(entries, { kind: 'reminder', content })).toMatchObject({ entry: hiding });
  });

  it('shows nothing that any entry hides by which it may have been written, if none matches now', async () => {
    const escalation = { chat: 'oc_boss', content: { ...content, rule: 'escalate:1d' } };
    for (const judgement of [{ is: 'no' as const }, UNKNOWN, new FeishuError('away', {})]) {
      for (const more of [{ content }, escalation]) {
        const entries = [[open, judgement] as const, [hiding, judgement] as const];
        expect(await place(entries, { kind: 'reminder', ...more })).toMatchObject({
          entry: { fields: { hide: ['工资'] } },
          reminded: { entry: { fields: { hide: ['工资'] } } },
        });
      }
    }
  });
});

it('reminders of several approvals are sent, though the chat gets the first of them no more', async () => {
  const reminders = mergeReminders([{}]);
  if (!reminders) throw new Error('there are no reminders');
  const entry = chatEntry('oc_1', { reminders });
  const settings = {
    approvals: new Map([['B', approvalSettings('B', [entry])]]),
    timezone: 'Asia/Shanghai',
    locale: 'zh-CN',
    calendar: { holidays: [], workdays: [] },
  };
  const context = { settings, clock: CLOCK } as unknown as Parameters<typeof placeOf>[0];
  const waiting = ['A', 'B'].map((approvalCode) => ({
    instanceCode: `of ${approvalCode}`,
    approvalCode,
    steps: [],
  }));
  const content = { of: 'overdue', rule: 'remind', waiting } as const;
  const summary = { ...sampleBase(CLOCK.now()), kind: 'summary', approvalCode: 'A', content } as const;
  const buzz = { ...summary, kind: 'buzz', content: { ...content, messageId: 'om_1', people: [] } } as const;
  for (const delivery of [summary, buzz])
    expect(await placeOf(context, delivery)).toMatchObject({
      approval: { code: 'B' },
      entry: { chat: { id: 'oc_1' } },
    });
});
