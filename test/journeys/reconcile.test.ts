import { describe, expect, it } from 'vitest';
import { cardText } from '../support/cardText.ts';
import { APPROVAL, CHAT, type Journey, type JourneyOptions, startJourney } from '../support/journey.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MISSED = 'changes were found that Feishu has not pushed';

/** A bot that reconciles; pushes that meet a stopped one are given up after 100 ms, as Feishu does after 7 hours. */
const start = (options: JourneyOptions = {}): Promise<Journey> =>
  startJourney({
    startsAt: '10:02',
    sandbox: { retryLadderMs: [100], ...options.sandbox },
    ...options,
    config: { reconcile: {}, ...options.config },
  });

/** Lets time pass without the bot, so every push in it is given up. */
async function whileStopped({ sandbox, clock, stop }: Journey, happens: () => void): Promise<void> {
  await stop();
  clock.advance(20 * MINUTE_MS);
  happens();
  await sandbox.waitFor(() => sandbox.pushes().every((push) => push.state !== 'waiting'));
  // One that was revoked is looked at once a day.
  clock.advance(25 * HOUR_MS);
}

/** How many look-ups Feishu has been asked for. */
const looksOf = ({ sandbox }: Journey): number => sandbox.requests('instance.get').length;
/** Between two requests of a run. */
const APART_MS = 200;

const statusesOf = (journey: Journey, code: string): unknown[] =>
  journey.events
    .filter((end) => end.instanceCode === code && end.result === 'relayed')
    .map((end) => `${end.type} ${end.status}`);

describe('what was missed while the bot was down', () => {
  it('is found and sent once each, with its current state; late pushes add nothing', async () => {
    const journey = await start();
    const { sandbox, people, submit, cards, events, ends, warnings, metrics } = journey;
    const codes = Array.from({ length: 6 }, () => submit());
    const [approved = '', rejected = '', withdrawn = '', revoked = '', deleted = '', waits = ''] = codes;
    sandbox.approveAll(revoked);
    await cards(CHAT, 7);

    const fresh: string[] = [];
    await whileStopped(journey, () => {
      sandbox.approveAll(approved);
      sandbox.reject(rejected, { by: people.li, comment: '预算不够' });
      sandbox.withdraw(withdrawn);
      sandbox.revoke(revoked);
      sandbox.remove(deleted);
      fresh.push(submit(), submit(), submit());
      sandbox.approveAll(fresh[1] ?? '');
      sandbox.approveAll(fresh[2] ?? '');
      sandbox.revoke(fresh[2] ?? '');
    });
    const lost = sandbox.pushes().filter((push) => push.state === 'gaveUp');
    expect(lost).toHaveLength(11);
    const looked = sandbox.requests('instance.get').length;
    await journey.restart();
    const missing = () => sandbox.requests('instance.get').filter((one) => one.code === 1390003).length;
    await sandbox.waitFor(() => missing() === 1 && sandbox.requests('instance.get').length >= looked + 9);
    // Deleted is only what is missing a minute later, too.
    journey.clock.advance(MINUTE_MS);
    await sandbox.waitFor(() => missing() === 2);
    const sent = (await cards(CHAT, 15)).map(cardText);

    expect(sent).toHaveLength(15);
    const found = (code: string) =>
      statusesOf(journey, code).filter((one) => String(one).startsWith('reconcile'));
    expect(codes.map(found)).toEqual([
      ['reconcile APPROVED'],
      ['reconcile REJECTED'],
      ['reconcile CANCELED'],
      ['reconcile REVERTED'],
      ['reconcile DELETED'],
      [],
    ]);
    expect(fresh.map(found)).toEqual([['reconcile PENDING'], ['reconcile APPROVED'], ['reconcile REVERTED']]);
    expect(sent.some((text) => text.includes('预算不够'))).toBe(true);
    expect(warnings.filter(({ text }) => text.startsWith(MISSED))).toHaveLength(1);
    expect(JSON.stringify(warnings)).not.toContain('显示器');
    expect(await metrics()).toContain('relay_reconciled_total 8');

    // Somebody has Feishu send all of it again.
    const before = events.length;
    for (const { envelope, lane } of lost) sandbox.push(envelope, lane);
    await ends.until(() => events.length >= before + lost.length);
    const late = events.slice(before).map((end) => end.reason);
    expect(new Set(late)).toEqual(new Set(['duplicate', 'superseded']));
    sandbox.approveAll(waits);
    expect(await cards(CHAT, 16)).toHaveLength(16);
  });

  it('is nothing at a first start, however much waits already', async () => {
    const old: string[] = [];
    const journey = await start({
      before: (sandbox) => {
        const applicant = sandbox.people()[0]?.openId ?? '';
        for (let i = 0; i < 5; i += 1) old.push(sandbox.submit({ approvalCode: APPROVAL, applicant }));
      },
    });
    const { sandbox, clock, submit, cards, events } = journey;
    clock.advance(7 * HOUR_MS);
    await sandbox.waitFor(() => sandbox.requests('instance.list').length >= 1);
    const code = submit();
    expect((await cards(CHAT, 1))[0]).toContain(code);
    await journey.restart();
    clock.advance(24 * HOUR_MS);
    await sandbox.waitFor(() => sandbox.requests('instance.list').length >= 2);
    submit();
    await cards(CHAT, 2);
    expect(events.filter((end) => old.includes(end.instanceCode ?? ''))).toEqual([]);
    expect(sandbox.requests('instance.get').map((one) => one.instance)).not.toContain(old[0]);
  });
});

describe('a lost event', () => {
  it('heals on schedule, and what is as it was stays silent', async () => {
    const journey = await start({ config: { reconcile: { schedule: '0 */6 * * *' } } });
    const { sandbox, clock, submit, cards, counts } = journey;
    const [lost, quiet] = [submit(), submit()];
    await cards(CHAT, 2);
    await sandbox.settled();
    // The door is shut, and yet the bot lives.
    sandbox.pushTo('http://127.0.0.1:9/');
    sandbox.approveAll(lost);
    await sandbox.settled();
    clock.advance(7 * HOUR_MS);
    expect(cardText((await cards(CHAT, 3))[2] ?? '')).toContain('已通过');
    clock.advance(7 * HOUR_MS);
    await sandbox.waitFor(
      () => sandbox.requests('instance.get').filter((one) => one.instance === quiet).length === 3,
    );
    expect(sandbox.requests('instance.get').filter((one) => one.instance === lost)).toHaveLength(2);
    expect(sandbox.messages(CHAT)).toHaveLength(3);
    expect(await counts()).toMatchObject({ inboxWaiting: 0, outboxWaiting: 0, parked: 0 });
  });

  it('is looked for when the long connection is back after more than a minute', async () => {
    const journey = await start({
      longConnection: true,
      config: { reconcile: { schedule: '0 0 1 1 *' } },
    });
    const { sandbox, clock, submit, cards, passUntil } = journey;
    submit();
    await cards(CHAT, 1);
    await sandbox.settled();
    const busy = { kind: 'status', status: 200, code: 1, msg: 'system busy' } as const;
    sandbox.faults.add({ api: 'socket.endpoint', ...busy });
    sandbox.longConnection.cut();
    await sandbox.waitFor(() => sandbox.longConnection.count === 0);
    const missed = submit();
    await sandbox.settled();
    const later = clock.now() + 2 * MINUTE_MS;
    await passUntil(() => clock.now() >= later);
    sandbox.faults.clear();
    await passUntil(() => sandbox.longConnection.count === 1);
    // It is noticed within seconds.
    await passUntil(() => sandbox.messages(CHAT).length > 1);
    expect((await cards(CHAT, 2))[1]).toContain(missed);
  });
});

describe('what a reminder finds', () => {
  it('is relayed as if its event had come, and nobody is reminded', async () => {
    const journey = await start({
      config: {
        reconcile: false,
        reminders: { after: '1h', calendar: 'always', hours: '00:00-24:00' },
      },
    });
    const { sandbox, clock, submit, cards, events, ends } = journey;
    const code = submit();
    await cards(CHAT, 1);
    await sandbox.settled();
    sandbox.pushTo('http://127.0.0.1:9/');
    sandbox.approveAll(code);
    await sandbox.settled();
    const [lost] = sandbox.pushes().filter((push) => push.state === 'gaveUp');
    clock.advance(2 * HOUR_MS);
    expect(cardText((await cards(CHAT, 2))[1] ?? '')).toContain('已通过');
    expect(statusesOf(journey, code)).toEqual(['approval_instance PENDING', 'reconcile APPROVED']);
    sandbox.pushTo(`${journey.app().url}/webhook/event`);
    sandbox.push(lost?.envelope ?? {});
    await ends.until(() => events.some((end) => end.reason === 'duplicate'));
    expect(sandbox.messages(CHAT)).toHaveLength(2);
  });
});

describe('a run with many findings', () => {
  it('puts more than twenty for one chat on one card, and sends others on separate cards', async () => {
    const journey = await start({
      config: {
        approvals: {
          [APPROVAL]: { chats: [CHAT, { chat: 'oc_rejected', statuses: ['REJECTED'] }] },
        },
      },
      before: (sandbox) => void sandbox.addChat({ chatId: 'oc_rejected', name: '已拒绝' }),
    });
    const { sandbox, people, clock, submit, cards, deliveries, events, ends, stop } = journey;
    await stop();
    const codes = Array.from({ length: 25 }, () => submit());
    for (const code of codes.slice(0, 3)) sandbox.reject(code, { by: people.li });
    await sandbox.settled();
    clock.advance(70_000);
    await journey.restart();
    await journey.passUntil(() => looksOf(journey) === codes.length, APART_MS);
    const relayed = () => events.filter((end) => end.type === 'reconcile' && end.result === 'relayed');
    await ends.until(() => relayed().length === codes.length);
    const rejected = await cards('oc_rejected', 3);
    for (const code of codes.slice(0, 3))
      expect(rejected.filter((card) => card.includes(code))).toHaveLength(1);
    const [summary = ''] = await cards(CHAT, 1);
    expect(cardText(summary)).toContain('25 条审批有变化');
    expect(cardText(summary)).toContain('已拒绝');
    for (const code of codes) expect(summary).toContain(code);
    const after = submit();
    await cards(CHAT, 2);
    expect(sandbox.messages(CHAT).map((message) => message.content.includes(after))).toEqual([false, true]);
    expect(deliveries.filter((end) => end.kind === 'summary')).toMatchObject([{ result: 'sent' }]);
    expect(relayed()).toHaveLength(codes.length);
  });
});

describe('a run that is cut off', () => {
  it('continues where it stopped, and sends each finding once', async () => {
    const journey = await start();
    const { sandbox, clock, submit, cards, stop, events } = journey;
    await stop();
    const codes = Array.from({ length: 8 }, () => submit());
    await sandbox.settled();
    clock.advance(70_000);
    const down = sandbox.faults.add({ api: 'instance.get', instance: codes[5] ?? '', kind: 'hang' });
    await journey.restart();
    await sandbox.waitFor(() => sandbox.requests('instance.get').some((one) => one.instance === codes[5]));
    expect(sandbox.messages(CHAT)).toEqual([]);
    const stopped = stop();
    down();
    await stopped;
    await journey.restart();
    await cards(CHAT, 8);
    const looks = sandbox.requests('instance.get').map((one) => one.instance);
    for (const code of codes) {
      expect(sandbox.messages(CHAT).filter((message) => message.content.includes(code))).toHaveLength(1);
      expect(looks.filter((one) => one === code)).toHaveLength(code === codes[5] ? 2 : 1);
    }
    expect(events.filter((end) => end.type === 'reconcile')).toHaveLength(8);
  });

  it('backs off while Feishu is away, and goes on by itself', async () => {
    const journey = await start();
    const { sandbox, clock, submit, passUntil, stop, warnings } = journey;
    await stop();
    const code = submit();
    await sandbox.settled();
    clock.advance(70_000);
    sandbox.faults.add({ api: 'instance.list', kind: 'status', status: 503 });
    await journey.restart();
    await passUntil(() => sandbox.requests('instance.list').length >= 8);
    sandbox.faults.clear();
    await passUntil(() => sandbox.messages(CHAT).length > 0);
    expect(sandbox.messages(CHAT)[0]?.content).toContain(code);
    const logged = warnings.filter(({ text }) => text.startsWith('reconciling ended early'));
    expect(logged).toHaveLength(1);
    const [first = 0, , , , fifth = 0, sixth = 0] = sandbox.requests('instance.list').map((one) => one.at);
    expect(sixth - fifth).toBeGreaterThan(fifth - first);
  });
});

describe('the call budget of reconcile', () => {
  it('holds for an hour and for a month, and live events do not wait for it', async () => {
    const journey = await start({ config: { reconcile: { requestsPerHour: 4, requestsPerMonth: 7 } } });
    const { sandbox, clock, submit, cards, stop, warnings, metrics } = journey;
    await stop();
    const codes = Array.from({ length: 9 }, () => submit());
    await sandbox.settled();
    clock.advance(70_000);
    await journey.restart();
    const about = (code: string) => sandbox.messages(CHAT).filter((one) => one.content.includes(code));
    const live: string[] = [];
    const submitLive = async (): Promise<void> => {
      const code = submit();
      live.push(code);
      await sandbox.waitFor(() => about(code).length > 0);
      await sandbox.settled();
    };
    const own = () =>
      ['instance.list', 'instance.get']
        .flatMap((api) => sandbox.requests(api))
        .filter(({ instance = '' }) => !live.includes(instance));
    await journey.passUntil(() => own().length === 4, APART_MS);
    await submitLive();
    clock.advance(HOUR_MS - 5 * MINUTE_MS);
    await submitLive();
    expect(own()).toHaveLength(4);
    clock.advance(10 * MINUTE_MS);
    await sandbox.waitFor(() =>
      warnings.some(({ facts }) => JSON.stringify(facts).includes('requestsPerMonth')),
    );
    // What was found until then is sent.
    await cards(CHAT, 2 + 6);
    expect(own()).toHaveLength(7);
    const times = own()
      .map((one) => one.at)
      .sort((a, b) => a - b);
    expect((times[4] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(HOUR_MS - MINUTE_MS);
    expect(codes.map((code) => about(code).length).sort()).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect(await metrics()).toMatch(/relay_reconciled_total 6/);
  });
});
