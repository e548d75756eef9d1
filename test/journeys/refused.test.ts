import { describe, expect, it } from 'vitest';
import { APPROVAL, CHAT, startJourney } from '../support/journey.ts';

const TWO_CHATS = { approvals: { [APPROVAL]: { chats: [CHAT, 'oc_second'] } } };

describe('a bot thrown out of one group', () => {
  it('parks what is for that group, without calling again and again; the others go on', async () => {
    const { sandbox, submit, cards, ends, deliveries, warnings, counts } = await startJourney({
      config: TWO_CHATS,
    });
    sandbox.addChat({ chatId: 'oc_second', name: '财务群' });
    sandbox.removeBot(CHAT, { event: false });
    for (let i = 0; i < 5; i += 1) submit();
    await cards('oc_second', 5);
    await ends.until(() => deliveries.filter((end) => end.result !== 'retry').length === 10);
    expect(sandbox.requests('message.create').filter((request) => request.chat === CHAT)).toHaveLength(1);
    expect(warnings.filter((line) => line.text.includes('a chat takes no messages'))).toHaveLength(1);
    expect(await counts()).toMatchObject({ parked: 5, outboxWaiting: 0, chatsClosed: 1 });

    sandbox.addBot(CHAT);
    await sandbox.waitFor(() => sandbox.pushes().every((push) => push.state === 'taken'));
    submit();
    expect(await cards(CHAT, 1)).toHaveLength(1);
    expect(await counts()).toMatchObject({ chatsClosed: 0 });
  });

  it('is tried again with one delivery an hour', async () => {
    const { sandbox, clock, submit, cards, ends, deliveries } = await startJourney();
    const parked = (count: number) =>
      ends.until(() => deliveries.filter((end) => end.result === 'parked').length === count);
    const sends = (): number => sandbox.requests('message.create').length;
    sandbox.removeBot(CHAT, { event: false });
    submit();
    await parked(1);
    clock.advance(3_600_000);
    submit();
    await parked(2);
    submit();
    await parked(3);
    expect(sends()).toBe(2);
    sandbox.addBot(CHAT, { event: false });
    clock.advance(3_600_000);
    submit();
    await cards(CHAT, 1);
    expect(sends()).toBe(3);
  });

  it('is tried again after a restart', async () => {
    const { sandbox, submit, cards, ends, deliveries, restart } = await startJourney();
    sandbox.removeBot(CHAT, { event: false });
    submit();
    await ends.until(() => deliveries.some((end) => end.result === 'parked'));
    sandbox.addBot(CHAT, { event: false });
    await restart();
    submit();
    expect(await cards(CHAT, 1)).toHaveLength(1);
  });
});

describe('a card that Feishu refuses', () => {
  it('goes out simpler', async () => {
    const { sandbox, submit, cards, deliveries, metrics } = await startJourney();
    sandbox.faults.add({
      api: 'message.create',
      kind: 'status',
      status: 400,
      code: 230099,
      msg: 'ErrCode: 11310',
      times: 2,
    });
    const code = submit();
    const [card] = await cards(CHAT, 1);
    expect(card).toContain(code);
    expect(deliveries.filter((end) => end.reason === 'degrade')).toHaveLength(2);
    expect(new Set(sandbox.requests('message.create').map((request) => request.uuid)).size).toBe(1);
    expect(await metrics()).toMatch(/relay_cards_simplified_total\{detail="[a-z-]+"\} 1/);
  });

  it('whatever its shape, is parked with its code, and the next change is tried', async () => {
    const { sandbox, submit, cards, ends, deliveries } = await startJourney();
    const remove = sandbox.faults.add({ api: 'message.create', kind: 'status', status: 400, code: 230022 });
    submit();
    await ends.until(() => deliveries.some((end) => end.result === 'parked'));
    expect(deliveries.at(-1)).toMatchObject({ reason: 'refused', code: 230022 });
    expect(sandbox.requests('message.create').length).toBeLessThan(8);
    remove();
    submit();
    expect(await cards(CHAT, 1)).toHaveLength(1);
  });
});

describe('limits', () => {
  it('named by Feishu are kept', async () => {
    const { sandbox, clock, submit, cards, ends, deliveries } = await startJourney();
    const headers = { 'x-ogw-ratelimit-limit': '50', 'x-ogw-ratelimit-reset': '30' };
    sandbox.faults.add({
      api: 'message.create',
      kind: 'status',
      status: 429,
      code: 99991400,
      headers,
      times: 1,
    });
    submit();
    await ends.until(() => deliveries.some((end) => end.result === 'retry'));
    const firstAt = sandbox.requests('message.create')[0]?.at ?? 0;
    submit();
    clock.advance(31_000);
    await cards(CHAT, 2);
    const [, second] = sandbox.requests('message.create');
    expect((second?.at ?? 0) - firstAt).toBeGreaterThanOrEqual(30_000);
  });

  it('hold for a burst of 300 changes over ten chats, a third of them to one, without one refusal', async () => {
    const chats = Array.from({ length: 10 }, (_, i) => `oc_burst_${i}`);
    const approvals = Object.fromEntries(chats.map((chat, i) => [`BURST-${i}`, { chats: [chat] }]));
    const { sandbox, people, ends, deliveries } = await startJourney({
      fast: 4,
      // A busy test machine must not look like a dead bot.
      sandbox: { retryLadderMs: Array.from({ length: 100 }, () => 1_000) },
      config: { approvals: { ...approvals, [APPROVAL]: { chats: [CHAT] } } },
      before: (fresh) => {
        for (const [i, chat] of chats.entries()) {
          fresh.addChat({ chatId: chat, name: chat });
          fresh.addApproval({ approvalCode: `BURST-${i}`, name: chat });
        }
      },
    });
    // Two changes each: 100 to the first chat, some 22 to each of the others.
    const counts = chats.map((_, i) => (i === 0 ? 50 : 11 + (i === 1 ? 1 : 0)));
    let changes = 0;
    for (const [i, count] of counts.entries()) {
      for (let n = 0; n < count; n += 1) {
        const code = sandbox.submit({
          approvalCode: `BURST-${i}`,
          applicant: people.zhang,
          approvers: [[people.li]],
        });
        sandbox.approve(code, { by: people.li });
        changes += 2;
      }
    }
    await ends.until(() => deliveries.filter((end) => end.result === 'sent').length === changes, 120_000);
    expect(sandbox.refusals()).toEqual([]);
    expect(sandbox.messages()).toHaveLength(changes);
    for (const instance of sandbox.instances()) {
      const told = sandbox.messages().filter((message) => message.content.includes(instance.instanceCode));
      expect(told).toHaveLength(2);
    }
  });
});
