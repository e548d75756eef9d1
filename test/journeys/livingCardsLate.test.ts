import { describe, expect, it } from 'vitest';
import type { DeliveryEnd } from '../../src/relay/context/observe.ts';
import type { SandboxMessage } from '../../src/sandbox/world/world.ts';
import { cardText } from '../support/cardText.ts';
import { APPROVAL, CHAT, type Journey, startJourney } from '../support/journey.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What becomes of living cards that are gone, too old, or waited for while other things happened. */
const entries = (...all: object[]) => ({
  defaults: {},
  approvals: { [APPROVAL]: { chats: all.map((entry) => ({ chat: CHAT, ...entry })) } },
});

const cardsOf = ({ sandbox }: Journey): SandboxMessage[] =>
  sandbox.messages(CHAT).filter((message) => message.replyTo === undefined);
const noticesOf = ({ sandbox }: Journey): SandboxMessage[] =>
  sandbox.messages(CHAT).filter((message) => message.replyTo !== undefined);
const badge = ({ content }: { content: string }): string | undefined =>
  /"text_tag","text":\{"tag":"plain_text","content":"([^"]+)"/.exec(content)?.[1];

const ended = ({ ends, deliveries }: Journey, matches: (end: DeliveryEnd) => boolean): Promise<unknown> =>
  ends.until(() => deliveries.some(matches));
const sent = ({ ends, deliveries }: Journey, kind: string, count: number): Promise<unknown> =>
  ends.until(() => deliveries.filter((end) => end.result === 'sent' && end.kind === kind).length >= count);
const heard = ({ ends, events }: Journey, status: string): Promise<unknown> =>
  ends.until(() => events.some((end) => end.status === status));

describe('a card that is gone', () => {
  it('is replaced once when it is too old, also by statuses that the chat does not list', async () => {
    const journey = await startJourney({ config: entries({ statuses: ['PENDING'] }) });
    const { sandbox, clock, submit } = journey;
    const code = submit();
    await sent(journey, 'card', 1);
    clock.advance(15 * DAY);
    sandbox.overtimeClose(code);
    await sent(journey, 'card', 2);
    sandbox.overtimeRecover(code);
    await sent(journey, 'update', 1);
    sandbox.approveAll(code);
    await sent(journey, 'update', 2);
    expect(cardsOf(journey).map(badge)).toEqual(['待审批', '已通过']);
  });

  it('is replaced when a step moves on, which only a task event shows, and is not asked for again', async () => {
    const journey = await startJourney({
      config: entries({ mention: 'approvers' }),
      sandbox: { taskEvents: true },
    });
    const { sandbox, clock, people, submit } = journey;
    const code = submit();
    await sent(journey, 'card', 1);
    sandbox.recall(cardsOf(journey)[0]?.messageId ?? '');
    clock.advance(11_000);
    sandbox.approve(code, { by: people.li });
    await sent(journey, 'card', 2);
    sandbox.approveAll(code);
    await sent(journey, 'update', 1);
    expect(cardsOf(journey).map(badge)).toEqual(['待审批', '已通过']);
    // One request for the card that is gone, one for the fresh one.
    expect(sandbox.requests('message.patch')).toHaveLength(2);
  });

  it('is replaced by the notice that was to be its reply, in the hours of the chat', async () => {
    const journey = await startJourney({
      config: entries({ hours: '09:00-18:00' }),
      startsAt: '16:00',
    });
    const { sandbox, clock, submit } = journey;
    const code = submit();
    await sent(journey, 'card', 1);
    clock.advance(3 * HOUR);
    sandbox.approveAll(code);
    await sent(journey, 'update', 1);
    sandbox.recall(cardsOf(journey)[0]?.messageId ?? '');
    clock.advance(21 * HOUR);
    await sent(journey, 'card', 2);
    expect(cardsOf(journey).map(badge)).toEqual(['已通过', '已通过']);
    expect(noticesOf(journey)).toEqual([]);
  });
});

describe('a notice that waits', () => {
  it('gives way to one with the newest state, even if the chat does not list that state', async () => {
    const journey = await startJourney({ config: entries({ statuses: ['PENDING', 'APPROVED'] }) });
    const { sandbox, clock, submit } = journey;
    const code = submit();
    await sent(journey, 'card', 1);
    sandbox.faults.add({ api: 'message.reply', kind: 'status', status: 400, code: 230020, times: 1 });
    sandbox.approveAll(code);
    await ended(journey, (end) => end.kind === 'notice' && end.result === 'retry');
    sandbox.revoke(code);
    await heard(journey, 'REVERTED');
    clock.advance(10_000);
    await sent(journey, 'notice', 1);
    expect(noticesOf(journey).map((notice) => cardText(notice.content))).toEqual([
      expect.stringContaining('已撤销'),
    ]);
  });

  it('for the morning does not hold back what silently brings the card up to date', async () => {
    const journey = await startJourney({
      config: entries({ hours: '09:00-18:00', notice: 'all' }),
      startsAt: '16:00',
      sandbox: { taskEvents: true },
    });
    const { sandbox, clock, people, submit } = journey;
    const code = submit();
    await sent(journey, 'card', 1);
    clock.advance(3 * HOUR);
    sandbox.overtimeClose(code);
    sandbox.overtimeRecover(code);
    await heard(journey, 'OVERTIME_RECOVER');
    await journey.ends.until(() => badge(cardsOf(journey)[0] ?? { content: '' }) === '已恢复');
    clock.advance(15_000);
    sandbox.approve(code, { by: people.li });
    await sandbox.waitFor(() => cardText(cardsOf(journey)[0]?.content ?? '').includes('王五'));
    expect(noticesOf(journey)).toEqual([]);
  });
});

describe('a chat with cards of both modes', () => {
  it('has its living card brought up to date by what posts a card of its own', async () => {
    const journey = await startJourney({
      config: entries(
        { statuses: ['PENDING', 'REVERTED'], mode: 'live' },
        { statuses: ['APPROVED'], mode: 'post' },
      ),
    });
    const { sandbox, submit } = journey;
    const code = submit();
    await sent(journey, 'card', 1);
    sandbox.approveAll(code);
    await sent(journey, 'card', 2);
    await sent(journey, 'update', 1);
    expect(cardsOf(journey).map(badge)).toEqual(['已通过', '已通过']);
    sandbox.revoke(code);
    await sent(journey, 'update', 2);
    expect(cardsOf(journey).map(badge)).toEqual(['已撤销', '已通过']);
  });

  it('shows a state once, although a card of it was held back and the next change came just after', async () => {
    const journey = await startJourney({
      config: entries({ hours: '09:00-18:00', mode: 'post' }),
      startsAt: '08:00',
    });
    const { sandbox, clock, submit } = journey;
    const code = submit();
    await heard(journey, 'PENDING');
    await sandbox.waitFor(() => sandbox.requests('instance.get').length === 1);
    sandbox.faults.add({ api: 'message.create', kind: 'status', status: 400, code: 230020, times: 1 });
    clock.advance(HOUR);
    await ended(journey, (end) => end.result === 'retry');
    sandbox.approveAll(code);
    await heard(journey, 'APPROVED');
    clock.advance(10_000);
    await sent(journey, 'card', 1);
    sandbox.revoke(code);
    await sent(journey, 'card', 2);
    expect(cardsOf(journey).map(badge)).toEqual(['已通过', '已撤销']);
  });
});

describe('task events', () => {
  it('have an instance looked up at most once in ten seconds, though nothing has changed in it', async () => {
    const journey = await startJourney({ config: entries({}) });
    const { sandbox, clock, submit } = journey;
    const code = submit();
    await sent(journey, 'card', 1);
    clock.advance(11_000);
    const looks = (): number[] => sandbox.requests('instance.get').map((request) => request.at);
    const push = (i: number): void => {
      const event = {
        type: 'approval_task',
        app_id: 'cli_a1b2c3d4e5f60718',
        approval_code: APPROVAL,
        instance_code: code,
        task_id: 'x',
        status: 'PENDING',
        operate_time: String(clock.now()),
      };
      sandbox.push({ uuid: `task-${i}`, token: '', type: 'event_callback', event });
    };
    push(0);
    await sandbox.waitFor(() => looks().length === 2);
    for (let i = 1; i < 5; i += 1) push(i);
    await sandbox.waitFor(() => sandbox.pushes().every((one) => one.state === 'taken'));
    clock.advance(10_000);
    await sandbox.waitFor(() => looks().length === 3);
    // The change of another instance comes through: there was nothing else to look up.
    submit();
    await sent(journey, 'card', 2);
    const times = looks();
    expect(times).toHaveLength(4);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(10_000);
  });
});
