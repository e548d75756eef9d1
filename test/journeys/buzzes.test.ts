import { describe, expect, it } from 'vitest';
import { APPROVAL, CHAT, type Journey, startJourney } from '../support/journey.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const BOSS = 'oc_boss';
/** What is sent to the chat of the heads itself. */
const NEWS = 'NEWS-0001';
const HEAD = 'ou_0123456789abcdef0123456789abcdef';

/** What waits for five minutes is sent to the chat of the heads, and the people it mentions are buzzed. */
function startBuzzing(reminders: object = {}, step: object = {}): Promise<Journey> {
  const escalate = [{ after: '5m', chat: BOSS, mention: [HEAD, 'approvers'], urgent: true, ...step }];
  return startJourney({
    startsAt: '10:00',
    config: {
      reminders: {
        schedule: '* * * * * *',
        calendar: 'always',
        hours: '00:00-24:00',
        after: '9d',
        escalate,
        ...reminders,
      },
      approvals: { [APPROVAL]: { chats: [CHAT] }, [NEWS]: { chats: [BOSS], reminders: false } },
    },
    before: (sandbox) => {
      sandbox.addApproval({ approvalCode: NEWS, name: '主管的审批' });
      sandbox.addChat({ chatId: BOSS, name: '主管群' });
      sandbox.addPerson({ name: '赵总', openId: HEAD });
    },
  });
}

const escalated = ({ sandbox }: Journey) => sandbox.messages(BOSS);
const buzzes = ({ sandbox }: Journey) =>
  sandbox.messages().flatMap((message) => message.urgent.map(({ people }) => people));
const ends = ({ deliveries }: Journey) => deliveries.filter(({ kind }) => kind === 'buzz');

/** Submits something that then waits for too long; resolves when its escalation stands in the chat. */
async function escalate(journey: Journey): Promise<string> {
  const { sandbox, clock } = journey;
  const before = escalated(journey).length;
  const code = journey.submit();
  // Reminders of others come to this chat, too.
  await sandbox.waitFor(() => sandbox.messages(CHAT).some((message) => message.content.includes(code)));
  clock.advance(5 * MINUTE);
  await sandbox.waitFor(() => escalated(journey).length > before);
  return code;
}

/** Resolves when so many buzzes have ended. */
async function ended(journey: Journey, count: number) {
  const isEnd = () => ends(journey).filter(({ result }) => result !== 'retry').length >= count;
  await journey.ends.until(isEnd);
  return ends(journey).filter(({ result }) => result !== 'retry');
}

describe('an urgent escalation', () => {
  it('buzzes those whom its card mentions, and nobody else, once', async () => {
    const journey = await startBuzzing({ after: '1m', max: 1 });
    await escalate(journey);
    await ended(journey, 1);
    const [message] = escalated(journey);
    const people = [HEAD, journey.people.li];
    expect(message?.urgent.map((one) => one.people)).toEqual([people]);
    for (const id of people) expect(message?.content).toContain(`<at id=${id}></at>`);
    expect(await journey.metrics()).toContain(
      'relay_deliveries_total{kind="buzz",result="sent",reason=""} 1',
    );
    await journey.restart();
    // A later one has come and gone: the first was not repeated.
    await escalate(journey);
    await ended(journey, 2);
    expect(buzzes(journey)).toEqual([people, people]);
    expect(journey.sandbox.requests('message.urgentApp')).toHaveLength(2);
    expect(journey.sandbox.messages(CHAT).flatMap(({ urgent }) => urgent)).toEqual([]);
  });

  it('that gathers several in one card buzzes once', async () => {
    const journey = await startBuzzing({ perChatPerDay: 1 });
    const { sandbox, clock } = journey;
    for (let i = 0; i < 3; i += 1) journey.submit();
    await journey.cards(CHAT, 3);
    clock.advance(5 * MINUTE);
    await ended(journey, 2);
    expect(sandbox.messages(BOSS).map(({ urgent }) => urgent.length)).toEqual([1, 1]);
  });

  it('names in the log who could not be buzzed, and buzzes the others', async () => {
    const journey = await startBuzzing({}, { mention: ['approvers', 'ou_adviser'] });
    journey.sandbox.addPerson({ name: '顾问', openId: 'ou_adviser', canBeBuzzed: false });
    await escalate(journey);
    await ended(journey, 1);
    expect(buzzes(journey)).toEqual([[journey.people.li]]);
    expect(journey.warnings).toContainEqual({
      text: 'not everybody could be buzzed',
      facts: expect.objectContaining({ people: ['ou_adviser'] }),
    });
  });

  it('that is not urgent buzzes nobody', async () => {
    const journey = await startBuzzing({}, { urgent: false });
    await escalate(journey);
    await escalate(journey);
    expect(journey.sandbox.requests('message.urgentApp')).toEqual([]);
    expect(ends(journey)).toEqual([]);
  });
});

describe('a buzz that Feishu refuses', () => {
  it.each([230024, 230002, 99991672])('ends with the remedy, and hurts no card: %i', async (code) => {
    const journey = await startBuzzing();
    const { sandbox } = journey;
    sandbox.faults.add({ api: 'message.urgentApp', kind: 'status', status: 400, code, times: 1 });
    await escalate(journey);
    const [end] = await ended(journey, 1);
    expect(end).toMatchObject({ result: 'parked', reason: 'refused', code, chat: BOSS });
    expect(end?.remedy?.en).toMatch(/\.$/);
    expect(await journey.counts()).toMatchObject({ outboxWaiting: 0, parked: 1 });
    expect(await journey.metrics()).toContain('relay_chats_closed 0');
    // One line says so, that of the delivery; if every buzz would fail for this reason, a warning does, too.
    const about =
      code === 99991672 ? ['delivery', expect.stringMatching(/message\.urgentApp.*scope/)] : ['delivery'];
    expect(journey.warnings.map(({ text }) => text).sort()).toEqual(about.sort());
    await escalate(journey);
    expect(escalated(journey)).toHaveLength(2);
    expect(buzzes(journey).length).toBeLessThanOrEqual(1);
  });
});

describe('a buzz of unknown outcome', () => {
  it.each(['loseAnswer', 'cut'] as const)('counts as done: %s', async (kind) => {
    const journey = await startBuzzing();
    journey.sandbox.faults.add({ api: 'message.urgentApp', kind, times: 1 });
    await escalate(journey);
    const [end] = await ended(journey, 1);
    expect(end).toMatchObject({ result: 'sent', reason: 'outcome-unknown' });
    await escalate(journey);
    await ended(journey, 2);
    expect(journey.sandbox.requests('message.urgentApp')).toHaveLength(2);
    expect(buzzes(journey)).toHaveLength(kind === 'cut' ? 1 : 2);
  });
});

describe('a buzz that cannot ring at once', () => {
  const limited = ({ sandbox }: Journey): (() => void) =>
    sandbox.faults.add({ api: 'message.urgentApp', kind: 'status', status: 429, code: 99991400 });

  it('rings when the limit is over', async () => {
    const journey = await startBuzzing();
    const mend = limited(journey);
    await escalate(journey);
    await journey.ends.until(() => ends(journey).some(({ result }) => result === 'retry'));
    mend();
    journey.clock.advance(MINUTE);
    const [end] = await ended(journey, 1);
    expect(end).toMatchObject({ result: 'sent', reason: '' });
    expect(buzzes(journey)).toHaveLength(1);
  });

  it('holds up no card while Feishu accepts no buzz', async () => {
    const journey = await startBuzzing();
    const { sandbox, clock, people } = journey;
    const headers = { 'x-ogw-ratelimit-reset': '120' };
    const api = 'message.urgentApp';
    sandbox.faults.add({ api, kind: 'status', status: 429, code: 99991400, headers, times: 1 });
    for (let i = 0; i < 3; i += 1) journey.submit();
    await journey.cards(CHAT, 3);
    clock.advance(5 * MINUTE);
    await journey.cards(BOSS, 3);
    await journey.ends.until(() => ends(journey).some(({ result }) => result === 'retry'));
    // All three buzzes wait for two minutes, and the news comes at once.
    journey.submit(NEWS);
    await journey.cards(BOSS, 4);
    expect(sandbox.requests(api)).toHaveLength(1);
    clock.advance(150 * SECOND);
    await ended(journey, 3);
    expect(buzzes(journey)).toEqual(Array.from({ length: 3 }, () => [HEAD, people.li]));
  });

  it('does not ring after some minutes', async () => {
    const journey = await startBuzzing();
    const mend = limited(journey);
    await escalate(journey);
    await journey.ends.until(() => ends(journey).some(({ result }) => result === 'retry'));
    journey.clock.advance(6 * MINUTE);
    mend();
    const [end] = await ended(journey, 1);
    expect(end).toMatchObject({ result: 'suppressed', reason: 'superseded' });
    expect(buzzes(journey)).toEqual([]);
  });

  it('does not ring once the approval was decided', async () => {
    const journey = await startBuzzing();
    const mend = limited(journey);
    const code = await escalate(journey);
    await journey.ends.until(() => ends(journey).some(({ result }) => result === 'retry'));
    journey.sandbox.approveAll(code);
    await journey.cards(CHAT, 2);
    mend();
    journey.clock.advance(MINUTE);
    const [end] = await ended(journey, 1);
    expect(end).toMatchObject({ result: 'suppressed', reason: 'superseded' });
    expect(buzzes(journey)).toEqual([]);
  });
});
