import { describe, expect, it } from 'vitest';
import type { SandboxMessage } from '../../src/sandbox/world/world.ts';
import { cardText } from '../support/cardText.ts';
import { APPROVAL, CHAT, type Journey, startJourney } from '../support/journey.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OTHER = 'oc_other';

/** Reminds after an hour, and then a day later. */
const start = (longConnection = false): Promise<Journey> =>
  startJourney({
    startsAt: '10:00',
    longConnection,
    config: {
      reminders: {
        schedule: '* * * * * *',
        calendar: 'always',
        hours: '00:00-24:00',
        after: '1h',
        every: '1d',
        escalate: [{ after: '2h', chat: OTHER }],
      },
    },
    before: (sandbox) => sandbox.addChat({ chatId: OTHER, name: '主管群' }),
  });

function remindersOf({ sandbox }: Journey, code: string, chat = CHAT): SandboxMessage[] {
  return sandbox
    .messages(chat)
    .filter(({ content }) => content.includes('"template":"orange"') && content.includes(code));
}

/** A request of Zhang's that waits for Li, and its first reminder. */
async function reminded(journey: Journey): Promise<{ code: string; card: SandboxMessage }> {
  const { sandbox, people, clock, cards } = journey;
  const code = sandbox.submit({
    approvalCode: APPROVAL,
    applicant: people.zhang,
    approvers: [[people.li], [people.wang]],
  });
  await cards(CHAT, 1);
  clock.advance(HOUR);
  await journey.passUntil(() => remindersOf(journey, code).length === 1);
  await journey.passUntil(async () => (await journey.counts()).outboxWaiting === 0);
  const [card] = remindersOf(journey, code);
  if (!card) throw new Error('there is no reminder');
  return { code, card };
}

interface Pressed {
  readonly choice?: string;
  readonly messageId?: string;
  readonly chatId?: string;
  readonly by?: string;
  readonly value?: unknown;
}

/** What Feishu shows to the person who presses. */
async function press(journey: Journey, card: SandboxMessage, pressed: Pressed): Promise<string> {
  const { choice = 'hour', messageId = card.messageId, chatId = CHAT, by = journey.people.li } = pressed;
  const value = pressed.value ?? { relay: 'reminder', press: choice };
  const answer = await journey.sandbox.press({ messageId, chatId, by, value });
  expect(answer?.status).toBe(200);
  return (JSON.parse(answer?.body ?? '{}') as { toast: { content: string } }).toast.content;
}

/** The reminder's card as it stands in the chat. */
const shown = ({ sandbox }: Journey, { messageId }: SandboxMessage): string =>
  cardText(sandbox.messages(CHAT).find((one) => one.messageId === messageId)?.content ?? '{}');

describe.each([false, true])('the buttons of a reminder (long connection: %s)', (longConnection) => {
  it('defer it for an hour, over a restart; undo and stop', async () => {
    const journey = await start(longConnection);
    const { clock } = journey;
    const { code, card } = await reminded(journey);
    expect(shown(journey, card)).toContain('不再催办');
    expect(card.content).toContain('"enable_forward":false');

    const pressedAt = clock.now();
    expect(await press(journey, card, { choice: 'hour' })).toContain('再次催办');
    await journey.passUntil(() => shown(journey, card).includes('李四 已推迟到'));
    expect(shown(journey, card)).toContain('撤销');
    if (!longConnection) await journey.restart();
    clock.advance(HOUR - 10 * MINUTE);
    await journey.passUntil(async () => (await journey.counts()).outboxWaiting === 0);
    expect(remindersOf(journey, code)).toHaveLength(1);
    await journey.passUntil(() => remindersOf(journey, code).length === 2, 5_000);
    expect(clock.now() - pressedAt).toBeGreaterThanOrEqual(HOUR);
    // The escalation went to the other chat all the same.
    await journey.passUntil(() => remindersOf(journey, code, OTHER).length === 1);

    await journey.passUntil(async () => (await journey.counts()).outboxWaiting === 0);
    const [, second] = remindersOf(journey, code);
    if (!second) throw new Error('there is no second reminder');
    expect(await press(journey, second, { choice: 'stop' })).toContain('不再');
    await journey.passUntil(() => shown(journey, second).includes('李四 已停止催办'));
    expect(await press(journey, second, { choice: 'undo' })).toContain('已撤销');
    await journey.passUntil(() => shown(journey, second).includes('不再催办'));
    clock.advance(25 * HOUR);
    await journey.passUntil(() => remindersOf(journey, code).length === 3);
  });
});

describe('a press that does not count', () => {
  it('changes nothing, and says so', async () => {
    const journey = await start();
    const { sandbox, people } = journey;
    const { code, card } = await reminded(journey);
    const post = sandbox.messages(CHAT)[0]?.messageId ?? '';
    expect(await press(journey, card, { messageId: 'om_forged' })).toContain('不是可操作的催办卡片');
    expect(await press(journey, card, { messageId: post })).toContain('不是可操作的催办卡片');
    expect(await press(journey, card, { chatId: OTHER })).toContain('原会话');
    expect(await press(journey, card, { by: '' })).toContain('没有说明是谁');
    expect(await press(journey, card, { choice: 'approve' })).toContain('无法识别');
    expect(await press(journey, card, { value: { press: 'hour' } })).toContain('无法识别');
    expect(await press(journey, card, { choice: 'undo' })).toContain('没有可撤销');
    expect(shown(journey, card)).toContain('不再催办');

    expect(await press(journey, card, { choice: 'morning' })).toContain('再次催办');
    expect(await press(journey, card, { choice: 'stop', by: people.wang })).toContain('请先撤销');

    sandbox.turn({ taskEvents: true });
    sandbox.approve(code, { by: people.li });
    await sandbox.settled();
    await journey.passUntil(async () =>
      (await press(journey, card, { choice: 'undo' })).includes('这个节点'),
    );
    sandbox.approveAll(code);
    await journey.cards(CHAT, 3);
    expect(await press(journey, card, { choice: 'hour' })).toContain('已经结束');
    expect(remindersOf(journey, code)).toHaveLength(1);
  });
});
