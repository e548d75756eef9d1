import { describe, expect, it } from 'vitest';
import type { DeliveryEnd } from '../../src/relay/context/observe.ts';
import type { SandboxMessage } from '../../src/sandbox/world/world.ts';
import { cardText } from '../support/cardText.ts';
import { APPROVAL, CHAT, type Journey, startJourney } from '../support/journey.ts';

/** One chat that keeps living cards. */
const live = (entry: object = {}) => ({
  defaults: {},
  approvals: { [APPROVAL]: { chats: [{ chat: CHAT, ...entry }] } },
});

const cardsOf = ({ sandbox }: Journey): SandboxMessage[] =>
  sandbox.messages(CHAT).filter((message) => message.replyTo === undefined);
const noticesOf = ({ sandbox }: Journey): SandboxMessage[] =>
  sandbox.messages(CHAT).filter((message) => message.replyTo !== undefined);

/** Resolves when so many deliveries of a kind were sent. */
const sent = ({ ends, deliveries }: Journey, kind: string, count: number): Promise<unknown> =>
  ends.until(() => deliveries.filter((end) => end.result === 'sent' && end.kind === kind).length >= count);

describe('a living card', () => {
  it('lives through PENDING, OVERTIME_CLOSE, OVERTIME_RECOVER, APPROVED and REVERTED in place, across a restart', async () => {
    const journey = await startJourney({ config: live() });
    const { sandbox, submit } = journey;
    const code = submit();
    await sent(journey, 'card', 1);
    sandbox.overtimeClose(code);
    await sent(journey, 'update', 1);
    sandbox.overtimeRecover(code);
    await sent(journey, 'update', 2);
    await journey.restart();
    sandbox.approveAll(code, { comment: '同意' });
    await sent(journey, 'update', 3);
    sandbox.revoke(code);
    await sent(journey, 'notice', 3);

    const [card, ...others] = cardsOf(journey);
    expect(others).toEqual([]);
    const states = card?.versions.map(
      ({ content }) => /"text_tag","text":\{"tag":"plain_text","content":"([^"]+)"/.exec(content)?.[1],
    );
    expect(states).toEqual(['待审批', '超时关闭', '已恢复', '已通过', '已撤销']);
    // The settled card keeps the request's details.
    expect(cardText(card?.content ?? '')).toContain('新同事的显示器');
    // Updates are silent: each final status has a line of its own under the card.
    expect(noticesOf(journey).map((notice) => notice.replyTo)).toEqual([
      card?.messageId,
      card?.messageId,
      card?.messageId,
    ]);
    expect(noticesOf(journey).map((notice) => cardText(notice.content).split('\n').at(-1))).toEqual([
      expect.stringContaining('超时关闭'),
      expect.stringContaining('已通过'),
      expect.stringContaining('已撤销'),
    ]);
    // Feishu refused nothing but to subscribe twice.
    expect(sandbox.refusals().map((request) => request.api)).toEqual(['approval.subscribe']);
  });

  it('ends in the right state after a burst of changes in a second, within the limits', async () => {
    const journey = await startJourney({ config: live({ notice: 'all' }) });
    const { sandbox, people, submit } = journey;
    const code = submit();
    await sent(journey, 'card', 1);
    for (let i = 0; i < 6; i += 1) {
      sandbox.overtimeClose(code);
      sandbox.overtimeRecover(code);
    }
    sandbox.reject(code, { by: people.li, comment: '预算不够' });
    await journey.ends.until(() => journey.events.some((end) => end.status === 'REJECTED'));
    await sandbox.waitFor(() => cardsOf(journey)[0]?.content.includes('已拒绝') ?? false);
    await sandbox.waitFor(() => noticesOf(journey).some((notice) => notice.content.includes('已拒绝')));
    expect(cardsOf(journey)).toHaveLength(1);
    expect(cardText(cardsOf(journey)[0]?.content ?? '')).toContain('预算不够');
    expect(sandbox.refusals()).toEqual([]);
    // Every change was relayed or gave way to a newer one, and nothing is left over.
    // The notice is the last of its lane.
    const isLast = (end: DeliveryEnd): boolean => end.kind === 'notice' && end.status === 'REJECTED';
    await journey.ends.until(() => journey.deliveries.some((end) => isLast(end) && end.result === 'sent'));
    expect(await journey.counts()).toMatchObject({ inboxWaiting: 0, outboxWaiting: 0, parked: 0 });
  });

  it('is not overwritten by an older event that comes late', async () => {
    const journey = await startJourney({ config: live() });
    const { sandbox, submit } = journey;
    const code = submit();
    await sent(journey, 'card', 1);
    sandbox.approveAll(code);
    await sent(journey, 'update', 1);
    const event = {
      type: 'approval_instance',
      app_id: 'cli_a1b2c3d4e5f60718',
      approval_code: APPROVAL,
      instance_code: code,
      status: 'OVERTIME_CLOSE',
      operate_time: String(sandbox.instance(code).startedAt + 1),
    };
    sandbox.push({ uuid: 'late', token: '', type: 'event_callback', event });
    await journey.ends.until(() => journey.events.some((end) => end.reason === 'superseded'));
    expect(cardsOf(journey)[0]?.content).toContain('已通过');
  });

  it('is brought up to date by statuses that the chat does not list, and posted by none of them', async () => {
    const journey = await startJourney({ config: live({ statuses: ['PENDING'], notice: 'all' }) });
    const { sandbox, people, submit } = journey;
    const first = submit();
    await sent(journey, 'card', 1);
    sandbox.approveAll(first);
    await sent(journey, 'update', 1);
    expect(cardsOf(journey)[0]?.content).toContain('已通过');
    expect(noticesOf(journey)).toEqual([]);

    const other = await startJourney({ config: live({ statuses: ['REJECTED'] }) });
    const second = other.submit();
    await other.ends.until(() => other.events.some((end) => end.status === 'PENDING'));
    other.sandbox.reject(second, { by: other.people.li });
    await sent(other, 'card', 1);
    expect(cardsOf(other)).toHaveLength(1);
    expect(other.events.map((end) => `${end.status} ${end.reason}`)).toEqual([
      'PENDING filtered',
      'REJECTED relayed',
    ]);
    expect(people.li).not.toBe('');
  });

  it.each(['recalled', 'expired', 'unknown to Feishu'])(
    'is replaced by a fresh one when it is %s',
    async (fate) => {
      const journey = await startJourney({ config: live() });
      const { sandbox, clock, submit } = journey;
      const code = submit();
      await sent(journey, 'card', 1);
      const [old] = cardsOf(journey);
      if (!old) throw new Error('there is no card');
      if (fate === 'recalled') sandbox.recall(old.messageId);
      if (fate === 'expired') clock.advance(15 * 86_400_000);
      if (fate === 'unknown to Feishu') sandbox.loseMessage(old.messageId);
      sandbox.approveAll(code);
      await sent(journey, 'card', 2);
      const fresh = cardsOf(journey).at(-1);
      expect(fresh?.messageId).not.toBe(old.messageId);
      expect(fresh?.content).toContain('已通过');
      // It notifies people itself.
      expect(noticesOf(journey)).toEqual([]);
      sandbox.revoke(code);
      await sent(journey, 'notice', 1);
      expect(fresh?.content).toContain('已撤销');
      // The one that is gone was asked for once at most.
      const patches = sandbox.requests('message.patch').filter((request) => request.code !== 0);
      expect(patches.length).toBeLessThanOrEqual(1);
    },
  );

  it('is updated once more, and not posted twice, when the answer to the post is lost', async () => {
    const journey = await startJourney({ config: live() });
    const { sandbox, clock, submit, ends, deliveries } = journey;
    sandbox.faults.add({ api: 'message.create', kind: 'loseAnswer', times: 1 });
    const code = submit();
    await ends.until(() => deliveries.some((end) => end.result === 'retry'));
    sandbox.approveAll(code);
    await ends.until(() => journey.events.some((end) => end.status === 'APPROVED'));
    clock.advance(10_000);
    await sandbox.waitFor(() => cardsOf(journey)[0]?.content.includes('已通过') ?? false);
    await sent(journey, 'notice', 1);
    expect(cardsOf(journey)).toHaveLength(1);
    expect(new Set(sandbox.requests('message.create').map((request) => request.uuid)).size).toBe(1);
  });

  it('rings those mentioned when it is posted and in a notice, never in an update', async () => {
    const journey = await startJourney({ config: live({ mention: ['approvers', 'applicant'] }) });
    const { sandbox, people, submit } = journey;
    const code = submit();
    await sent(journey, 'card', 1);
    const [card] = cardsOf(journey);
    const at = (id: string): string => `<at id=${id}></at>`;
    expect(card?.content).toContain(at(people.li));
    expect(card?.content).not.toContain(at(people.zhang));
    sandbox.approveAll(code);
    await sent(journey, 'notice', 1);
    expect(card?.content).not.toContain('<at ');
    expect(noticesOf(journey)[0]?.content).toContain(at(people.zhang));
    expect(noticesOf(journey)[0]?.content).not.toContain(at(people.li));
  });

  it('mentions the applicant when what was approved is asked about again', async () => {
    const journey = await startJourney({ config: live({ mention: 'applicant', notice: 'all' }) });
    const { sandbox, people, submit } = journey;
    const code = submit();
    sandbox.approveAll(code);
    await sandbox.waitFor(() => cardsOf(journey)[0]?.content.includes('已通过') ?? false);
    const before = noticesOf(journey).length;
    sandbox.reopen(code);
    await sandbox.waitFor(() => noticesOf(journey).length > before);
    expect(noticesOf(journey).at(-1)?.content).toContain(`<at id=${people.zhang}></at>`);
    expect(cardsOf(journey)).toHaveLength(1);
  });
});

describe('hours of a chat', () => {
  it.each(['live', 'post'])(
    'hold a card back until they begin, and then the newest state is sent (%s)',
    async (mode) => {
      const journey = await startJourney({
        config: live({ mode, hours: '09:00-18:00', statuses: ['PENDING', 'APPROVED'] }),
        startsAt: '08:00',
      });
      const { sandbox, clock, submit, events, ends, deliveries } = journey;
      const code = submit();
      await ends.until(() => events.some((end) => end.status === 'PENDING'));
      sandbox.approveAll(code);
      await ends.until(() => deliveries.some((end) => end.reason === 'superseded'));
      await ends.until(() => events.some((end) => end.status === 'APPROVED'));
      expect(sandbox.messages(CHAT)).toEqual([]);
      clock.advance(3_600_000);
      await sent(journey, 'card', 1);
      expect(cardsOf(journey)).toHaveLength(1);
      expect(cardsOf(journey)[0]?.content).toContain('已通过');
      // How long it waited on purpose is no delay of ours.
      expect(await journey.metrics()).toContain('relay_event_to_card_seconds_count 0');
    },
  );
});

describe('task events', () => {
  it('bring the standing card up to date without a sound, at most once in ten seconds', async () => {
    const journey = await startJourney({ config: live(), sandbox: { taskEvents: true } });
    const { sandbox, clock, people, submit } = journey;
    const code = submit();
    await sent(journey, 'card', 1);
    const [card] = cardsOf(journey);
    expect(cardText(card?.content ?? '')).toMatch(/等待 李四 审批/);
    sandbox.approve(code, { by: people.li, comment: '没问题' });
    await sandbox.waitFor(() => sandbox.pushes().every((push) => push.state === 'taken'));
    clock.advance(10_000);
    await sent(journey, 'update', 1);
    expect(cardText(card?.content ?? '')).toMatch(/等待 王五 审批/);
    expect(cardText(card?.content ?? '')).toContain('没问题');
    expect(noticesOf(journey)).toEqual([]);
    const looks = sandbox.requests('instance.get').map((request) => request.at);
    for (const [i, at] of looks.slice(1).entries())
      expect(at - (looks[i] ?? 0)).toBeGreaterThanOrEqual(10_000);
    // They are no changes of the instance.
    expect(cardsOf(journey)).toHaveLength(1);
    expect(await journey.metrics()).toContain('relay_events_total{type="approval_task",result="ignored"}');
  });
});
