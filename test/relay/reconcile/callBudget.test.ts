import { describe, expect, it } from 'vitest';
import { CallBudget } from '../../../src/relay/reconcile/callBudget.ts';
import { RECONCILE_DEFAULTS } from '../../../src/settings/defaults.ts';
import { StillClock } from '../../support/stillClock.ts';

const HOUR_MS = 3_600_000;
/** Calls are counted by the hour and by the month. */
const isHour = (span: string): boolean => /^\d{4}-\d\d-\d\dT\d\d /.test(span);

function open(perHour: number, perMonth: number, spent = 0, spentThisHour = async () => 0) {
  const clock = new StillClock();
  const stop = new AbortController();
  let made = spent;
  const reconcile = { ...RECONCILE_DEFAULTS, requestsPerHour: perHour, requestsPerMonth: perMonth };
  const callBudget = new CallBudget({
    clock,
    settings: { timezone: 'Asia/Shanghai', reconcile },
    ledger: {
      callsOf: async (span) => (isHour(span) ? spentThisHour() : made),
      async addCalls(span, calls) {
        if (!isHour(span)) made += calls;
      },
    },
  });
  /** Lets whatever may go on go on. */
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, stop, callBudget, settle, made: () => made };
}

describe('what reconcile may ask', () => {
  it('is one request after the other, apart, so that live work has most of each second', async () => {
    const { clock, stop, callBudget, settle, made } = open(600, 0);
    await callBudget.take(stop.signal);
    const second = callBudget.take(stop.signal);
    await settle();
    expect(made()).toBe(1);
    clock.advance(200);
    await second;
    expect(made()).toBe(2);
  });

  it('is so many in any hour, and the next when the first of them is an hour old', async () => {
    const { clock, stop, callBudget, settle, made } = open(3, 0);
    for (let i = 0; i < 3; i += 1) {
      clock.advance(60_000);
      await callBudget.take(stop.signal);
    }
    const fourth = callBudget.take(stop.signal);
    clock.advance(HOUR_MS - 2 * 60_000 - 1_000);
    await settle();
    expect(made()).toBe(3);
    clock.advance(1_000);
    await fourth;
  });

  it('is so many in an hour of the clock, those of earlier processes counted', async () => {
    const spent = new Map<number, number>();
    const hour = () => Math.floor(clock.now() / HOUR_MS);
    const { clock, stop, callBudget, settle, made } = open(3, 0, 0, async () => spent.get(hour()) ?? 0);
    clock.advance(HOUR_MS - (clock.now() % HOUR_MS));
    spent.set(hour(), 3);
    const first = callBudget.take(stop.signal);
    clock.advance(HOUR_MS / 2);
    await settle();
    expect(made()).toBe(0);
    clock.advance(HOUR_MS / 2);
    await first;
    expect(made()).toBe(1);
  });

  it('is so many in a month, those of earlier processes counted; 0: without end', async () => {
    const { clock, stop, callBudget } = open(600, 5, 4);
    await callBudget.take(stop.signal);
    clock.advance(1_000);
    await expect(callBudget.take(stop.signal)).rejects.toMatchObject({ name: 'RunStopped', why: 'month' });
    await open(600, 0, 1_000_000).callBudget.take(stop.signal);
  });

  it('is called off with the run', async () => {
    const { stop, callBudget } = open(1, 0);
    await callBudget.take(stop.signal);
    const waiting = callBudget.take(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ why: 'called-off' });
  });
});
