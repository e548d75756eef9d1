import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { ClockGuard } from '../../../src/relay/worker/clockGuard.ts';
import type { BringHome } from '../../../src/store/strayMoments.ts';
import { settingsOf } from '../../settings/read.ts';

const NOW = Date.parse('2026-11-26T04:00:00Z');
const SETTINGS = settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals: { A1: { chats: [oc_1] } }
reminders: { after: 1d }
`);

/** @param lastSeenAt when the store saw a worker last */
function stage(lastSeenAt?: number) {
  const checks: BringHome[] = [];
  let isAway = false;
  const guard = new ClockGuard({
    work: {
      lastSeenAt: async () => lastSeenAt,
      bringHome: async (check) => {
        if (isAway) throw new Error('the store is away');
        checks.push(check);
        return {};
      },
    },
    feishuNow: () => NOW + 1,
    settings: SETTINGS,
    clock: { now: () => NOW, monotonic: () => NOW, at: () => () => undefined },
    log: silentLog,
  });
  return {
    guard,
    setBacks: () => checks.map(({ setBack }) => setBack),
    checks,
    away: (away: boolean) => {
      isAway = away;
    },
  };
}

describe('moments in the store', () => {
  it('are checked against how long each may be ahead', async () => {
    const { guard, checks } = stage();
    await guard.check();
    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({ now: NOW, feishuNow: NOW + 1, setBack: undefined });
    expect(Object.values(checks[0]?.longest ?? {}).every((ms) => ms > 0)).toBe(true);
  });

  it('ahead are not believed after the clock was set back, by all steps together, until a check is done', async () => {
    const { guard, setBacks, away } = stage();
    guard.jumped(5_000);
    guard.jumped(-60_000);
    guard.jumped(-1_000);
    away(true);
    await expect(guard.check()).rejects.toThrow('away');
    away(false);
    await guard.check();
    await guard.check();
    expect(setBacks()).toEqual([{ byMs: -61_000 }, undefined]);
  });

  it('ahead are not believed where the last worker was ahead of this one', async () => {
    const ahead = stage(NOW + 60_000);
    await ahead.guard.begin();
    expect(ahead.setBacks()).toEqual([{}]);
    for (const seenAt of [undefined, NOW - 60_000, NOW + 5_000]) {
      const { guard, setBacks } = stage(seenAt);
      await guard.begin();
      expect(setBacks()).toEqual([undefined]);
    }
  });
});
