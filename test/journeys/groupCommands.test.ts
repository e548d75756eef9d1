import { describe, expect, it } from 'vitest';
import type { SandboxMessage } from '../../src/sandbox/world/world.ts';
import { cardText } from '../support/cardText.ts';
import { APPROVAL, CHAT, FORM, type Journey, type JourneyOptions, startJourney } from '../support/journey.ts';

const OTHER = 'oc_other';
const LARGE = 'oc_large';

/** One group gets everything, one large amounts, and one nothing. */
const start = (options: Pick<JourneyOptions, 'longConnection' | 'still'> = {}): Promise<Journey> =>
  startJourney({
    ...options,
    before(sandbox) {
      sandbox.addChat({ chatId: OTHER, name: '闲聊群' });
      sandbox.addChat({ chatId: LARGE, name: '大额群' });
    },
    config: {
      approvals: {
        [APPROVAL]: {
          name: '采购申请',
          chats: [
            { chat: CHAT, fields: { hide: ['金额'] } },
            { chat: LARGE, when: { 'form.金额': { gte: 10_000 } } },
          ],
        },
      },
    },
  });

/** The replies to a message. */
const repliesTo = ({ sandbox }: Journey, { messageId }: SandboxMessage): string[] =>
  sandbox.messages().flatMap((one) => (one.replyTo === messageId ? [cardText(one.content)] : []));

/** Resolves when all that was said is taken. What was taken while others waited for their answer rests a moment. */
async function heard({ sandbox, clock }: Journey): Promise<void> {
  await sandbox.settled();
  clock.advance(50);
}

/** What somebody asks, and how it is answered. */
async function ask(journey: Journey, text: string, chatId = CHAT): Promise<string> {
  const said = journey.sandbox.say({ chatId, by: journey.people.wang, text });
  await heard(journey);
  await journey.ends.until(() => endsOf(journey, said).length > 0);
  return repliesTo(journey, said)[0] ?? '';
}

/** What became of a message, by the reasons that the log names. */
const endsOf = ({ deliveries }: Journey, { messageId }: SandboxMessage): string[] =>
  deliveries.flatMap(({ eventId, reason }) => (eventId === messageId ? [reason] : []));

/** More than the five seconds in which a group gets one answer. */
const pause = ({ clock }: Journey): void => clock.advance(6_000);

describe.each([false, true])('what is asked in a group (long connection: %s)', (longConnection) => {
  it('is answered by a reply about what the group would receive', async () => {
    const journey = await start({ longConnection });
    const { sandbox, people } = journey;
    expect(await ask(journey, '待办')).toContain('没有等待处理的审批');

    const small = journey.submit();
    await journey.cards(CHAT, 3);
    const large = sandbox.submit({
      approvalCode: APPROVAL,
      applicant: people.zhang,
      form: FORM.map((field) => ({ ...field, value: field.type === 'amount' ? 25_000 : field.value })),
      approvers: [[people.wang]],
    });
    await journey.cards(LARGE, 1);
    await journey.passUntil(async () => (await journey.counts()).outboxWaiting === 0);
    pause(journey);
    const all = await ask(journey, ' /PENDING ');
    expect(all).toContain('2 条审批等待处理');
    expect(all).toContain('李四');
    expect(all).toContain('新同事的显示器');
    // By the rules of the chat, and not of the other one.
    expect(all).not.toContain('3,999');
    const some = await ask(journey, 'pending', LARGE);
    expect(some).toContain('1 条审批等待处理');
    expect(some).toContain('25,000');
    expect(some).toContain(large);
    expect(some).not.toContain(small);

    pause(journey);
    expect(await ask(journey, '帮助')).toContain('本群的 ID');
    expect(await ask(journey, 'id', OTHER)).toContain(OTHER);
    // The answer is in the chat before the bot knows, and counts it.
    const count = 'relay_deliveries_total{kind="answer",result="sent",reason="id"} 1';
    await journey.passUntil(async () => (await journey.metrics()).includes(count));
    // Nobody is notified.
    expect(JSON.stringify(sandbox.messages(CHAT).at(-1))).not.toContain('<at');
  });
});

it('only a person who asks the bot itself gets an answer, one for each message and one in five seconds', async () => {
  const journey = await start({ still: true });
  const { sandbox, people } = journey;
  const li = { openId: people.li, name: '李四' };
  const ignored = [
    sandbox.say({ chatId: CHAT, by: people.wang, text: '待办 <at id=all></at> [x](https://example.com)' }),
    sandbox.say({ chatId: CHAT, by: people.wang, text: 'constructor' }),
    sandbox.say({ chatId: CHAT, by: people.wang, text: 'help', senderType: 'app' }),
    // Nothing is relayed to that group.
    sandbox.say({ chatId: OTHER, by: people.wang, text: 'pending' }),
  ];
  // Feishu would not send these; a forged one must not count either.
  const forged = (mentions: object[], text: string, more = {}): void => {
    const message = {
      message_id: `om_${text.length}`,
      chat_id: CHAT,
      chat_type: 'group',
      message_type: 'text',
    };
    const content = JSON.stringify({ text });
    const event = { sender: { sender_type: 'user' }, message: { ...message, content, mentions, ...more } };
    const header = {
      event_id: `e${text.length}`,
      event_type: 'im.message.receive_v1',
      app_id: 'cli_a1b2c3d4e5f60718',
    };
    sandbox.push({ schema: '2.0', header: { ...header, token: sandbox.verificationToken }, event });
  };
  forged([{ key: '@_user_1', id: { open_id: li.openId } }], '@_user_1 help');
  forged([], '@_all help');
  forged([{ key: '@_user_1', id: { open_id: 'ou_bota1b2c3d4e5f60718' } }], '@_user_1  help', {
    chat_type: 'p2p',
  });

  await sandbox.settled();
  // At the same time, so both come within five seconds however slow the machine is; either may be the first.
  const asked = ['ｈｅｌｐ\u200b', 'help'].map((text) =>
    sandbox.say({ chatId: CHAT, by: people.wang, text }),
  );
  await heard(journey);
  const endsOfBoth = (): string[] => asked.flatMap((said) => endsOf(journey, said));
  await journey.ends.until(() => endsOfBoth().length === 2);
  expect(endsOfBoth().sort()).toEqual(['help', 'too-soon']);
  const [first] = asked.filter((said) => endsOf(journey, said).includes('help'));
  const [tooSoon] = asked.filter((said) => said !== first);
  if (!first || !tooSoon) throw new Error('one of the two was not answered');
  // Another group is answered meanwhile, and a restart forgets nothing.
  expect(await ask(journey, 'id', OTHER)).toContain(OTHER);
  const event = sandbox.pushes().find((push) => JSON.stringify(push.envelope).includes(first.messageId));
  if (!event) throw new Error('it was not pushed');
  await journey.restart();
  pause(journey);
  const header = { ...(event.envelope.header as object), event_id: 'the same message again' };
  sandbox.push({ ...event.envelope, header });
  await sandbox.settled();
  const last = await ask(journey, 'id');
  expect(last).toContain(CHAT);
  expect(repliesTo(journey, first)).toHaveLength(1);
  expect(repliesTo(journey, tooSoon)).toEqual([]);
  for (const said of ignored) expect(repliesTo(journey, said)).toEqual([]);
  // The three answers, and none besides.
  expect(sandbox.messages().filter((one) => one.by === undefined)).toHaveLength(3);
});

it('an answer that gets none from Feishu is sent again with its key', async () => {
  const journey = await start();
  const { sandbox, people } = journey;
  sandbox.faults.add({ api: 'message.reply', kind: 'loseAnswer', times: 1 });
  const said = sandbox.say({ chatId: CHAT, by: people.wang, text: 'id' });
  await journey.passUntil(() =>
    journey.deliveries.some(({ kind, result }) => kind === 'answer' && result === 'sent'),
  );
  expect(repliesTo(journey, said)).toHaveLength(1);
  expect(new Set(sandbox.requests('message.reply').map(({ uuid }) => uuid)).size).toBe(1);
});

it('answers, and cards for operators, count in the limit of their group', async () => {
  const journey = await startJourney({
    config: {
      limits: { chatPerSecond: 1, foldAbove: 0 },
      operators: { chat: CHAT },
      approvals: { [APPROVAL]: { chats: [CHAT, OTHER] } },
    },
    sandbox: { limits: { chatPerSecond: 1 } },
    before: (sandbox) => sandbox.addChat({ chatId: OTHER, name: '闲聊群' }),
  });
  // Operators are told of it.
  journey.sandbox.removeBot(OTHER, { event: false });
  const { sandbox, people, deliveries, passUntil } = journey;
  const sent = (wanted: string): number =>
    deliveries.filter(({ kind, result }) => kind === wanted && result === 'sent').length;
  for (let i = 0; i < 6; i += 1) journey.submit();
  await sandbox.settled();
  await passUntil(() => sent('card') >= 2, 100);
  sandbox.say({ chatId: CHAT, by: people.wang, text: 'id' });
  await sandbox.settled();
  await passUntil(() => sent('card') === 6 && sent('answer') === 1 && sent('operators') >= 1, 100);
  const requests = ['message.create', 'message.reply'].flatMap((api) => sandbox.requests(api));
  expect(requests.map(({ code }) => code)).not.toContain(230020);
});
