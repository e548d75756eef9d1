import { describe, expect, it } from 'vitest';
import { APPROVAL, CHAT, type Journey, startJourney } from '../support/journey.ts';

const MINUTE = 60_000;
const TWO_CHATS = { approvals: { [APPROVAL]: { chats: [CHAT, 'oc_second'] } } };

const parked = ({ ends, deliveries }: Journey, count: number): Promise<unknown> =>
  ends.until(() => deliveries.filter((end) => end.result === 'parked').length === count);
const sends = ({ sandbox }: Journey): number =>
  sandbox.requests('message.create').filter((request) => request.chat === CHAT).length;

describe('a bot thrown out of one group', () => {
  it('parks what is for that group, without calling again and again; the others go on', async () => {
    const journey = await startJourney({ config: TWO_CHATS });
    const { sandbox, submit, cards, ends, deliveries, warnings, counts } = journey;
    sandbox.addChat({ chatId: 'oc_second', name: '财务群' });
    sandbox.removeBot(CHAT, { event: false });
    for (let i = 0; i < 5; i += 1) submit();
    await cards('oc_second', 5);
    await ends.until(() => deliveries.filter((end) => end.result !== 'retry').length === 10);
    expect(sends(journey)).toBe(1);
    expect(warnings.filter((line) => line.text.includes('takes no messages from the bot'))).toHaveLength(1);
    expect(await counts()).toMatchObject({ parked: 5, outboxWaiting: 0, chatsClosed: 1 });
    for (const end of deliveries.filter((one) => one.result === 'parked'))
      expect(end).toMatchObject({
        reason: 'chat-closed',
        remedy: { en: expect.stringContaining('Add the bot') },
      });

    // Added again, it brings everything that came meanwhile.
    const codes = sandbox.instances().map((instance) => instance.instanceCode);
    sandbox.addBot(CHAT);
    // The sixth is the welcome card.
    const sent = (await cards(CHAT, 6)).join('');
    for (const code of codes) expect(sent).toContain(code);
    await ends.until(
      () => deliveries.filter((end) => end.chat === CHAT && end.result === 'sent').length === 6,
    );
    expect(await counts()).toMatchObject({ parked: 0, chatsClosed: 0, outboxWaiting: 0 });
  });

  it('finds out by itself that it was added, and sends each instance once, in its present state', async () => {
    const journey = await startJourney();
    const { sandbox, clock, people, submit, cards, passUntil, counts } = journey;
    sandbox.removeBot(CHAT, { event: false });
    const first = submit();
    const second = submit();
    sandbox.approve(first, { by: people.li });
    sandbox.approve(first, { by: people.wang });
    await parked(journey, 3);
    clock.advance(59_000);
    expect(sends(journey)).toBe(1);
    // The first probe meets a closed door, the next one comes later.
    await passUntil(() => sends(journey) === 2);
    sandbox.addBot(CHAT, { event: false });
    const before = clock.now();
    await passUntil(() => sandbox.messages(CHAT).length === 2);
    // The next probe comes two minutes after the last; the machine that runs this may be slow.
    expect(clock.now() - before).toBeLessThan(10 * MINUTE);
    const sent = await cards(CHAT, 2);
    expect(sent.filter((content) => content.includes(first))).toEqual([expect.stringContaining('已通过')]);
    expect(sent.filter((content) => content.includes(second))).toEqual([expect.stringContaining('待审批')]);
    await passUntil(async () => (await counts()).parked === 0);
    submit();
    await cards(CHAT, 3);
  });

  it('does not send what ended more than a day ago', async () => {
    const journey = await startJourney();
    const { sandbox, clock, people, submit, cards, passUntil, counts } = journey;
    sandbox.removeBot(CHAT, { event: false });
    const old = submit();
    sandbox.approve(old, { by: people.li });
    sandbox.approve(old, { by: people.wang });
    await parked(journey, 2);
    clock.advance(25 * 60 * MINUTE);
    const fresh = submit();
    sandbox.addBot(CHAT);
    const sent = (await cards(CHAT, 2)).filter((content) => !content.includes('yaml'));
    expect(sent).toEqual([expect.stringContaining(fresh)]);
    await passUntil(async () => (await counts()).parked === 0);
  });

  it('is tried again after a restart, with what was parked', async () => {
    const journey = await startJourney();
    const { sandbox, submit, cards, restart } = journey;
    sandbox.removeBot(CHAT, { event: false });
    const code = submit();
    await parked(journey, 1);
    sandbox.addBot(CHAT, { event: false });
    await restart();
    expect((await cards(CHAT, 1))[0]).toContain(code);
  });
});
