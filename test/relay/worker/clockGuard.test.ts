import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { ClockGuard } from '../../../src/relay/worker/clockGuard.ts';
import type { BringHome } from '../../../src/store/strayMends.ts';
import type { Pace } from '../../../src/store/strayMoments.ts';
import { settingsOf } from '../../settings/read.ts';

const NOW = Date.parse('2026-11-26T04:00:00Z');
const CONFIG = `feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals: { A1: { chats: [oc_1] } }
`;
const SETTINGS = settingsOf(`${CONFIG}reminders: { after: 1d }
`);

/** @param lastSeenAt when the store saw a worker last */
function stage(lastSeenAt?: number, settings = SETTINGS) {
  const checks: (BringHome & Pace)[] = [];
  let isAway = false;
  const guard = new ClockGuard({
    work: {
      lastSeenAt: async () => lastSeenAt,
      bringHome: async (check, pace) => {
        if (isAway) throw new Error('the store is away');
        checks.push({ ...check, ...pace });
        const isDone = (await pace?.goesOn?.()) ?? true;
        return { rows: isDone ? {} : { reminders: 1 }, isDone };
      },
    },
    feishuNow: () => NOW + 1,
    settings,
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

  it('may be ahead by a weekend if an overview waits for its hours', async () => {
    const digest =
      'reminders: { digest: { schedule: "0 17 * * *", chat: oc_1 } }\ncalendar: { holidays: [2026-11-26, 2026-11-27] }\n';
    const { guard, checks } = stage(undefined, settingsOf(CONFIG + digest));
    await guard.check();
    // From Thursday noon until Monday at nine.
    expect(checks[0]?.longest.heldMs).toBe((24 + 24 + 24 + 12 + 9) * 3_600_000);
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

  it('ahead are not trusted if the last worker was ahead of this one', async () => {
    const ahead = stage(NOW + 60_000);
    await ahead.guard.begin();
    expect(ahead.setBacks()).toEqual([{}]);
    for (const seenAt of [undefined, NOW - 60_000, NOW + 5_000]) {
      const { guard, setBacks } = stage(seenAt);
      await guard.begin();
      expect(setBacks()).toEqual([undefined]);
    }
  });

  it('are brought back before the work begins as far as that is urgent, and then all of them', async () => {
    const { guard, checks } = stage(NOW + 60_000);
    expect(await guard.begin()).toBe(true);
    expect(await guard.check()).toBe(false);
    expect(checks.map(({ isUrgentOnly = false, setBack }) => [isUrgentOnly, setBack])).toEqual([
      [true, {}],
      [false, {}],
    ]);
  });

  it('that are left by a check that was cut off are brought back by the next one', async () => {
    const { guard, setBacks } = stage(NOW + 60_000);
    expect(await guard.begin(() => false)).toBe(false);
    expect(await guard.begin()).toBe(true);
    expect(await guard.check(() => false)).toBe(true);
    await guard.check();
    await guard.check();
    expect(setBacks()).toEqual([{}, {}, {}, {}, undefined]);
  });
});
