import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ListWindow } from '../../../src/feishu/api/instanceList.ts';
import { readInstance } from '../../../src/feishu/api/instances.ts';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { SILENT_OBSERVER } from '../../../src/relay/context/observe.ts';
import { createAsking } from '../../../src/relay/reconcile/asking.ts';
import { listCreated } from '../../../src/relay/reconcile/listCreated.ts';
import type { RunParts } from '../../../src/relay/reconcile/runParts.ts';
import { newReport, type RunOrder } from '../../../src/relay/reconcile/runReport.ts';
import { sampleRouting } from '../../support/sampleRouting.ts';
import { approvalSettings } from '../../support/sampleSettings.ts';
import { snapshotOf } from '../../support/snapshotOf.ts';
import { StillClock } from '../../support/stillClock.ts';
import { openWorking } from '../../support/stores.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.parse('2026-11-26T12:00:00+08:00');

/** Feishu is simulated; the store is real. `mappedAt`: when the approval was first mapped. */
async function stage(mappedAt = NOON - DAY) {
  const store = await openWorking({ kind: 'sqlite', path: join(tempFolder(), 'relay.db') });
  await store.ledger.noteConfigured(['A1'], mappedAt);
  const clock = new StillClock(NOON);
  let created: readonly (readonly [code: string, at: number])[] = [];
  let refuses = (_code: string): boolean => false;
  const windows: ListWindow[] = [];
  const looked: string[] = [];
  return {
    store,
    looked,
    created: (...some: typeof created) => {
      created = some;
    },
    refusesWhat: (which: typeof refuses) => {
      refuses = which;
    },
    /** A run at a time of Feishu's: what it reports, and since when it listed. */
    async run(begunAt: number, order: Partial<RunOrder> = {}, ourTime = begunAt) {
      clock.advance(Math.max(0, ourTime - clock.now()));
      clock.set(ourTime - clock.now());
      const report = newReport();
      windows.length = 0;
      const { signal } = new AbortController();
      const parts: RunParts = {
        settings: {
          approvals: new Map([['A1', approvalSettings('A1', [])]]),
          timezone: 'Asia/Shanghai',
          calendar: { holidays: [], workdays: [] },
          retentionMs: 90 * DAY,
        },
        routing: sampleRouting(),
        observer: SILENT_OBSERVER,
        work: store.work,
        callBudget: { take: async () => undefined },
        lookup: {
          look: async (code, beganAt) => {
            looked.push(code);
            if (refuses(code)) return { kind: 'failed', error: new FeishuError('no', { code: 1390001 }) };
            const instance = readInstance({ status: 'PENDING', start_time: String(beganAt) }, code);
            return { kind: 'found', look: { instance, snapshot: snapshotOf('{}'), beganAt } };
          },
        },
        list: async (window) => {
          windows.push(window);
          return created.filter(([, at]) => at >= window.from && at <= window.until).map(([code]) => code);
        },
        clock,
        feishuTime: async () => begunAt,
        onAccepted: () => undefined,
        onComposed: () => undefined,
      };
      const whole = { openOnly: false, adopt: false, everything: false, ...order };
      const asking = createAsking(parts, signal);
      await listCreated(
        { ...parts, order: whole, report, signal, asking, lookbackMs: 7 * DAY, missing: [] },
        begunAt,
      );
      const { listsFrom } = report;
      return {
        listedFrom: windows[0]?.from,
        /** After how long it may be listed again. */
        againInMs: listsFrom === undefined ? undefined : listsFrom - clock.monotonic(),
      };
    },
  };
}

describe('the list of what was created', () => {
  it('is not asked for again by each restart, and says when it may be', async () => {
    const { run } = await stage();
    expect((await run(NOON)).listedFrom).toBe(NOON - DAY);
    for (let i = 1; i < 60; i += 1) {
      const { listedFrom, againInMs } = await run(NOON + i * 10_000);
      expect([listedFrom, againInMs]).toEqual([undefined, 10 * MINUTE - i * 10_000]);
    }
    expect((await run(NOON + 10 * MINUTE)).listedFrom).toBe(NOON - 5 * MINUTE);
  });

  it('is asked for at once if a person asks', async () => {
    const { run } = await stage();
    await run(NOON);
    expect((await run(NOON + 10_000, { everything: true })).listedFrom).toBe(NOON - 5 * MINUTE);
  });

  it.each([
    ['ahead of', DAY],
    ['behind', -DAY],
  ])('may be asked for ten minutes later if our clock is %s that of Feishu', async (_, aheadMs) => {
    const { run } = await stage();
    await run(NOON, {}, NOON + aheadMs);
    const again = await run(NOON + MINUTE, {}, NOON + MINUTE + aheadMs);
    expect(again).toEqual({ listedFrom: undefined, againInMs: 9 * MINUTE });
  });

  it('has what was created a moment ago, too, if a person asks and our clock is behind', async () => {
    const { run, created, looked } = await stage();
    created(['I1', NOON + 30_000]);
    await run(NOON, { everything: true, since: NOON - HOUR });
    expect(looked).toEqual(['I1']);
    // It continues from when that run began.
    expect((await run(NOON + HOUR)).listedFrom).toBe(NOON - DAY);
    await run(NOON + 2 * HOUR, { everything: true });
    expect((await run(NOON + 3 * HOUR)).listedFrom).toBe(NOON + 2 * HOUR - 5 * MINUTE);
  });

  it('comes to what was refused again, no sooner than other lists, and not for ever', async () => {
    const { run, looked, created, refusesWhat } = await stage();
    await run(NOON - 2 * HOUR);
    created(['I1', NOON - MINUTE]);
    refusesWhat((code) => code === 'I1');
    await run(NOON);
    expect((await run(NOON + MINUTE)).listedFrom).toBeUndefined();
    expect((await run(NOON + HOUR)).listedFrom).toBe(NOON - 2 * HOUR - 5 * MINUTE);
    expect(looked).toEqual(['I1', 'I1']);
    created();
    await run(NOON + 2 * HOUR);
    expect((await run(NOON + 3 * HOUR)).listedFrom).toBe(NOON + 2 * HOUR - 5 * MINUTE);
  });

  it('does not wait for a clock that ran ahead', async () => {
    const { run } = await stage();
    await run(NOON + 30 * DAY);
    expect((await run(NOON)).listedFrom).toBe(NOON - DAY);
    const ahead = await stage(NOON + DAY);
    expect((await ahead.run(NOON)).listedFrom).toBeUndefined();
  });
});
