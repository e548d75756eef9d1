import { describe, expect, it } from 'vitest';
import type { BuzzDelivery, ReminderDelivery } from '../../../src/approval/delivery.ts';
import type { Status } from '../../../src/approval/status.ts';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { buzzAfter, buzzOutcomeOf } from '../../../src/relay/deliver/buzzOutcome.ts';
import { planBuzz } from '../../../src/relay/deliver/planBuzz.ts';
import { findReminderTarget } from '../../../src/relay/deliver/reminderPolicy.ts';
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
const BOSS = 'oc_boss';
const STEPS = [
  { step: 't1', person: LI, node: '财务', since: NOON, count: 1 },
  { step: 't2', person: WANG, node: '财务', since: NOON, count: 1 },
];

const card: ReminderDelivery = {
  ...sampleBase(NOON),
  instanceCode: 'I1',
  approvalCode: 'A1',
  status: 'PENDING',
  changedAt: NOON,
  chat: BOSS,
  kind: 'reminder',
  content: { rule: 'escalate:3d', steps: STEPS },
};

/** An instance in which the tasks of these people are open. */
function known(status: Status, people: readonly [step: string, person: string][]): KnownInstance {
  const task_list = people.map(([id, open_id]) => ({
    id,
    open_id,
    status: 'PENDING',
    node_id: id,
    type: 'AND',
    start_time: String(NOON),
  }));
  const snapshot = JSON.stringify({
    instance_code: 'I1',
    open_id: ZHANG,
    start_time: String(NOON),
    task_list,
  });
  return {
    status,
    changedAt: NOON,
    knownBy: 'push',
    snapshot: snapshotOf(snapshot),
    lookedAt: 1,
    startedAt: null,
  };
}

const BOTH = known('PENDING', [
  ['t1', LI],
  ['t2', WANG],
]);

function planOf(
  delivery: BuzzDelivery,
  {
    now = NOON,
    state = BOTH,
    mention = ['approvers', 'ou_boss'],
    urgent = true,
  }: { now?: number; state?: KnownInstance; mention?: readonly string[]; urgent?: boolean } = {},
) {
  const after = { amount: 3, unit: 'd' as const, ms: 1 };
  const chat = { id: BOSS, idType: 'chat_id' as const };
  const reminders = mergeReminders([{ escalate: [{ after, chat, mention, urgent }] }]);
  if (!reminders) throw new Error('there are no reminders');
  const parts = {
    settings: {
      timezone: 'Asia/Shanghai',
      calendar: { holidays: [], workdays: [] },
      approvals: new Map([['A1', approvalSettings('A1', [chatEntry('oc_1', { reminders })])]]),
    } as unknown as Settings,
    store: { work: { silences: async () => [], knownInstance: async () => state } },
    clock: { now: () => now, monotonic: () => now, at: () => () => undefined },
  };
  const place = findReminderTarget(parts.settings, parts.settings.approvals.get('A1'), delivery);
  return planBuzz(parts, delivery, place);
}

function buzz(mentions: readonly string[], more: Partial<BuzzDelivery> = {}): BuzzDelivery {
  const content = buzzAfter(card, 'om_1', mentions);
  if (!content) throw new Error('there is nobody to buzz');
  return { ...sampleBase(NOON), approvalCode: 'A1', chat: BOSS, kind: 'buzz', content, ...more };
}

const EVERYBODY = [LI, WANG, 'ou_boss'];
const NEEDLESS = { do: 'suppress', reason: 'superseded' };

describe('what follows a card', () => {
  it('is a buzz for those whom it mentions, by their open ids, two hundred at most', () => {
    expect(buzzAfter(card, 'om_1', [LI, 'zhang@example.com', ''])).toEqual({
      rule: 'escalate:3d',
      messageId: 'om_1',
      people: [LI],
      waiting: [{ instanceCode: 'I1', approvalCode: 'A1', steps: STEPS }],
    });
    const many = Array.from({ length: 300 }, (_, i) => `ou_${i}`);
    expect(buzzAfter(card, 'om_1', many)?.people).toEqual(many.slice(0, 200));
  });

  it('is nothing if there is nobody, or no message that is known', () => {
    expect(buzzAfter(card, 'om_1', [])).toBeUndefined();
    expect(buzzAfter(card, '', [LI])).toBeUndefined();
  });
});

describe('a buzz whose turn has come', () => {
  it('is for those who are still due, and whom the configuration still names', async () => {
    expect(await planOf(buzz(EVERYBODY))).toEqual({ do: 'buzz', messageId: 'om_1', people: EVERYBODY });
    const state = known('PENDING', [['t2', WANG]]);
    expect(await planOf(buzz(EVERYBODY), { state })).toMatchObject({ people: [WANG, 'ou_boss'] });
    expect(await planOf(buzz(EVERYBODY), { mention: ['approvers'] })).toMatchObject({ people: [LI, WANG] });
  });

  it.each([
    ['it ended', { state: known('APPROVED', []) }],
    ['all of whom it speaks have acted', { state: known('PENDING', [['t3', ZHANG]]) }],
    ['some minutes have passed', { now: NOON + 5 * MINUTE + 1 }],
    ['the clock was set back', { now: NOON - 5 * MINUTE - 1 }],
  ])('is needless if %s', async (_, o) => {
    expect(await planOf(buzz(EVERYBODY), o)).toEqual(NEEDLESS);
  });

  it('does not come after the hours, nor in the morning', async () => {
    const late = at('2026-11-26T17:59');
    const unsent = buzz(EVERYBODY, { createdAt: late });
    expect(await planOf(unsent, { now: late })).toMatchObject({ do: 'buzz' });
    expect(await planOf(unsent, { now: late + MINUTE })).toEqual(NEEDLESS);
    expect(await planOf(unsent, { now: at('2026-11-27T09:00') })).toEqual(NEEDLESS);
  });

  it('is never asked for again if nobody knows whether it rang', async () => {
    expect(await planOf(buzz(EVERYBODY, { unknownSince: NOON }))).toEqual({ do: 'assume' });
  });

  it('is dropped if the configuration no longer wants it', async () => {
    const unmapped = { do: 'suppress', reason: 'unmapped' };
    expect(await planOf(buzz(EVERYBODY), { urgent: false })).toEqual(unmapped);
    expect(await planOf(buzz(EVERYBODY, { chat: 'oc_gone' }))).toEqual(unmapped);
  });
});

describe('a buzz that failed', () => {
  const outcome = (facts: ConstructorParameters<typeof FeishuError>[1], message = 'refused') =>
    buzzOutcomeOf(buzz([LI]), new FeishuError(message, facts), NOON);

  it.each([
    ['no answer', {}],
    ['an error of the server', { code: 2200, status: 500 }],
    ['that it is being sent', { code: 230049, status: 400 }],
  ])('with %s counts as done', (_, facts) => {
    const settled = { state: 'sent', messageId: 'om_1', isCard: false, reason: 'outcome-unknown' };
    expect(outcome(facts)).toMatchObject({ settled, word: 'outcome-unknown' });
  });

  it.each([99991400, 230020, 99991663])('for a reason that passes is tried again: %i', (code) => {
    const { settled } = outcome({ code, status: 400 });
    expect(settled).toMatchObject({ state: 'waiting' });
    expect(settled).not.toHaveProperty('unknownSince');
  });

  it('since nothing listened is tried again', () => {
    expect(outcome({ reached: 'no' }).settled.state).toBe('waiting');
  });

  it.each([230002, 230018, 230023, 230024, 230027, 230035, 99991672, 99991403, 230001, 99992402])(
    'for a reason that only a person can mend ends with the remedy: %i',
    (code) => {
      const { settled, verdict } = outcome({ code, status: 400 });
      expect(settled).toEqual({
        state: 'parked',
        reason: `refused: ${code}: refused`,
        remedy: verdict.remedy.en,
      });
    },
  );

  it('since the card is gone ends', () => {
    expect(outcome({ code: 230011, status: 400 }).settled).toMatchObject({ state: 'suppressed' });
    expect(outcome({ code: 230001, status: 400 }, 'invalid message_id').settled).toMatchObject({
      state: 'suppressed',
    });
  });
});
