import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/approval/snapshot.ts';
import type { Status } from '../../../src/approval/status.ts';
import { silentLog } from '../../../src/base/log.ts';
import { dayNumber } from '../../../src/base/zone.ts';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { SILENT_OBSERVER } from '../../../src/relay/context/observe.ts';
import type { LookupResult } from '../../../src/relay/lookup/lookup.ts';
import { createRemind, type Remind } from '../../../src/relay/remind/remind.ts';
import { wantedReminders } from '../../../src/relay/routing/reminderTargets.ts';
import type { Settings } from '../../../src/settings/settings.ts';
import type { Store } from '../../../src/store/open.ts';
import { settingsOf } from '../../settings/read.ts';
import { sampleRouting } from '../../support/sampleRouting.ts';
import { snapshotOf } from '../../support/snapshotOf.ts';
import { event, nextDelivery, openWorking, RELAYED, run } from '../../support/stores.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string): number => Date.parse(`${text}:00+08:00`);
/** A Thursday. */
const NOON = at('2026-11-26T12:00');

function settings(reminders: string, chats = '[oc_1]'): Settings {
  return settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals: { A1: { chats: ${chats} } }
reminders: ${reminders}
`);
}

const HOURLY = '{ after: 1h, every: 1h, max: 2 }';

/** A bot with a real store; time, Feishu and everything else are simulated. */
async function stage(config = settings(HOURLY)) {
  const place = { kind: 'sqlite', path: join(tempFolder(), 'relay.db') } as const;
  const store = await openWorking(place);
  let now = NOON;
  const looks: string[] = [];
  const found: string[] = [];
  const missing: string[] = [];
  const chats: string[] = [];
  const unsure = new Set<string>();
  const routing = sampleRouting();
  let answer: (code: string) => LookupResult = (code) => pending(code, now);
  const start = (own: Settings): Remind =>
    createRemind({
      settings: own,
      routing: {
        async holding(approval, instance) {
          if (unsure.has(approval.code)) throw new FeishuError('away', {});
          return routing.holding(approval, instance);
        },
        judge: routing.judge,
      },
      observer: SILENT_OBSERVER,
      store,
      lookup: {
        look: async (code) => {
          looks.push(code);
          return answer(code);
        },
      },
      clock: { now: () => now, monotonic: () => now, at: atOnce },
      log: silentLog,
      signal: new AbortController().signal,
      worker: {
        wakeCompose: () => undefined,
        wakeDeliver: (woken) => void (typeof woken === 'number' || chats.push(...woken)),
        wakeRefresh: () => undefined,
      },
      onFound: async (code) => void found.push(code),
      onMissing: async (code) => void missing.push(code),
    });
  let remind = start(config);
  await remind();
  let isAway = false;
  let sent = 0;
  /** Feishu takes what was written. */
  const deliver = async (): Promise<void> => {
    for (const chat of await store.outbox.dueChats(now)) {
      for (let row = await nextDelivery(store, chat, now); row; ) {
        await store.work.beginDelivery(row, now, { api: 'message.create', target: chat });
        await store.work.settleDelivery(row, { state: 'sent', messageId: 'om_1', isCard: false }, now);
        sent += 1;
        row = await nextDelivery(store, chat, now);
      }
    }
  };
  return {
    store,
    sql: (text: string) => run(place, text),
    looks,
    found,
    missing,
    chats,
    answers: (make: typeof answer) => {
      answer = make;
    },
    record: (code: string, startedAt = NOON, changedAt = startedAt, approvalCode = 'A1') =>
      record(store, config, code, { startedAt, changedAt, approvalCode }, now),
    async at(time: number) {
      now = time;
      const next = await remind();
      if (!isAway) await deliver();
      return next;
    },
    /** From now on nothing can be sent, or again. */
    away(away: boolean) {
      isAway = away;
    },
    sent: () => sent,
    /** Approvals for which Feishu does not say for now which chats an instance is for. */
    unsure,
    restart(own = config) {
      remind = start(own);
    },
  };
}

/** Whoever waits need not. */
function atOnce(_: number, fn: () => void): () => void {
  setImmediate(fn);
  return () => undefined;
}

function pendingSnapshot(code: string, startedAt: number, status = 'PENDING'): Snapshot {
  const task = {
    id: 't1',
    open_id: 'ou_li',
    status: 'PENDING',
    node_id: 'n1',
    start_time: String(startedAt),
  };
  const seen = { instance_code: code, status, start_time: String(startedAt), task_list: [task] };
  return snapshotOf(JSON.stringify(seen), code);
}

function look(code: string, beganAt: number, status?: string, startedAt = NOON): LookupResult {
  const snapshot = pendingSnapshot(code, startedAt, status);
  const { instance } = snapshot;
  if (!instance) throw new Error('there is no instance');
  return { kind: 'found', look: { instance, snapshot, beganAt } };
}

const pending = (code: string, beganAt: number): LookupResult => look(code, beganAt);

interface Recorded {
  readonly startedAt: number;
  readonly changedAt: number;
  readonly approvalCode: string;
}

async function record(
  store: Store,
  config: Settings,
  code: string,
  { startedAt, changedAt, approvalCode }: Recorded,
  now: number,
): Promise<void> {
  const state = { instanceCode: code, status: 'PENDING' as Status, changedAt };
  await store.inbox.add([event(`${code} ${changedAt}`, { approvalCode, ...state })]);
  const [change] = await store.inbox.dueChanges(NOON * 2, 10);
  if (!change) throw new Error('nothing is due');
  const snapshot = pendingSnapshot(code, startedAt);
  const known = { ...state, knownBy: 'push' as const, snapshot, lookedAt: 1, startedAt };
  const parts = { settings: config, routing: sampleRouting() };
  const reminders = await wantedReminders(
    parts,
    config.approvals.get(approvalCode),
    snapshot.instance,
    state,
  );
  await store.work.finishChange(change, { ...RELAYED, announcements: [], known, reminders }, now);
}

describe('a tick', () => {
  it('looks when the schedule says so, once however often it was missed', async () => {
    const bot = await stage();
    await bot.record('I1', NOON + 2 * MINUTE);
    await bot.at(NOON + 61 * MINUTE);
    // Due by now; but the next look is at ten past.
    await bot.at(NOON + 65 * MINUTE);
    expect(bot.looks).toEqual([]);
    await bot.at(NOON + 71 * MINUTE);
    expect(bot.chats).toEqual(['oc_1']);
    // Two hours of sleep: the second and last.
    await bot.at(NOON + 3 * HOUR);
    await bot.at(NOON + 5 * HOUR);
    expect(bot.chats).toEqual(['oc_1', 'oc_1']);
    expect(bot.looks).toEqual(['I1', 'I1']);
  });

  it('goes on after a restart where it was, and does nothing twice', async () => {
    const bot = await stage();
    await bot.record('I1');
    await bot.at(NOON + 70 * MINUTE);
    bot.restart();
    await bot.at(NOON + 80 * MINUTE);
    expect(bot.chats).toEqual(['oc_1']);
  });

  it('says when it wants to look again: when the next falls due', async () => {
    const bot = await stage();
    await bot.record('I1', NOON + 2 * MINUTE);
    expect(await bot.at(NOON + 70 * MINUTE - 10_000)).toBe(NOON + 70 * MINUTE);
  });

  it('of what was heard of when it had long been due is the next one, over a restart', async () => {
    const bot = await stage(settings('{ after: 1h, schedule: "30 15 * * *" }'));
    await bot.at(at('2026-11-26T16:00'));
    await bot.record('I1');
    const [row] = await bot.store.work.remindersOf('I1');
    expect(row?.dueAt).toBe(at('2026-11-27T15:30'));
    bot.restart();
    await bot.at(at('2026-11-27T15:29'));
    expect(bot.looks).toEqual([]);
    await bot.at(at('2026-11-27T15:30'));
    expect(bot.sent()).toBe(1);
  });

  it('is the moment of what an earlier version had kept by its schedule', async () => {
    const bot = await stage();
    await bot.record('I1');
    const due = NOON + 62 * MINUTE;
    await bot.sql(`update reminders set schedule = '*/10 * * * *', due_at = ${due}`);
    await bot.sql(`update schedules set state = 'of before'`);
    bot.restart();
    await bot.at(NOON + HOUR - 1_000);
    expect(await bot.store.work.remindersOf('I1')).toMatchObject([{ by: '', dueAt: NOON + HOUR, count: 0 }]);
  });

  it('is silent at night and on free days, and then reminds within a few minutes', async () => {
    const bot = await stage();
    // Due on Friday at 17:55, five minutes before people leave; the look comes at six.
    await bot.record('I1', at('2026-11-27T16:55'));
    await bot.at(at('2026-11-27T18:00'));
    await bot.at(at('2026-11-28T12:00'));
    const wake = await bot.at(at('2026-11-30T08:59'));
    expect(bot.looks).toEqual([]);
    expect(wake).toBeLessThanOrEqual(at('2026-11-30T09:05'));
    await bot.at(at('2026-11-30T09:05'));
    expect(bot.chats).toEqual(['oc_1']);
  });

  it('looks an instance up once for all chats', async () => {
    const bot = await stage(settings(HOURLY, '[oc_1, oc_2, { chat: oc_3, reminders: false }]'));
    await bot.record('I1');
    await bot.at(NOON + 70 * MINUTE);
    expect(bot.looks).toEqual(['I1']);
    expect(bot.chats.sort()).toEqual(['oc_1', 'oc_2']);
  });
});

describe('just before a reminder', () => {
  it('an ending that Feishu did not push is passed on', async () => {
    const bot = await stage();
    await bot.record('I1');
    bot.answers((code) => look(code, NOON + 70 * MINUTE, 'REJECTED'));
    await bot.at(NOON + 70 * MINUTE);
    expect(bot.found).toEqual(['I1']);
    expect(bot.chats).toEqual([]);
  });

  it('an ending so soon after the last change that it proves nothing is asked about again once it does', async () => {
    const bot = await stage();
    // It fell due long ago; its last change came three seconds before the look-up.
    await bot.record('I1', NOON, NOON + 70 * MINUTE - 3_000);
    bot.answers((code) => look(code, NOON + 70 * MINUTE, 'REJECTED'));
    await bot.at(NOON + 70 * MINUTE);
    await bot.at(NOON + 70 * MINUTE + 6_000);
    expect(bot.looks).toHaveLength(1);
    await bot.at(NOON + 70 * MINUTE + 7_000);
    expect(bot.looks).toHaveLength(2);
    expect(bot.chats).toEqual([]);
  });

  it('an instance that Feishu does not know twice, a minute apart, is gone', async () => {
    const bot = await stage();
    await bot.record('I1');
    bot.answers(() => ({ kind: 'missing', beganAt: NOON }));
    await bot.at(NOON + 70 * MINUTE);
    await bot.at(NOON + 70.5 * MINUTE);
    expect(bot.missing).toEqual([]);
    await bot.at(NOON + 71 * MINUTE);
    expect(bot.missing).toEqual(['I1']);
    expect(bot.looks).toHaveLength(2);
    expect(bot.chats).toEqual([]);
  });

  it('an instance that Feishu did not know once, hours apart, is not', async () => {
    const bot = await stage(settings('{ after: 1h, every: 1h, max: 9 }'));
    await bot.record('I1');
    for (const hours of [1, 4]) {
      bot.answers(() => ({ kind: 'missing', beganAt: NOON }));
      await bot.at(NOON + hours * HOUR + 10 * MINUTE);
      // Another took the step over: the look-up a minute later is not due any more.
      await bot.record('I1', NOON + hours * HOUR + 10 * MINUTE);
      await bot.at(NOON + hours * HOUR + 12 * MINUTE);
    }
    expect(bot.missing).toEqual([]);
  });

  it('Feishu cannot be asked: later', async () => {
    const bot = await stage();
    await bot.record('I1');
    bot.answers(() => ({ kind: 'failed', error: new FeishuError('away', { reached: 'no' }) }));
    await bot.at(NOON + 70 * MINUTE);
    await bot.at(NOON + 74 * MINUTE);
    expect(bot.looks).toHaveLength(1);
    bot.answers((code) => pending(code, NOON + 75 * MINUTE));
    await bot.at(NOON + 75 * MINUTE);
    expect(bot.chats).toEqual(['oc_1']);
  });

  it('while Feishu is away, not everybody is asked for', async () => {
    const bot = await stage();
    for (let i = 0; i < 60; i += 1) await bot.record(`I${i}`);
    bot.answers(() => ({ kind: 'failed', error: new FeishuError('away', { reached: 'no' }) }));
    await bot.at(NOON + 70 * MINUTE);
    expect(bot.looks.length).toBeLessThan(20);
    bot.answers((code) => pending(code, NOON + 80 * MINUTE));
    await bot.at(NOON + 80 * MINUTE);
    expect(bot.sent()).toBe(21);
  });
});

describe('if Feishu does not say which chats are for the instances of one approval', () => {
  const two = (reminders: string): Settings =>
    settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals: { A1: { chats: [oc_1] }, A2: { chats: [oc_2] } }
reminders: ${reminders}
`);

  it('the others are reminded of, and these once it does, by a changed configuration, too', async () => {
    const bot = await stage(two(HOURLY));
    const codes = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7'];
    for (const code of codes) await bot.record(code, NOON, NOON, code === 'I4' ? 'A1' : 'A2');
    bot.unsure.add('A2');
    bot.restart(two('{ after: 1h, every: 30m, max: 2 }'));
    await bot.at(NOON + 70 * MINUTE);
    expect(bot.chats).toEqual(['oc_1']);
    await bot.at(NOON + 90 * MINUTE);
    expect(bot.chats).toEqual(['oc_1']);
    bot.unsure.clear();
    await bot.at(NOON + 96 * MINUTE);
    expect(bot.chats.sort()).toEqual(['oc_1', ...Array(6).fill('oc_2')]);
    for (const code of codes)
      expect(await bot.store.work.remindersOf(code)).toMatchObject([{ count: 1, by: '' }]);
  });
});

describe('a changed configuration', () => {
  it('of the hours of a chat frees what the old ones had put off', async () => {
    const reminders = '{ after: 1h, every: 1h, max: 2 }';
    const bot = await stage(settings(reminders, '[{ chat: oc_1, hours: "16:00-18:00" }]'));
    await bot.record('I1');
    await bot.at(NOON + 70 * MINUTE);
    expect(bot.sent()).toBe(0);
    bot.restart(settings(reminders));
    await bot.at(NOON + 80 * MINUTE);
    await bot.at(NOON + 90 * MINUTE);
    expect(bot.sent()).toBe(1);
  });

  it('takes effect at the start, for what waits already; counts stay', async () => {
    const bot = await stage();
    await bot.record('I1');
    await bot.at(NOON + 70 * MINUTE);
    bot.restart(settings('{ after: 1h, every: 30m, max: 2 }'));
    await bot.at(NOON + 100 * MINUTE);
    // What falls due by it leaves over a few minutes.
    expect(bot.chats).toHaveLength(1);
    await bot.at(NOON + 106 * MINUTE);
    expect(bot.chats).toHaveLength(2);
    const [row] = await bot.store.work.remindersOf('I1');
    expect(row).toMatchObject({ count: 2, dueAt: null });
    bot.restart(settings('false'));
    await bot.at(NOON + 110 * MINUTE);
    expect(await bot.store.work.remindersOf('I1')).toEqual([]);
  });
});

describe('a step that comes back', () => {
  it('is reminded of again, though its count begins anew', async () => {
    const bot = await stage();
    await bot.record('I1');
    await bot.at(NOON + 70 * MINUTE);
    bot.restart(settings('false'));
    await bot.at(NOON + 80 * MINUTE);
    bot.restart(settings(HOURLY));
    await bot.at(NOON + 90 * MINUTE);
    await bot.at(NOON + 96 * MINUTE);
    expect(bot.chats).toHaveLength(2);
    expect(bot.sent()).toBe(2);
  });
});

describe('what is due again before it could be sent', () => {
  it('is sent once when it can be, and goes on from there', async () => {
    const bot = await stage(settings('{ after: 1h, every: 1h, max: 3 }'));
    await bot.record('I1');
    bot.away(true);
    for (const hours of [1, 2, 3, 4]) await bot.at(NOON + hours * HOUR + 10 * MINUTE);
    expect(await bot.store.outbox.counts()).toMatchObject({ waiting: 1 });
    expect(await bot.store.work.remindersOf('I1')).toMatchObject([{ count: 1 }]);

    bot.away(false);
    await bot.at(NOON + 4 * HOUR + 20 * MINUTE);
    expect(bot.sent()).toBe(1);
    // Whatever comes in about the instance meanwhile.
    await bot.record('I1', NOON, NOON + 1);
    await bot.at(NOON + 4 * HOUR + 40 * MINUTE);
    expect(bot.sent()).toBe(1);
    await bot.at(NOON + 5 * HOUR + 20 * MINUTE);
    expect(bot.sent()).toBe(2);
    expect(await bot.store.work.remindersOf('I1')).toMatchObject([{ count: 2 }]);
  });

  it('counts, though reminders were switched off and on again meanwhile', async () => {
    const twice = settings('{ after: 1h, every: 1h, max: 2 }');
    const bot = await stage(twice);
    await bot.record('I1');
    bot.away(true);
    await bot.at(NOON + 70 * MINUTE);
    bot.restart(settings('false'));
    await bot.at(NOON + 80 * MINUTE);
    bot.restart(twice);
    await bot.at(NOON + 90 * MINUTE);
    bot.away(false);
    for (const hours of [2, 3, 4, 5]) await bot.at(NOON + hours * HOUR + 40 * MINUTE);
    expect(bot.sent()).toBe(2);
  });
});

describe('what was held overnight', () => {
  it('and exceeds the number of the day is folded into one card, however it was spread over the morning', async () => {
    const hours = '[{ chat: oc_1, hours: "10:00-12:00" }]';
    const bot = await stage(settings('{ after: 1h, every: 1h, max: 2, perChatPerDay: 20 }', hours));
    const evening = at('2026-11-26T13:00');
    for (let i = 0; i < 60; i += 1) await bot.record(`I${i}`, evening);
    const morning = at('2026-11-27T10:00');
    bot.answers((code) => look(code, morning, 'PENDING', evening));
    await bot.at(at('2026-11-26T15:00'));
    expect(bot.chats).toEqual([]);
    for (let t = morning; t < morning + 12 * MINUTE; t += 1_000) await bot.at(t);
    // Twenty of their own, and one for all the others.
    expect(bot.chats).toHaveLength(21);
    for (let i = 0; i < 60; i += 1) {
      expect(await bot.store.work.remindersOf(`I${i}`)).toMatchObject([{ count: 1 }]);
    }
  });

  it('is sent before the hours of the chat end, also if these are shorter than the spread', async () => {
    const hours = '[{ chat: oc_1, hours: "10:00-10:03" }]';
    const bot = await stage(settings('{ after: 1h, every: 1d, max: 2, perChatPerDay: 2 }', hours));
    const evening = at('2026-11-26T13:00');
    for (let i = 0; i < 6; i += 1) await bot.record(`I${i}`, evening);
    const morning = at('2026-11-27T10:00');
    bot.answers((code) => look(code, morning, 'PENDING', evening));
    for (let t = morning; t < morning + 3 * MINUTE; t += 1_000) await bot.at(t);
    // Two of their own, and one for the next; the others are for tomorrow.
    expect(bot.chats).toHaveLength(3);
    const rows = await Promise.all([0, 1, 2, 3, 4, 5].map((i) => bot.store.work.remindersOf(`I${i}`)));
    expect(
      rows
        .flat()
        .map(({ count }) => count)
        .sort(),
    ).toEqual([0, 0, 0, 1, 1, 1]);
  });
});

describe('one card for several approvals', () => {
  const config = (a: string, b: string): Settings =>
    settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals:
  A1: { chats: [oc_1], reminders: ${a} }
  A2: { chats: [oc_1], reminders: ${b} }
reminders: { after: 1h, every: 8h, as: digest, calendar: always, hours: "00:00-24:00" }
`);
  const cardsOf = async (own: Settings): Promise<number> => {
    const bot = await stage(own);
    await bot.record('I1');
    await bot.record('I2', NOON, NOON, 'A2');
    await bot.at(NOON + 70 * MINUTE);
    return bot.sent();
  };

  it('is one if they are reminded of in the same manner', async () => {
    expect(await cardsOf(config('{}', '{}'))).toBe(1);
  });

  it.each(['{ hours: "09:00-18:00" }', '{ mention: none }', '{ calendar: weekdays }'])(
    'is one for each manner: %s',
    async (other) => {
      expect(await cardsOf(config('{}', other))).toBe(2);
    },
  );
});

describe('what a silence held back', () => {
  const silenced = async (reminders: string): Promise<number> => {
    const bot = await stage(settings(reminders));
    const scope = { person: '', standIn: '', approval: 'A1', chat: '', instance: '', steps: [] };
    const until = NOON + 2 * HOUR;
    const made = { reason: '', begunAt: NOON, by: '', choice: '' };
    await bot.store.work.addSilence({ ...scope, ...made, until });
    for (const code of ['I1', 'I2', 'I3']) await bot.record(code);
    await bot.at(NOON + 70 * MINUTE);
    expect(bot.sent()).toBe(0);
    await bot.at(until);
    const atOnce = bot.sent();
    await bot.at(until + 5 * MINUTE);
    expect(bot.sent()).toBe(reminders.includes('digest') ? 1 : 3);
    return atOnce;
  };

  it('leaves over a few minutes once it ends', async () => {
    expect(await silenced('{ after: 1h, every: 8h }')).toBe(0);
  });

  it('leaves at once if it goes into one card', async () => {
    expect(await silenced('{ after: 1h, every: 8h, as: digest }')).toBe(1);
  });
});

describe('an overview', () => {
  const DIGEST = '{ after: 9d, digest: { schedule: "0 9 * * 1-5", chat: oc_2 } }';

  it('that was missed is not written at night, but when the next working time begins', async () => {
    const bot = await stage(settings(DIGEST));
    await bot.record('I1');
    await bot.at(at('2026-11-30T08:00'));
    await bot.at(at('2026-12-01T03:00'));
    expect(bot.chats).toEqual([]);
    await bot.at(at('2026-12-01T09:00'));
    expect(bot.chats).toEqual(['oc_2']);
  });

  it('holds the figures of the last week once a week, and then comes though too little waits', async () => {
    const digest = '{ schedule: "0 9 * * *", chat: oc_2, min: 5, weekly: true }';
    const bot = await stage(settings(`{ after: 9d, digest: ${digest} }`));
    const { work } = bot.store;
    await bot.record('I1');
    const [one] = await work.uncountedInstances(9);
    if (!one) throw new Error('nothing to count');
    const day = dayNumber('2026-11-26');
    const whole = { day, approval: 'A1', step: '', person: '', name: '采购申请' };
    const adds = [
      whole,
      { ...whole, day: day - 7 },
      { ...whole, tookMs: 3 * HOUR },
      { ...whole, step: 'n1', name: '财务', tookMs: 2 * HOUR },
      { ...whole, step: 'n2', name: '主管', tookMs: HOUR },
    ];
    await work.addFigures([{ ...one, counted: [], adds }]);
    const weeks: unknown[] = [];
    for (const date of ['2026-11-27', '2026-11-30', '2026-12-01', '2026-12-07']) {
      await bot.at(at(`${date}T08:00`));
      bot.away(true);
      await bot.at(at(`${date}T09:00`));
      bot.restart();
      const row = await nextDelivery(bot.store, 'oc_2', at(`${date}T09:00`));
      weeks.push(row?.kind === 'summary' && row.content.of === 'overdue' ? row.content.week : undefined);
      bot.away(false);
      await bot.at(at(`${date}T09:01`));
    }
    const nothing = { created: 0, count: 0, median: null, p90: null };
    const before = { ...nothing, created: 1 };
    expect(weeks).toEqual([
      { ...before, from: dayNumber('2026-11-16'), before: nothing, slowest: null },
      {
        from: dayNumber('2026-11-23'),
        created: 1,
        count: 1,
        median: 3 * HOUR,
        p90: 3 * HOUR,
        before,
        slowest: { approvalName: '采购申请', stepName: '财务', median: 2 * HOUR },
      },
      undefined,
      undefined,
    ]);
    expect(bot.chats).toEqual(['oc_2', 'oc_2']);
  });

  it('that a fast clock wrote early is not written again', async () => {
    const bot = await stage(settings(DIGEST));
    await bot.record('I1');
    const sent: number[] = [];
    for (const time of ['11-30T10:00', '12-01T09:00', '11-30T10:01', '12-01T09:00', '12-02T09:00']) {
      await bot.at(at(`2026-${time}`));
      sent.push(bot.sent());
    }
    expect(sent).toEqual([1, 2, 2, 2, 3]);
  });

  it('that was missed by day is written as soon as somebody is there', async () => {
    const bot = await stage(settings(DIGEST));
    await bot.record('I1');
    await bot.at(at('2026-11-30T08:00'));
    await bot.at(at('2026-11-30T10:30'));
    expect(bot.chats).toEqual(['oc_2']);
  });
});
