import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cardText } from '../support/cardText.ts';
import { APPROVAL, CHAT, type Journey, startJourney } from '../support/journey.ts';

const OTHER = 'oc_newcomers';
const HOUR = 3_600_000;

const welcomes = ({ sandbox }: Journey, chat: string): string[] =>
  sandbox.messages(chat).flatMap(({ content }) => (content.includes('yaml') ? [content] : []));

/** An event that the bot takes after all before it: when it is over, so are they. */
async function settled(journey: Journey): Promise<void> {
  await journey.sandbox.settled();
  await journey.passUntil(async () => (await journey.counts()).outboxWaiting === 0);
}

describe.each([
  { way: 'the webhook', longConnection: false },
  { way: 'the long connection', longConnection: true },
])('a bot that is added to a group ($way)', ({ longConnection }) => {
  it('posts one card: what comes here, the id, and lines that can be copied', async () => {
    const journey = await startJourney({
      longConnection,
      before: (sandbox) => sandbox.addChat({ chatId: OTHER, name: '新人群', hasBot: false }),
    });
    const { sandbox, clock } = journey;
    sandbox.addBot(OTHER);
    const [card = ''] = await journey.cards(OTHER, 1);
    const text = cardText(card);
    expect(text).toContain(OTHER);
    expect(text).toContain('还没有审批转发到这里');
    const lines = /```yaml\n([\s\S]*)\n```/.exec(text)?.[1] ?? '';
    expect(parse(lines)).toEqual({ approvals: { '审批的 code': { chats: [OTHER] } } });

    // It is only made an administrator: Feishu sends the same event again, with another id.
    clock.advance(2 * HOUR);
    sandbox.addBot(OTHER);
    await settled(journey);
    // Taken out and in again.
    sandbox.removeBot(OTHER);
    sandbox.addBot(OTHER);
    await journey.cards(OTHER, 2);
    // And again within the hour.
    sandbox.removeBot(OTHER);
    sandbox.addBot(OTHER);
    sandbox.addBot(CHAT);
    const [mapped = ''] = await journey.cards(CHAT, 1);
    expect(cardText(mapped)).toContain('采购申请');
    await settled(journey);
    expect(welcomes(journey, OTHER)).toHaveLength(2);
    const sent = () =>
      journey.deliveries.filter(({ kind, result }) => kind === 'welcome' && result === 'sent');
    await journey.passUntil(() => sent().length >= 3);
    expect(sent()).toHaveLength(3);
  });
});

it('a welcome that Feishu does not answer is sent again with its key, over a restart', async () => {
  const journey = await startJourney({
    before: (sandbox) => sandbox.addChat({ chatId: OTHER, name: '新人群', hasBot: false }),
  });
  const { sandbox } = journey;
  sandbox.faults.add({ api: 'message.create', kind: 'loseAnswer', times: 1 });
  sandbox.addBot(OTHER);
  await journey.cards(OTHER, 1);
  await sandbox.waitFor(() => sandbox.requests('message.create').some(({ fault }) => fault !== undefined));
  await journey.restart();
  await journey.passUntil(() => journey.deliveries.some(({ result }) => result === 'sent'));
  const keys = new Set(sandbox.requests('message.create').map(({ uuid }) => uuid));
  expect(keys.size).toBe(1);
  expect(sandbox.messages(OTHER)).toHaveLength(1);
  expect(journey.submit(APPROVAL)).not.toBe('');
});
