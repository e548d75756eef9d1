import { describe, expect, it } from 'vitest';
import { APPROVAL, CHAT, startJourney } from '../support/journey.ts';
import { run } from '../support/stores.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

describe("a first start by a clock that disagrees with Feishu's", () => {
  it.each([
    ['behind', -7 * DAY],
    ['ahead', 7 * DAY],
  ])(
    'that is %s lists nothing older than the start and misses nothing younger',
    async (_where, botAheadMs) => {
      let old = '';
      const journey = await startJourney({
        ownClock: true,
        botAheadMs,
        config: { reconcile: { schedule: '*/10 * * * *' } },
        before: (sandbox, clock) => {
          const applicant = sandbox.addPerson({ name: '赵六' }).openId;
          const approver = sandbox.addPerson({ name: '孙七' }).openId;
          old = sandbox.submit({ approvalCode: APPROVAL, applicant, approvers: [[approver]] });
          clock.advance(60 * MINUTE);
        },
      });
      const { sandbox, clock, botClock, submit, passUntil, shownWarnings } = journey;
      const codes = async (): Promise<string[]> => (await shownWarnings()).map(({ code }) => code);
      await passUntil(async () => (await codes()).includes('clock-differs'), 10_000);
      expect((await shownWarnings()).find(({ code }) => code === 'clock-differs')?.ids).toEqual({
        aheadMs: botAheadMs,
      });

      clock.advance(3 * MINUTE);
      // Its push is refused, since its signature seems to be of another day.
      const young = submit();
      await passUntil(() => sandbox.messages(CHAT).length > 0, 10_000);
      expect(sandbox.messages(CHAT)[0]?.content).toContain(young);

      botClock.set(-botAheadMs);
      // Known at the next answer of Feishu: a look of reconcile, every ten minutes.
      await passUntil(async () => !(await codes()).includes('clock-differs'), 10_000);
      const next = submit();
      await passUntil(() => sandbox.messages(CHAT).length > 1, 10_000);
      const all = sandbox.messages(CHAT).map(({ content }) => content);
      expect(all.filter((content) => content.includes(next))).toHaveLength(1);
      expect(all.filter((content) => content.includes(young))).toHaveLength(1);
      expect(all.filter((content) => content.includes(old))).toEqual([]);
    },
  );

  it('deletes nothing that it takes for old', async () => {
    const journey = await startJourney({ ownClock: true });
    const { sandbox, botClock, clock, submit, cards, passUntil, shownWarnings, folder } = journey;
    submit();
    await cards(CHAT, 1);
    const place = { kind: 'sqlite' as const, path: `${folder}/data/relay.db` };
    const rows = async (): Promise<number> => (await run(place, 'select seq from outbox')).length;
    await passUntil(
      async () => (await run(place, `select seq from outbox where state = 'sent'`)).length === 1,
    );
    botClock.set(200 * DAY);
    await passUntil(async () => (await shownWarnings()).some(({ code }) => code === 'clock-jumped'));
    for (let i = 0; i < 30; i += 1) {
      clock.advance(MINUTE);
      await new Promise((resolve) => setImmediate(resolve));
    }
    sandbox.revokeTokens();
    expect(await rows()).toBe(1);
    botClock.set(-200 * DAY);
    submit();
    await passUntil(() => sandbox.messages(CHAT).length > 1, 5_000);
    expect(await rows()).toBe(2);
  });
});
