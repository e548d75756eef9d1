import { describe, expect, it } from 'vitest';
import { cardText } from '../support/cardText.ts';
import { APPROVAL, CHAT, type Journey, type JourneyOptions, startJourney } from '../support/journey.ts';
import { untilRows } from '../support/stores.ts';

const OPS = 'oc_operators';
const HOUR = 3_600_000;

/** A bot with a chat for operators. */
const start = (options: JourneyOptions = {}): Promise<Journey> =>
  startJourney({
    ...options,
    config: { operators: { chat: OPS }, ...options.config },
    before: (sandbox) => sandbox.addChat({ chatId: OPS, name: '运维' }),
  });

const operatorCards = ({ sandbox }: Journey): string[] =>
  sandbox.messages(OPS).map(({ content }) => cardText(content));

const untilTold = (journey: Journey, count: number): Promise<void> =>
  journey.passUntil(() => journey.sandbox.messages(OPS).length >= count, 5_000);

/** The group is closed to the bot, and one delivery has found out. */
async function closeGroup(journey: Journey): Promise<void> {
  journey.sandbox.removeBot(CHAT, { event: false });
  journey.submit();
  await journey.ends.until(() => journey.deliveries.some(({ reason }) => reason === 'chat-closed'));
}

describe('operators', () => {
  it('get one card about a closed chat, with the remedy and the command, and one when it is open', async () => {
    const journey = await start();
    const { sandbox, clock, passUntil } = journey;
    await closeGroup(journey);
    const closed = (): string[] => operatorCards(journey).filter((card) => card.includes(`${CHAT} 不接收`));
    await passUntil(() => closed().length === 1, 5_000);
    const [card = ''] = closed();
    expect(card).toContain('项需要处理');
    expect(card).toContain('请把机器人重新加入群');
    expect(card).toContain(`approval-relay deliveries --chat ${CHAT}`);

    const refusals = (): number => journey.deliveries.filter(({ reason }) => reason === 'chat-closed').length;
    const before = refusals();
    await journey.restart();
    // A restart tries the chat again, and finds it closed.
    await journey.ends.until(() => refusals() > before);
    const until = clock.now() + HOUR;
    await passUntil(() => clock.now() > until, 20_000);
    expect(closed()).toHaveLength(1);

    sandbox.addBot(CHAT);
    await passUntil(() => closed().length === 2, 5_000);
    expect(closed()[1]).toContain('已恢复');
    // The card is in the chat before the bot has its answer, and counts it.
    const count = 'relay_deliveries_total{kind="operators",result="sent",reason="operators"}';
    await passUntil(async () => (await journey.metrics()).includes(count));
  });

  it('get a card about what is parked, and about a configuration that was not taken, in the language of the bot', async () => {
    const journey = await start({ config: { locale: 'en-US' } });
    const { sandbox, app, ends, deliveries } = journey;
    sandbox.faults.add({ api: 'message.create', chat: CHAT, kind: 'status', status: 400, code: 230017 });
    const approval = journey.submit();
    await ends.until(() => deliveries.some(({ result }) => result === 'parked'));
    app().reconfigure.refuse(2, 'relay.yaml:12:5');
    await journey.passUntil(() => operatorCards(journey).join('').includes('Parked'), 5_000);
    await journey.passUntil(() => operatorCards(journey).join('').includes('validate'), 5_000);
    const cards = operatorCards(journey).join('\n');
    expect(cards).toContain(`Parked: 1 delivery to ${CHAT}, since they were refused (refused).`);
    expect(cards).toContain(`approval-relay replay --parked --reason refused --chat ${CHAT}`);
    expect(cards).toMatch(/an error at relay\\*\.yaml:12:5, and 1 other\./);
    expect(cards).not.toContain(approval);

    app().reconfigure.keep();
    await journey.passUntil(() => operatorCards(journey).join('').includes('Resolved after'), 5_000);
    expect(sandbox.refusals('card')).toEqual([]);
  });

  it('get one card though its answer is lost, and the bot is killed meanwhile', async () => {
    const journey = await start();
    const { sandbox, ends, deliveries } = journey;
    sandbox.faults.add({ api: 'message.create', chat: OPS, kind: 'loseAnswer', times: 2 });
    await closeGroup(journey);
    await journey.passUntil(() => deliveries.some(({ kind }) => kind === 'operators'), 5_000);
    await untilRows(journey.folder, "select code from matters where card <> ''", 1);
    await journey.restart();
    await journey.passUntil(
      () => deliveries.some(({ kind, result }) => kind === 'operators' && result === 'sent'),
      5_000,
    );
    await ends.until(() => deliveries.some(({ kind }) => kind === 'operators'));
    expect(operatorCards(journey)).toHaveLength(1);
  });

  it('are not sent the warning about their own chat: /readyz shows it, and they get the rest once it is open', async () => {
    const journey = await start({ config: { approvals: { [APPROVAL]: { chats: [CHAT] } } } });
    const { sandbox, passUntil } = journey;
    sandbox.removeBot(OPS, { event: false });
    await closeGroup(journey);
    await passUntil(async () => {
      const shown = await journey.shownWarnings();
      return shown.some(({ code, ids }) => code === 'chat-closed' && ids.chat === OPS);
    }, 5_000);
    sandbox.addBot(OPS, { event: false });
    await untilTold(journey, 1);
    expect(operatorCards(journey)[0]).toContain(CHAT);
    expect(operatorCards(journey)[0]).not.toContain(OPS);
    await passUntil(async () => {
      const shown = await journey.shownWarnings();
      return shown.every(({ ids }) => ids.chat !== OPS);
    }, 5_000);
  });
});
