import { describe, expect, it } from 'vitest';
import { CHAT, startJourney } from '../support/journey.ts';

describe('a send whose answer is lost', () => {
  it('is repeated with its key, and the card stands in the group once', async () => {
    const { sandbox, clock, submit, cards, ends, deliveries } = await startJourney();
    sandbox.faults.add({ api: 'message.create', kind: 'loseAnswer', times: 3 });
    const code = submit();
    for (let tried = 1; tried <= 3; tried += 1) {
      await ends.until(() => deliveries.filter((end) => end.result === 'retry').length === tried);
      clock.advance(10_000);
    }
    await ends.until(() => deliveries.some((end) => end.result === 'sent'));
    const sends = sandbox.requests('message.create');
    expect(sends.length).toBe(4);
    expect(new Set(sends.map((request) => request.uuid)).size).toBe(1);
    sandbox.withdraw(code);
    expect(await cards(CHAT, 2)).toHaveLength(2);
  });

  it('is never repeated after fifty minutes, and waits for a person then', async () => {
    const { sandbox, clock, people, submit, cards, ends, deliveries, counts } = await startJourney();
    sandbox.faults.add({ api: 'message.create', chat: CHAT, kind: 'loseAnswer' });
    const code = submit();
    await ends.until(() => deliveries.some((end) => end.result === 'retry'));
    const firstAt = sandbox.requests('message.create')[0]?.at ?? 0;
    while (!deliveries.some((end) => end.result === 'parked')) {
      const seen = deliveries.length;
      clock.advance(5 * 60_000);
      await ends.until(() => deliveries.length > seen);
    }
    expect(deliveries.at(-1)).toMatchObject({ result: 'parked', reason: 'outcome-unknown' });
    const lastAt = sandbox.requests('message.create').at(-1)?.at ?? 0;
    expect(lastAt - firstAt).toBeLessThan(50 * 60_000);
    expect(await counts()).toMatchObject({ parked: 1, outboxWaiting: 0 });

    // What is parked holds nobody back.
    sandbox.faults.clear();
    sandbox.reject(code, { by: people.li });
    expect(await cards(CHAT, 2)).toHaveLength(2);
  });

  it('survives a restart of the bot in between', async () => {
    const { sandbox, clock, submit, cards, ends, deliveries, restart } = await startJourney();
    sandbox.faults.add({ api: 'message.create', kind: 'loseAnswer', times: 1 });
    const code = submit();
    await ends.until(() => deliveries.some((end) => end.result === 'retry'));
    await restart();
    clock.advance(10_000);
    await ends.until(() => deliveries.some((end) => end.result === 'sent'));
    expect(await cards(CHAT, 1)).toHaveLength(1);
    expect(sandbox.messages(CHAT)[0]?.content).toContain(code);
  });
});
