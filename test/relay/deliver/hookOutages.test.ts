import { describe, expect, it } from 'vitest';
import { HookOutages } from '../../../src/relay/deliver/hookOutages.ts';

const HOOK = 'hook:erp';

function stage() {
  let now = 1_000_000;
  const outages = new HookOutages({ monotonic: () => now });
  return {
    outages,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('a hook whose receiver is down', () => {
  it('is paused after the first failure, for ever longer, up to a minute', () => {
    const { outages, pass } = stage();
    const { pauseMs } = outages.failed(HOOK, { isOutage: true });
    expect(pauseMs).toBeGreaterThan(0);
    expect([outages.isPaused(HOOK), outages.isPaused('hook:other')]).toEqual([true, false]);
    pass(pauseMs);
    expect(outages.isPaused(HOOK)).toBe(false);
    for (let i = 0; i < 20; i += 1) outages.failed(HOOK, { isOutage: true });
    const late = outages.failed(HOOK, { isOutage: true });
    expect(late.pauseMs).toBeGreaterThan(10_000);
    expect(late.pauseMs).toBeLessThanOrEqual(60_000);
    expect(late.failingMs).toBe(pauseMs);
  });

  it('is left in peace as long as it asks for', () => {
    const { outages } = stage();
    expect(outages.failed(HOOK, { isOutage: true, retryAfterMs: 600_000 }).pauseMs).toBe(600_000);
  });

  it('is not assumed to be down if single requests are refused, but after three in a row', () => {
    const { outages } = stage();
    const refused = () => outages.failed(HOOK, { isOutage: false }).pauseMs > 0;
    expect([refused(), refused(), refused()]).toEqual([false, false, true]);
    outages.forget(HOOK);
    expect(outages.isPaused(HOOK)).toBe(false);
    expect([refused(), refused()]).toEqual([false, false]);
  });
});
