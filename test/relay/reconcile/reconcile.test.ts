import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { readInstance } from '../../../src/feishu/api/instances.ts';
import { SILENT_OBSERVER } from '../../../src/relay/context/observe.ts';
import { CallBudget } from '../../../src/relay/reconcile/callBudget.ts';
import { createReconcile } from '../../../src/relay/reconcile/reconcile.ts';
import { RunStopped } from '../../../src/relay/reconcile/runReport.ts';
import type { Store } from '../../../src/store/open.ts';
import { settingsOf } from '../../settings/read.ts';
import { sampleRouting } from '../../support/sampleRouting.ts';
import { snapshotOf } from '../../support/snapshotOf.ts';
import { StillClock } from '../../support/stillClock.ts';
import { nextDelivery, openWorking, RELAYED } from '../../support/stores.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const STARTED = Date.UTC(2026, 0, 5);

/** Whether the callBudget of this hour and of this month is used up. */
class Spent {
  hour = false;
  month = false;
  #onAsked: () => void = () => undefined;

  /** Resolves when somebody next wants to know. */
  readonly asked = (): Promise<void> =>
    new Promise((resolve) => {
      this.#onAsked = resolve;
    });

  readonly calls = async (span: string): Promise<number> => {
    this.#onAsked();
    return (span.includes('T') ? this.hour : this.month) ? 5_000 : 0;
  };
}

/** As `compose` does: what was found rests for ten minutes. */
async function composeFindings(store: Store, now: number): Promise<void> {
  for (const change of await store.inbox.dueChanges(now, 10)) {
    const before = await store.work.knownInstance(change.instanceCode);
    const { status, changedAt, receivedAt: lookedAt } = change;
    const known = {
      status,
      changedAt,
      knownBy: 'lookup',
      snapshot: snapshotOf('{}'),
      startedAt: null,
    } as const;
    const was = before ? { was: before.status } : {};
    const rests = { priority: 1, restsUntil: now + 10 * MINUTE };
    await store.work.finishChange(
      change,
      { ...RELAYED, ...rests, ...was, known: { ...known, lookedAt } },
      now,
    );
  }
}

/** A bot that was first started eight hours ago; Feishu and time are simulated, the store is real. */
async function stage(reconcile = '{ schedule: "0 0 1 1 *" }') {
  const store = await openWorking({ kind: 'sqlite', path: join(tempFolder(), 'relay.db') });
  const clock = new StillClock();
  await store.ledger.noteConfigured(['A1'], clock.now() - 8 * HOUR);
  let fault: Error | undefined;
  let asked = 0;
  let unknownTo = 0;
  const spent = new Spent();
  const start = () =>
    createReconcile({
      settings: settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals: { A1: { chats: [oc_1] } }
reconcile: ${reconcile}
`),
      routing: sampleRouting(),
      observer: SILENT_OBSERVER,
      work: store.work,
      commands: store.commands,
      callBudget: new CallBudget({
        clock,
        settings: { timezone: 'Asia/Shanghai' },
        ledger: { callsOf: spent.calls, addCalls: async () => undefined },
      }),
      lookup: {
        look: async (code, beganAt) => {
          asked += 1;
          if (asked <= unknownTo) return { kind: 'missing', beganAt };
          if (fault) throw fault;
          const seen = { status: 'PENDING', start_time: String(STARTED) };
          return {
            kind: 'found',
            look: { instance: readInstance(seen, code), snapshot: snapshotOf('{}'), beganAt },
          };
        },
      },
      list: async (_, before) => {
        await before();
        asked += 1;
        if (fault) throw fault;
        return [];
      },
      clock,
      feishuTime: async () => clock.now(),
      onAccepted: () => undefined,
      log: silentLog,
      signal: new AbortController().signal,
      onComposed: () => undefined,
    });
  let bot = start();
  return {
    store,
    clock,
    wake: () => bot.wake('the intake is back'),
    restart: () => {
      bot = start();
    },
    fails: (error?: Error) => {
      fault = error;
    },
    /** So many of the next look-ups find nothing. */
    misses: (looks: number) => {
      unknownTo = asked + looks;
    },
    /** While a run waits for something, time passes. */
    async through(): Promise<number> {
      const before = asked;
      let isOver = false;
      const ticking = bot.tick().finally(() => {
        isOver = true;
      });
      while (!isOver) {
        clock.advance(1_000);
        await setImmediate();
      }
      await ticking;
      return asked - before;
    },
    spent,
    tick: () => bot.tick(),
    /** Something was found an hour ago, and not sent yet. */
    async holds(instanceCode: string) {
      const change = { instanceCode, approvalCode: 'A1', status: 'PENDING', changedAt: STARTED } as const;
      const finding = { ...change, lookedAt: clock.now() - HOUR, snapshot: '{}', rests: true } as const;
      await store.work.addFinding(finding, clock.now());
      await composeFindings(store, clock.now());
    },
    /** What is due in the chat. */
    async sent() {
      await composeFindings(store, clock.now());
      const due = await nextDelivery(store, 'oc_1', clock.now());
      return due && 'instanceCode' in due ? [due.instanceCode] : [];
    },
    /** How often Feishu was asked in the meantime. */
    async later(spanMs: number) {
      clock.advance(spanMs);
      const before = asked;
      await bot.tick();
      return asked - before;
    },
  };
}

describe('a run by itself', () => {
  it('is not brought by each wake or restart, and what was left out then is made up for', async () => {
    const { later, wake, restart } = await stage();
    expect(await later(0)).toBeGreaterThan(0);
    for (let i = 0; i < 18; i += 1) {
      if (i % 2) restart();
      wake();
      expect(await later(30_000)).toBe(0);
    }
    expect(await later(2 * MINUTE)).toBe(1);
    wake();
    expect(await later(2 * MINUTE)).toBe(0);
    wake();
    expect(await later(10 * MINUTE)).toBe(1);
  });

  it('asks for nothing when it is woken and the call budget of the month is used up', async () => {
    const { later, wake, spent } = await stage();
    spent.month = true;
    expect(await later(0)).toBe(0);
    wake();
    expect(await later(50 * MINUTE)).toBe(0);
    spent.month = false;
    expect(await later(HOUR)).toBeGreaterThan(0);
  });

  it.each(['unreachable', 'refused'] as const)('is started by a wake if Feishu was %s', async (why) => {
    const { later, wake, fails } = await stage();
    fails(new RunStopped(why, 'no answer'));
    expect(await later(0)).toBe(1);
    expect(await later(MINUTE)).toBe(0);
    fails();
    wake();
    expect(await later(1_000)).toBeGreaterThan(0);
  });

  it('does not wait for a clock that was set back', async () => {
    const { later, fails, clock } = await stage();
    fails(new RunStopped('month', 'used up'));
    expect(await later(0)).toBe(1);
    clock.set(-5 * HOUR);
    expect(await later(59 * MINUTE)).toBe(0);
    expect(await later(MINUTE)).toBe(1);
  });
});

describe('what still rests, if reconcile is switched off', () => {
  it.each(['unreachable', 'refused'] as const)('is sent later if Feishu was %s', async (why) => {
    const { holds, later, fails, sent } = await stage('false');
    await holds('I1');
    fails(new RunStopped(why, 'no answer'));
    expect(await later(0)).toBe(1);
    expect(await later(MINUTE)).toBe(0);
    expect(await later(HOUR)).toBe(1);
    expect(await sent()).toEqual([]);
    fails();
    expect(await later(HOUR)).toBe(1);
    expect(await sent()).toEqual(['I1']);
    expect(await later(HOUR)).toBe(0);
  });

  it('is sent as it was, once, if nothing may be asked until the next month', async () => {
    const { holds, later, fails, sent } = await stage('false');
    await holds('I1');
    fails(new RunStopped('month', 'used up'));
    expect(await later(0)).toBe(1);
    expect(await sent()).toEqual(['I1']);
    expect(await later(2 * HOUR)).toBe(0);
  });

  it('does not hold up a command while it waits for the callBudget of the hour', async () => {
    const { holds, tick, clock, store, spent, sent } = await stage('false');
    await holds('I1');
    spent.hour = true;
    const isAsked = spent.asked();
    const waiting = tick();
    await isAsked;
    const options = JSON.stringify({ openOnly: true, adopt: false, everything: true });
    const seq = await store.commands.ask('reconcile', options, clock.now());
    clock.advance(1_000);
    await waiting;
    expect(await sent()).toEqual([]);
    spent.hour = false;
    await tick();
    expect(JSON.parse((await store.commands.stateOf(seq))?.result ?? '')).toMatchObject({ looked: 1 });
    expect(await sent()).toEqual(['I1']);
  });
});

describe('what still rests, and Feishu does not know any more', () => {
  it('is forgotten if it is known again a minute later', async () => {
    const { holds, misses, through, sent, store } = await stage('false');
    await holds('I1');
    misses(2);
    expect(await through()).toBe(2);
    expect(await sent()).toEqual([]);
    expect((await store.outbox.counts()).waiting).toBe(0);
    expect(await store.work.knownInstance('I1')).toMatchObject({ status: 'DELETED' });
  });

  it('is sent if it is still missing a minute later', async () => {
    const { holds, misses, through, sent } = await stage('false');
    await holds('I1');
    misses(1);
    expect(await through()).toBe(2);
    expect(await sent()).toEqual(['I1']);
  });

  it('is kept if the run ends before a second look-up, and sent by the next run', async () => {
    const { holds, misses, fails, through, later, sent } = await stage('false');
    await holds('I1');
    misses(1);
    fails(new RunStopped('unreachable', 'no answer'));
    expect(await through()).toBe(2);
    expect(await sent()).toEqual([]);
    fails();
    expect(await later(10 * MINUTE)).toBe(1);
    expect(await sent()).toEqual(['I1']);
  });
});

describe('a command whose bot is gone', () => {
  it.each([
    ['is done again within the hour', 50 * MINUTE, true],
    ['is given up later', 70 * MINUTE, false],
  ])('%s', async (_, agoMs, isDone) => {
    const { store, clock, later } = await stage();
    const options = JSON.stringify({ openOnly: true, adopt: false, everything: true });
    const seq = await store.commands.ask('reconcile', options, clock.now() - agoMs);
    await store.commands.begin(seq, clock.now() - agoMs + 1_000);
    await store.commands.note(seq, '{"looked":1}');
    await later(0);
    const state = await store.commands.stateOf(seq);
    expect(state?.finishedAt).not.toBeNull();
    expect(state?.result !== '').toBe(isDone);
  });
});
