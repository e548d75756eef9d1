import { describe, expect, it } from 'vitest';
import type { OverdueDelivery, ReminderDelivery, RemindingDelivery } from '../../../src/approval/delivery.ts';
import type { RemindedInstance } from '../../../src/approval/deliveryContent.ts';
import type { Task } from '../../../src/approval/instance.ts';
import type { Status } from '../../../src/approval/status.ts';
import { noteOfReminder } from '../../../src/relay/deliver/noteOfReminder.ts';
import { findReminderTarget, planReminder } from '../../../src/relay/deliver/reminderPolicy.ts';
import type { ReminderTarget } from '../../../src/relay/routing/reminderTargets.ts';
import { mergeReminders } from '../../../src/settings/reminderSchema.ts';
import type { Settings } from '../../../src/settings/settings.ts';
import type { KnownInstance } from '../../../src/store/instances/changes.ts';
import { LI, WANG, ZHANG } from '../../cards/cards.ts';
import { sampleBase } from '../../support/sampleDelivery.ts';
import { approvalSettings, chatEntry } from '../../support/sampleSettings.ts';
import { snapshotOf } from '../../support/snapshotOf.ts';

const at = (text: string): number => Date.parse(`${text}:00+08:00`);
/** A Thursday. */
const NOON = at('2026-11-26T12:00');
const MINUTE = 60_000;

function known(status: Status, tasks: readonly Partial<Task>[]): KnownInstance {
  const snapshot = JSON.stringify({
    instance_code: 'I1',
    open_id: ZHANG,
    start_time: String(at('2026-11-24T10:00')),
    task_list: tasks.map(({ id, person, status: taskStatus }) => ({
      id,
      open_id: person,
      status: taskStatus ?? 'PENDING',
      node_id: id,
      node_name: '财务',
      type: 'AND',
      start_time: String(at('2026-11-24T10:00')),
    })),
  });
  const changedAt = at('2026-11-24T10:00');
  return { status, changedAt, knownBy: 'push', snapshot: snapshotOf(snapshot), lookedAt: 1, startedAt: null };
}

type State = KnownInstance | undefined | ((instanceCode: string) => KnownInstance);

function policed(now: number, state: State, mention: readonly string[] = ['approvers']) {
  const reminders = mergeReminders([
    {
      mention,
      escalate: [{ after: { amount: 3, unit: 'd', ms: 1 }, chat: BOSS, mention: ['ou_boss'], urgent: false }],
    },
  ]);
  if (!reminders) throw new Error('there are no reminders');
  return {
    settings: {
      timezone: 'Asia/Shanghai',
      calendar: { holidays: [], workdays: [] },
      approvals: new Map([['A1', approvalSettings('A1', [chatEntry('oc_1', { reminders })])]]),
    } as unknown as Settings,
    store: {
      work: {
        silences: async () => [],
        knownInstance: async (code: string) => (typeof state === 'function' ? state(code) : state),
      },
    },
    clock: { now: () => now, monotonic: () => now, at: () => () => undefined },
  };
}

const BOSS = { id: 'oc_boss', idType: 'chat_id' } as const;

function reminder(
  steps: readonly { step: string; person: string }[],
  more: Partial<ReminderDelivery> = {},
): ReminderDelivery {
  const rule = more.chat === 'oc_boss' ? 'escalate:3d' : 'remind';
  const overdue = steps.map((step) => ({ ...step, node: '财务', since: at('2026-11-24T10:00'), count: 2 }));
  const about = { instanceCode: 'I1', approvalCode: 'A1', status: 'PENDING', changedAt: 1 } as const;
  return { ...sampleBase(NOON), ...about, kind: 'reminder', content: { rule, steps: overdue }, ...more };
}

function summary(waiting: readonly RemindedInstance[]): OverdueDelivery {
  const content = { of: 'overdue', rule: 'remind', waiting } as const;
  return { ...sampleBase(NOON), approvalCode: 'A1', kind: 'summary', content };
}

const BOTH = [
  { id: 't1', person: LI },
  { id: 't2', person: WANG },
];
const OF_BOTH = [
  { step: 't1', person: LI },
  { step: 't2', person: WANG },
];

function placeOf({ settings }: ReturnType<typeof policed>, delivery: RemindingDelivery): ReminderTarget {
  const place = findReminderTarget(settings, settings.approvals.get(delivery.approvalCode), delivery);
  if (!place) throw new Error('it has no place');
  return place;
}

async function planOf(now: number, state: State, delivery: RemindingDelivery) {
  const parts = policed(now, state);
  return planReminder(parts, delivery, placeOf(parts, delivery));
}

async function noteOf(state: State, delivery: RemindingDelivery, mention?: readonly string[]) {
  const parts = policed(NOON, state, mention);
  return noteOfReminder(parts, delivery, placeOf(parts, delivery), 'zh-CN');
}

describe('a reminder that is about to be sent', () => {
  it('goes out while somebody waits, within the hours', async () => {
    expect(await planOf(NOON, known('PENDING', BOTH), reminder(OF_BOTH))).toEqual({ do: 'post' });
  });

  it('of many goes out, and names those who wait, if as many as a card shows have ended', async () => {
    const since = at('2026-11-24T10:00');
    const waiting = Array.from({ length: 40 }, (_, i) => ({
      instanceCode: `I${i}`,
      approvalCode: 'A1',
      steps: [{ step: 't1', person: LI, node: '财务', since, count: 1 }],
    }));
    const fold = summary(waiting);
    const state = (code: string) => known(Number(code.slice(1)) < 35 ? 'APPROVED' : 'PENDING', BOTH);
    expect(await planOf(NOON, state, fold)).toEqual({ do: 'post' });
    const { note, mentions } = await noteOf(state, fold);
    expect(note.instances.map((one) => one.instanceCode)).toEqual(['I35', 'I36', 'I37', 'I38', 'I39']);
    expect(note.count).toBe(5);
    expect(mentions).toEqual([LI]);
  });

  it('of many leaves out those of whom a changed configuration does not remind any more', async () => {
    const since = at('2026-11-24T10:00');
    const waiting = ['A1', 'GONE'].map((approvalCode) => ({
      instanceCode: `of ${approvalCode}`,
      approvalCode,
      steps: [{ step: 't1', person: approvalCode === 'A1' ? LI : WANG, node: '财务', since, count: 1 }],
    }));
    const state = () => known('PENDING', BOTH);
    expect(await planOf(NOON, state, summary(waiting))).toEqual({ do: 'post' });
    const { note, mentions } = await noteOf(state, summary(waiting));
    expect(note.instances.map((one) => one.instanceCode)).toEqual(['of A1']);
    expect([note.count, mentions]).toEqual([1, [LI]]);
    expect(await planOf(NOON, state, summary(waiting.slice(1)))).toEqual({
      do: 'suppress',
      reason: 'superseded',
    });
  });

  it('of more than a card has room for rings whoever waits, shown or not', async () => {
    const since = at('2026-11-24T10:00');
    const step = (person: string) => ({ step: 't1', person, node: '财务', since, count: 1 });
    const waiting = Array.from({ length: 31 }, (_, i) => ({
      instanceCode: `I${i}`,
      approvalCode: 'A1',
      steps: [step(i < 30 ? LI : WANG)],
    }));
    const fold = summary(waiting);
    const { note, mentions } = await noteOf(() => known('PENDING', BOTH), fold);
    expect([note.instances.length, note.count]).toEqual([30, 31]);
    expect(mentions).toEqual([LI, WANG]);
  });

  it('is taken back for the morning, over the weekend', async () => {
    const late = at('2026-11-27T18:00');
    const plan = await planOf(late, known('PENDING', BOTH), reminder(OF_BOTH));
    if (plan.do !== 'recall') throw new Error(`it is to ${plan.do}`);
    const of = { rule: 'remind', instance: 'I1', chat: 'oc_1' };
    expect(plan.recalled).toMatchObject([
      { ...of, step: 't1' },
      { ...of, step: 't2' },
    ]);
    for (const { until } of plan.recalled) {
      expect(until).toBeGreaterThanOrEqual(at('2026-11-30T09:00'));
      expect(until).toBeLessThan(at('2026-11-30T09:05'));
    }
    // Its key holds for an hour, so it cannot wait: it counts as sent.
    const unsure = reminder(OF_BOTH, { unknownSince: late - 1 });
    expect(await planOf(late, known('PENDING', BOTH), unsure)).toEqual({ do: 'assume' });
    expect(await planOf(NOON, known('APPROVED', BOTH), unsure)).toEqual({ do: 'assume' });
    expect(await planOf(NOON, known('PENDING', BOTH), unsure)).toEqual({ do: 'post' });
  });

  it('is taken back at once, to be looked up again, ten minutes after it was written', async () => {
    const waiting = known('PENDING', BOTH);
    expect(await planOf(NOON + 9 * MINUTE, waiting, reminder(OF_BOTH))).toEqual({ do: 'post' });
    const now = NOON + 10 * MINUTE;
    const unsent = reminder(OF_BOTH);
    expect(await planOf(now, known('PENDING', BOTH), unsent)).toMatchObject({
      do: 'recall',
      recalled: OF_BOTH.map(({ step }) => ({ instance: 'I1', step, until: now })),
    });
    // Its key holds for an hour.
    const unsure = { ...unsent, unknownSince: now - 1 };
    expect(await planOf(now, known('PENDING', BOTH), unsure)).toEqual({ do: 'post' });
  });

  it.each([
    ['it ended', known('APPROVED', BOTH)],
    ['all of whom it speaks have acted', known('PENDING', [{ id: 't3', person: ZHANG }])],
    ['nobody knows it any more', undefined],
  ])('is needless if %s', async (_, state) => {
    expect(await planOf(NOON, state, reminder(OF_BOTH))).toEqual({ do: 'suppress', reason: 'superseded' });
  });

  it('has no place if the configuration has none', () => {
    const { settings } = policed(NOON, undefined);
    const gone = reminder(OF_BOTH, { chat: 'oc_gone' });
    expect(findReminderTarget(settings, settings.approvals.get('A1'), gone)).toBeUndefined();
    expect(findReminderTarget(settings, undefined, reminder(OF_BOTH))).toBeUndefined();
  });

  it('speaks only of those who wait even now, and rings them', async () => {
    const state = known('PENDING', [
      { id: 't1', person: LI, status: 'APPROVED' },
      { id: 't2', person: WANG },
    ]);
    const { note, mentions } = await noteOf(state, reminder(OF_BOTH));
    expect(mentions).toEqual([WANG]);
    expect(note).toMatchObject({ isEscalated: false, steps: [{ person: WANG, count: 2 }] });
    expect(note.steps[0]?.waited).toBe('2 个工作日 2 小时');
  });

  it('rings whom the configuration names, never the applicant, and nobody if no task is open', async () => {
    expect((await noteOf(known('PENDING', BOTH), reminder(OF_BOTH), ['applicant', 'ou_x'])).mentions).toEqual(
      ['ou_x'],
    );
    const { note, mentions } = await noteOf(known('PENDING', []), reminder([{ step: '', person: ZHANG }]));
    expect(mentions).toEqual([]);
    expect(note.steps).toMatchObject([{ person: ZHANG }]);
  });

  it('goes further up by the words of its own list', async () => {
    const { note, mentions } = await noteOf(known('PENDING', BOTH), reminder(OF_BOTH, { chat: 'oc_boss' }));
    expect(mentions).toEqual(['ou_boss']);
    expect(note.isEscalated).toBe(true);
  });
});
