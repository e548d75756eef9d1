import { describe, expect, it } from 'vitest';
import { APPROVAL, CHAT, type JourneyOptions, startJourney } from '../support/journey.ts';
import { ADMIN_TOKEN, signIn } from '../support/operator.ts';

const BOSS = 'ou_0123456789abcdef0123456789abcdef';
const OTHER = 'LEAVE-0001';
const SECOND = 'oc_second';
const ALWAYS = { calendar: 'always', hours: '00:00-24:00' };

/** Feishu lets the bot write to the boss no more; `reach` lets it again. */
async function startOutOfReach(config: NonNullable<JourneyOptions['config']>) {
  const journey = await startJourney({
    config: { defaults: {}, ...config },
    before: (fresh) => {
      fresh.addPerson({ name: '赵总', openId: BOSS });
      if (JSON.stringify(config).includes(OTHER)) fresh.addApproval({ approvalCode: OTHER, name: '请假' });
      fresh.addChat({ chatId: SECOND, name: '归档群' });
    },
  });
  const { sandbox } = journey;
  const reach = sandbox.faults.add({
    api: 'message.create',
    chat: BOSS,
    kind: 'status',
    status: 400,
    code: 230013,
  });
  const said = (chat = CHAT): string[] => sandbox.messages(chat).map(({ content }) => content);
  const addressed = (chat = CHAT): string[] => said(chat).filter((one) => one.includes(`<at id=${BOSS}>`));
  const { ends, deliveries } = journey;
  /** Resolves when so many deliveries to a chat have ended like this. */
  const ended = (result: 'sent' | 'parked', count: number, chat = BOSS): Promise<unknown> =>
    ends.until(() => deliveries.filter((one) => one.chat === chat && one.result === result).length >= count);
  return { ...journey, reach, said, addressed, ended };
}

describe('a person whom the bot cannot reach', () => {
  it('is addressed once in the first group that is for the instance, by the stricter rules; else the card is parked', async () => {
    const hidden = { chat: CHAT, fields: { hide: ['金额'] }, reminders: false };
    const later = { chat: 'oc_later', statuses: ['APPROVED'], reminders: false };
    const { sandbox, clock, submit, cards, deliveries, ends, passUntil, counts } = await startJourney({
      config: {
        defaults: {},
        approvals: {
          [APPROVAL]: { chats: [BOSS, later, hidden] },
          [OTHER]: { chats: [BOSS, later], reminders: false },
        },
        reminders: { after: '1h', calendar: 'always', hours: '00:00-24:00' },
      },
      before: (fresh) => {
        fresh.addPerson({ name: '赵总', openId: BOSS });
        fresh.addApproval({ approvalCode: OTHER, name: '请假' });
        fresh.addChat({ chatId: 'oc_later', name: '归档群' });
      },
    });
    sandbox.faults.add({ api: 'message.create', chat: BOSS, kind: 'status', status: 400, code: 230013 });
    submit();
    await cards(CHAT, 2);
    const addressed = (): string[] =>
      sandbox.messages(CHAT).flatMap(({ content }) => (content.includes(`<at id=${BOSS}>`) ? [content] : []));
    expect(addressed()).toHaveLength(1);
    expect(
      sandbox
        .messages(CHAT)
        .map(({ content }) => content)
        .join(''),
    ).not.toMatch(/3,?999/);
    clock.advance(3_600_000);
    await passUntil(() => addressed().length === 2);
    // Its buttons would defer what the person gets.
    expect(addressed()[1]).toContain('催办');
    expect(addressed()[1]).not.toContain('"press"');
    await passUntil(async () => (await counts()).outboxWaiting === 0);
    expect((await counts()).parked).toBe(0);
    const toBoss = deliveries
      .filter(({ chat }) => chat === BOSS)
      .map(({ result, reason }) => `${result} ${reason}`);
    expect(toBoss).toEqual([
      'retry out-of-reach',
      'sent out-of-reach',
      'retry out-of-reach',
      'sent out-of-reach',
    ]);

    submit(OTHER);
    await ends.until(() => deliveries.some(({ result }) => result === 'parked'));
    expect(deliveries.at(-1)).toMatchObject({ chat: BOSS, reason: 'refused', code: 230013 });
    expect(sandbox.messages(CHAT)).toHaveLength(3);
    expect(sandbox.messages('oc_later')).toEqual([]);
  });

  it('has one card in the group, which is kept up to date, and is mentioned when it ends', async () => {
    const journey = await startOutOfReach({
      approvals: { [APPROVAL]: { chats: [BOSS, { chat: CHAT, notice: 'none' }] } },
    });
    const { sandbox, submit, passUntil, counts, said, addressed, deliveries, restart } = journey;
    const code = submit();
    await passUntil(() => said().length === 2);
    const [card] = sandbox.messages(CHAT).filter(({ content }) => content.includes(`<at id=${BOSS}>`));
    await restart();
    sandbox.approveAll(code);
    await passUntil(() => said().length === 3);
    await passUntil(async () => (await counts()).outboxWaiting === 0);
    // The card itself notifies nobody again; the reply to it does.
    expect(card?.content).toContain('已通过');
    expect(addressed()).toHaveLength(1);
    expect(sandbox.messages(CHAT).at(-1)).toMatchObject({ replyTo: card?.messageId });
    expect(said().at(-1)).toContain(`<at id=${BOSS}>`);
    expect(deliveries.at(-1)).toMatchObject({ chat: BOSS, instead: CHAT, result: 'sent' });
    expect((await counts()).parked).toBe(0);
  });

  it('is addressed in the next group if the first takes nothing, by the rules of that group’s entry', async () => {
    const own = { chat: SECOND, statuses: ['PENDING'], fields: { hide: ['金额'] }, locale: 'en-US' };
    const journey = await startOutOfReach({
      approvals: {
        [APPROVAL]: { chats: [BOSS, CHAT, { chat: SECOND, statuses: ['REJECTED'] }, own] },
      },
    });
    const { sandbox, submit, ended, counts, addressed } = journey;
    sandbox.removeBot(CHAT, { event: false });
    submit();
    submit();
    await ended('sent', 2);
    await ended('parked', 2, CHAT);
    expect(addressed(SECOND)).toHaveLength(2);
    expect(addressed(SECOND).join('')).toContain('Pending');
    expect(addressed(SECOND).join('')).not.toMatch(/3,?999/);
    expect(await counts()).toMatchObject({ parked: 2 });
  });

  it('gets it in the first group once that is open again, if no other is', async () => {
    const journey = await startOutOfReach({ approvals: { [APPROVAL]: { chats: [BOSS, CHAT] } } });
    const { sandbox, submit, ended, counts, addressed } = journey;
    sandbox.removeBot(CHAT, { event: false });
    submit();
    await ended('parked', 1);
    await ended('parked', 1, CHAT);
    sandbox.addBot(CHAT);
    await ended('sent', 1);
    await ended('sent', 1, CHAT);
    expect(await counts()).toMatchObject({ parked: 0, outboxWaiting: 0 });
    expect(addressed()).toHaveLength(1);
  });

  it('is mentioned in the group when a card ends that was sent while the person was in reach', async () => {
    const own = { chat: CHAT, mode: 'post', statuses: ['APPROVED'] };
    const { sandbox, submit, ended, said, addressed, reach, ends, deliveries } = await startOutOfReach({
      approvals: { [APPROVAL]: { chats: [BOSS, own] } },
    });
    reach();
    const code = submit();
    await ended('sent', 1);
    const refused = { kind: 'status', status: 400, code: 230013 } as const;
    sandbox.faults.add({ api: 'message.create', chat: BOSS, ...refused });
    sandbox.faults.add({ api: 'message.reply', ...refused });
    sandbox.approveAll(code);
    await ends.until(() => deliveries.some((one) => one.instead === CHAT && one.result === 'sent'));
    await ended('sent', 1, CHAT);
    expect(said()).toHaveLength(2);
    expect(addressed()).toHaveLength(1);
    expect(addressed()[0]).toContain('已通过');
  });

  it('is reminded in a group that receives all of it, and in no other', async () => {
    const digest = { schedule: '0 * * * * *', chat: BOSS, min: 2 };
    const entry = { chat: CHAT, reminders: false };
    const journey = await startOutOfReach({
      approvals: {
        [APPROVAL]: { chats: [SECOND, entry] },
        [OTHER]: { chats: [SECOND, { ...entry, statuses: ['APPROVED'] }] },
      },
      reminders: { after: '9d', digest, ...ALWAYS },
    });
    const { submit, passUntil, ended, addressed } = journey;
    const codes = [submit(), submit(OTHER)];
    await ended('sent', 2, SECOND);
    await passUntil(() => addressed(SECOND).length > 0);
    const [overview] = addressed(SECOND);
    for (const code of codes) expect(overview).toContain(code);
    expect(addressed(CHAT)).toEqual([]);
  });

  it('is named in a warning and on the operators’ page, until something reaches the person again', async () => {
    const { app, submit, cards, ended, said, reach, shownWarnings } = await startOutOfReach({
      approvals: {
        [APPROVAL]: { chats: [BOSS, { chat: CHAT, notice: 'none', fields: { hide: ['金额'] } }] },
      },
      server: { host: '127.0.0.1', port: 0, adminToken: ADMIN_TOKEN },
    });
    const code = submit();
    await ended('sent', 1);
    const ids = { person: BOSS, feishuCode: 230013 };
    const remedy = expect.stringContaining('availability');
    expect(await shownWarnings()).toMatchObject([{ code: 'person-unreachable', subject: BOSS, ids, remedy }]);
    const browser = await signIn(app().url);
    for (const path of [`deliveries?chat=${CHAT}`, `instances/${code}`]) {
      const page = await browser.page(`/admin/${path}`);
      expect(page.replace(/<[^>]*>/g, '')).toMatch(new RegExp(`${BOSS}\\s* → 采购`));
    }
    const card = await browser.page(`/admin/instances/${code}/card?chat=${BOSS}`);
    expect(card).toContain('待审批');
    expect(card).not.toMatch(/3,?999/);

    reach();
    submit();
    await ended('sent', 2);
    await cards(CHAT, 3);
    expect(said()).toHaveLength(3);
    expect(await shownWarnings()).toEqual([]);
  });
});
