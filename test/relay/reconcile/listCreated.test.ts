import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listCreated } from '../../../src/relay/reconcile/listCreated.ts';
import { newReport } from '../../../src/relay/reconcile/runReport.ts';
import { approvalSettings } from '../../support/sampleSettings.ts';
import { event, openWorking } from '../../support/stores.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.parse('2026-11-26T12:00:00+08:00');

/** Feishu is simulated; the store is real. `mappedAt`: when the approval was first mapped. */
async function stage(mappedAt = NOON - DAY) {
  const store = await openWorking({ kind: 'sqlite', path: join(tempFolder(), 'relay.db') });
  await store.ledger.noteConfigured(['A1'], mappedAt);
  let codes: string[] = [];
  let refuses = (_code: string): boolean => false;
  const windows: { from: number; until: number }[] = [];
  const looked: string[] = [];
  return {
    store,
    windows,
    looked,
    created: (...some: string[]) => {
      codes = some;
    },
    refusesWhat: (which: typeof refuses) => {
      refuses = which;
    },
    /** A run at a time: what it says, and since when it listed. */
    async run(begunAt: number, everything = false) {
      const report = newReport();
      windows.length = 0;
      await listCreated(
        {
          settings: {
            approvals: new Map([['A1', approvalSettings('A1', [])]]),
            timezone: 'Asia/Shanghai',
            calendar: { holidays: [], workdays: [] },
          } as never,
          work: store.work,
          lookbackMs: 7 * DAY,
          asking: {
            look: () => Promise.reject(new Error('it only lists')),
            list: async ({ from, until }) => {
              windows.push({ from, until });
              return until === begunAt ? codes : [];
            },
          },
        },
        { begunAt, everything },
        report,
        async (code) => {
          looked.push(code);
          if (refuses(code)) report.refused += 1;
          else await store.inbox.add([event(code, { instanceCode: code })]);
          return refuses(code) ? 'refused' : 'concluded';
        },
      );
      return { report, listedFrom: windows[0]?.from };
    },
  };
}

describe('the list of what was created', () => {
  it('is not asked for again by each restart, and says when it may be', async () => {
    const { run } = await stage();
    expect((await run(NOON)).listedFrom).toBe(NOON - DAY);
    for (let i = 1; i < 60; i += 1) {
      const { listedFrom, report } = await run(NOON + i * 10_000);
      expect([listedFrom, report.listsFrom]).toEqual([undefined, NOON + 10 * MINUTE]);
    }
    expect((await run(NOON + 10 * MINUTE)).listedFrom).toBe(NOON - 5 * MINUTE);
  });

  it('is asked for at once if a person asks', async () => {
    const { run } = await stage();
    await run(NOON);
    expect((await run(NOON + 10_000, true)).listedFrom).toBe(NOON - 5 * MINUTE);
  });

  it('comes to what was refused again, no sooner than other lists, and not for ever', async () => {
    const { run, looked, created, refusesWhat } = await stage();
    await run(NOON - 2 * HOUR);
    created('I1');
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
    expect((await run(NOON + HOUR)).listedFrom).toBe(NOON - 5 * MINUTE);
    const ahead = await stage(NOON + DAY);
    expect((await ahead.run(NOON)).listedFrom).toBeUndefined();
    expect((await ahead.run(NOON + HOUR)).listedFrom).toBe(NOON);
  });
});
