import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { cardText, loosened } from '../support/cardText.ts';
import { APPROVAL, CHAT, FORM, type Journey, type JourneyOptions, startJourney } from '../support/journey.ts';
import { untilRows } from '../support/stores.ts';

const [LEGAL, MONEY] = ['oc_legal', 'oc_money'];
const CONTRACT = 'CONTRACT-1';
const NODES = [
  { nodeId: 'node_1', name: '主管', type: 'AND' },
  { nodeId: 'node_2', name: '法务', type: 'AND' },
  // Some steps have no name.
  { nodeId: 'node_3', name: '', type: 'AND' },
] as const;

const withContracts = (sandbox: Sandbox): void => {
  for (const chatId of [LEGAL, MONEY]) sandbox.addChat({ chatId, name: chatId });
  sandbox.addApproval({ approvalCode: CONTRACT, name: '合同审批', nodes: NODES });
};

const CHATS = [
  CHAT,
  { chat: LEGAL, stage: '法务', mention: 'approvers' },
  { chat: MONEY, stage: ['node_3'] },
];

function start({
  chats = CHATS,
  config = {},
  ...more
}: JourneyOptions & { readonly chats?: readonly unknown[] } = {}): Promise<Journey> {
  const approvals = { [APPROVAL]: { chats: [CHAT] }, [CONTRACT]: { chats } };
  return startJourney({
    config: { defaults: {}, approvals, ...config },
    before: withContracts,
    sandbox: { taskEvents: true },
    ...more,
  });
}

function submit(
  { sandbox, people: { zhang, li, wang } }: Journey,
  approvers = [[li], [wang], [zhang]],
): string {
  return sandbox.submit({ approvalCode: CONTRACT, applicant: zhang, form: FORM, approvers });
}

/** What each message in a chat says first; `↳`: it replies to one before. */
const shown = ({ sandbox }: Journey, chat: string): string[] =>
  sandbox
    .messages(chat)
    .map(({ content, replyTo }) =>
      replyTo === undefined ? JSON.parse(loosened(content)).header?.text_tag_list[0].text.content : '↳',
    );

/** Time passes until a chat shows this, and nothing else. */
async function until(journey: Journey, chat: string, wanted: readonly string[]): Promise<void> {
  // While something is pushed, no time passes.
  await journey.sandbox.settled();
  await journey
    .passUntil(() => JSON.stringify(shown(journey, chat)) === JSON.stringify(wanted))
    .catch(() => expect(shown(journey, chat)).toEqual(wanted));
}

describe('a chat for a step', () => {
  it('gets a card when the step opens; it shows whom it waits for, and how it was left', async () => {
    const journey = await start();
    const { sandbox, people } = journey;
    const code = submit(journey);
    await until(journey, CHAT, ['待审批']);
    expect([...shown(journey, LEGAL), ...shown(journey, MONEY)]).toEqual([]);

    sandbox.approve(code, { by: people.li });
    await until(journey, LEGAL, ['法务 · 待审批']);
    const [open] = sandbox.messages(LEGAL);
    expect(open?.content).toContain(`<at id=${people.wang}></at>`);
    expect(cardText(open?.content ?? '')).toContain('新同事的显示器');

    // Handed on, it is the same step: its card follows without a sound.
    sandbox.transfer(code, { by: people.wang, to: people.li });
    await sandbox.settled();
    await journey.passUntil(() => cardText(sandbox.messages(LEGAL)[0]?.content ?? '').includes('等待 李四'));
    sandbox.approve(code, { by: people.li, comment: '条款没有问题' });
    await until(journey, LEGAL, ['法务 · 已通过', '↳']);
    const settled = sandbox.messages(LEGAL)[0]?.content ?? '';
    expect(settled).toContain('"template":"green"');
    expect(cardText(settled)).toContain('条款没有问题');
    await until(journey, MONEY, ['待审批']);

    sandbox.reject(code, { by: people.zhang, comment: '超出预算' });
    await until(journey, MONEY, ['已拒绝', '↳']);
    await until(journey, CHAT, ['已拒绝', '↳']);
    // What became of the request later is not the step's affair.
    expect(shown(journey, LEGAL)).toEqual(['法务 · 已通过', '↳']);
  });

  it('gets a step that is sent back to as often as it opens, and none that was left unseen', async () => {
    const journey = await start();
    const { sandbox, people } = journey;
    const code = submit(journey);
    await until(journey, CHAT, ['待审批']);
    sandbox.approve(code, { by: people.li });
    await until(journey, LEGAL, ['法务 · 待审批']);
    sandbox.sendBack(code, { by: people.wang, comment: '请补充附件' });
    await until(journey, LEGAL, ['法务 · 已退回', '↳']);
    sandbox.approve(code, { by: people.li });
    await until(journey, LEGAL, ['法务 · 已退回', '↳', '法务 · 待审批']);
    // In the middle of the step it is withdrawn.
    sandbox.withdraw(code);
    await until(journey, LEGAL, ['法务 · 已退回', '↳', '法务 · 已撤回', '↳']);

    // One runs through at once, and of another the step passes by itself.
    const fast = submit(journey);
    sandbox.approveAll(fast);
    const automatic = submit(journey, [[people.li], [], [people.zhang]]);
    sandbox.approve(automatic, { by: people.li });
    await until(journey, MONEY, ['待审批']);
    expect(sandbox.messages(MONEY)[0]?.content).toContain(automatic);
    expect(sandbox.messages(LEGAL)).toHaveLength(4);
  });

  it('shows how the step was left, though it was closed to the bot at that time', async () => {
    const journey = await start();
    const { sandbox, people, ends, deliveries } = journey;
    const code = submit(journey);
    sandbox.approve(code, { by: people.li });
    await until(journey, LEGAL, ['法务 · 待审批']);
    sandbox.removeBot(LEGAL, { event: false });
    sandbox.approve(code, { by: people.wang });
    await sandbox.settled();
    const parked = (): number =>
      deliveries.filter(({ chat, result }) => chat === LEGAL && result === 'parked').length;
    await journey.passUntil(() => parked() === 2);

    sandbox.addBot(LEGAL);
    await ends.until(() => deliveries.some(({ chat, kind }) => chat === LEGAL && kind === 'welcome'));
    await journey.passUntil(async () => {
      const { parked: left, outboxWaiting } = await journey.counts();
      return left + outboxWaiting === 0;
    });
    const [card] = sandbox.messages(LEGAL);
    expect(card?.content).toContain('"template":"green"');
    expect(cardText(card?.content ?? '')).toContain('已通过');
  });

  it('is reminded of its step alone, and only while that is open', async () => {
    const reminders = { after: '2h', every: '2h', calendar: 'always', hours: '00:00-24:00' };
    const chats = [{ chat: CHAT, reminders: false }, ...CHATS.slice(1)];
    const journey = await start({
      startsAt: '10:00',
      chats,
      config: { reminders },
    });
    const { sandbox, people, clock } = journey;
    const code = submit(journey);
    await until(journey, CHAT, ['待审批']);
    clock.advance(130 * 60_000);
    sandbox.approve(code, { by: people.li });
    await until(journey, LEGAL, ['法务 · 待审批']);
    await untilRows(
      journey.folder,
      `select chat from reminders where chat = '${LEGAL}' and node_id = 'node_2'`,
      1,
    );
    clock.advance(125 * 60_000);
    await until(journey, LEGAL, ['法务 · 待审批', '催办']);
    expect(shown(journey, CHAT)).toEqual(['待审批']);
    sandbox.approve(code, { by: people.wang });
    await until(journey, MONEY, ['待审批']);
    await untilRows(journey.folder, `select chat from reminders where chat = '${MONEY}'`, 1);
    await untilRows(journey.folder, 'select chat from reminders', 1);
  });
});

describe('a step without a task event', () => {
  const HOUR_MS = 3_600_000;
  const quiet = { sandbox: { taskEvents: false }, startsAt: '10:02' };

  it('has its card once the next run finds it, and is settled by the one after it', async () => {
    const journey = await start({ ...quiet, config: { reconcile: { schedule: '0 */6 * * *' } } });
    const { sandbox, people, clock } = journey;
    const code = submit(journey);
    await until(journey, CHAT, ['待审批']);
    sandbox.approve(code, { by: people.li });
    await sandbox.settled();
    expect(sandbox.messages(LEGAL)).toEqual([]);
    // What was looked at within six hours is left out.
    clock.advance(8 * HOUR_MS);
    await until(journey, LEGAL, ['法务 · 待审批']);
    const looks = () => sandbox.requests('instance.get').length;
    const before = looks();
    // Nothing has happened when it is looked at next.
    clock.advance(7 * HOUR_MS);
    await journey.passUntil(() => looks() > before);

    sandbox.approve(code, { by: people.wang, comment: '条款没有问题' });
    await sandbox.settled();
    clock.advance(7 * HOUR_MS);
    await until(journey, MONEY, ['待审批']);
    await until(journey, LEGAL, ['法务 · 已通过', '↳']);
    expect(cardText(sandbox.messages(LEGAL)[0]?.content ?? '')).toContain('条款没有问题');
    // That it ended is pushed, as ever.
    sandbox.reject(code, { by: people.zhang });
    await until(journey, MONEY, ['已拒绝', '↳']);
    await until(journey, CHAT, ['已拒绝', '↳']);
    expect(shown(journey, LEGAL)).toEqual(['法务 · 已通过', '↳']);
  });

  it('has its card when a reminder looks the request up, and nothing is said of one that was left by then', async () => {
    const reminders = { after: '2h', every: '2h', calendar: 'always', hours: '00:00-24:00' };
    const journey = await start({ ...quiet, config: { reminders } });
    const { sandbox, people, clock } = journey;
    const code = submit(journey);
    await until(journey, CHAT, ['待审批']);
    sandbox.approve(code, { by: people.li });
    await sandbox.settled();
    clock.advance(2 * HOUR_MS);
    await until(journey, LEGAL, ['法务 · 待审批']);

    const fast = submit(journey);
    await sandbox.settled();
    const about = (chat: string) => sandbox.messages(chat).filter(({ content }) => content.includes(fast));
    await journey.passUntil(() => about(CHAT).length > 0);
    for (const by of [people.li, people.wang]) sandbox.approve(fast, { by });
    await sandbox.settled();
    clock.advance(2 * HOUR_MS);
    await until(journey, MONEY, ['待审批']);
    expect([about(MONEY).length, about(LEGAL).length]).toEqual([1, 0]);
  });
});
