import { describe, expect, it } from 'vitest';
import { openDoor } from '../sandbox/fixture.ts';
import { cardText } from '../support/cardText.ts';
import { APPROVAL, CHAT, type Journey, startJourney } from '../support/journey.ts';

/** Every second is looked at, every moment counts. */
const ALWAYS = { schedule: '* * * * * *', calendar: 'always', hours: '00:00-24:00' } as const;
const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/** One whose reminders come after a second and into a chat of its own: it shows that a run came by. */
const PROBE = { approval: 'PROBE-0001', chat: 'oc_probe' };
const QUIET = 'QUIET-0001';
const BOSS = 'oc_boss';

/** The bot, reminding after a minute, again after two, twice in all. */
function startReminding(
  reminders: object,
  { chat, taskEvents = false }: { readonly chat?: object; readonly taskEvents?: boolean } = {},
): Promise<Journey> {
  return startJourney({
    config: {
      reminders: { ...ALWAYS, after: '1m', every: '2m', max: 2, ...reminders },
      approvals: {
        [APPROVAL]: { chats: [{ chat: CHAT, ...chat }] },
        [PROBE.approval]: {
          chats: [PROBE.chat],
          reminders: { ...ALWAYS, after: '1s', as: 'cards', perChatPerDay: 99 },
        },
        [QUIET]: { chats: [CHAT], reminders: false },
      },
    },
    sandbox: { taskEvents },
    startsAt: '10:00',
    before: (sandbox) => {
      sandbox.addApproval({ approvalCode: PROBE.approval, name: '试探' });
      sandbox.addApproval({ approvalCode: QUIET, name: '安静的审批' });
      sandbox.addChat({ chatId: PROBE.chat, name: '试探群' });
      sandbox.addChat({ chatId: BOSS, name: '主管群' });
    },
  });
}

function contents(journey: Journey, chat: string, part = ''): string[] {
  const all = journey.sandbox.messages(chat).map((message) => message.content);
  return all.filter((content) => content.includes(part));
}

/** The reminders in a chat, or those of them that hold a text. */
function remindersIn(journey: Journey, chat = CHAT, part = ''): string[] {
  return contents(journey, chat, part).filter((content) => content.includes('"template":"orange"'));
}

/** Resolves when the chat was reminded so many times. */
async function reminded(journey: Journey, count: number, chat = CHAT, part = ''): Promise<string[]> {
  await journey.sandbox.waitFor(() => remindersIn(journey, chat, part).length >= count);
  return remindersIn(journey, chat, part);
}

async function submitted(journey: Journey, approvalCode = APPROVAL, chat = CHAT): Promise<string> {
  const code = journey.submit(approvalCode);
  await journey.sandbox.waitFor(() => contents(journey, chat, code).length > 0);
  return code;
}

/** Resolves when a whole run has passed: runs never overlap, so the first of two has ended. */
async function runsComeBy(journey: Journey): Promise<void> {
  for (let i = 0; i < 2; i += 1) {
    const code = await submitted(journey, PROBE.approval, PROBE.chat);
    journey.clock.advance(2 * SECOND);
    await reminded(journey, 1, PROBE.chat, code);
  }
}

/** Changes something without the bot hearing of it. */
async function unheard(journey: Journey, change: () => void): Promise<void> {
  const elsewhere = await openDoor();
  journey.sandbox.pushTo(elsewhere.url);
  change();
  await journey.sandbox.waitFor(() => journey.sandbox.pushes().every((push) => push.state === 'taken'));
  journey.sandbox.pushTo(`${journey.app().url}/webhook/event`);
  elsewhere.close();
}

describe('what waits for too long', () => {
  it('is reminded of when it is due and not before, again, and so many times in all', async () => {
    const journey = await startReminding({});
    await submitted(journey);
    journey.clock.advance(MINUTE / 2);
    await runsComeBy(journey);
    expect(remindersIn(journey)).toEqual([]);
    journey.clock.advance(MINUTE / 2);
    await reminded(journey, 1);
    await runsComeBy(journey);
    expect(remindersIn(journey)).toHaveLength(1);
    expect(await journey.metrics()).toContain(
      'relay_deliveries_total{kind="reminder",result="sent",reason=""}',
    );
    await journey.restart();
    journey.sandbox.pushTo(`${journey.app().url}/webhook/event`);
    journey.clock.advance(2 * MINUTE);
    await reminded(journey, 2);
    journey.clock.advance(10 * MINUTE);
    await runsComeBy(journey);
    expect(remindersIn(journey)).toHaveLength(2);
  });

  it('shows what waits, for whom, how long and how often, and notifies whose turn it is', async () => {
    const journey = await startReminding({});
    const code = await submitted(journey);
    journey.sandbox.approve(code, { by: journey.people.li });
    journey.clock.advance(MINUTE + SECOND);
    const [card = ''] = await reminded(journey, 1);
    const { zhang, li, wang } = journey.people;
    expect(card).toContain(`<at id=${wang}></at>`);
    expect(card).not.toContain(`<at id=${zhang}>`);
    expect(card).not.toContain(`<at id=${li}>`);
    const text = cardText(card);
    expect(text).toContain('催办');
    expect(text).toContain('张三的采购申请');
    expect(text).toContain('审批已 1 分钟');
    expect(text).not.toContain('次提醒');
    expect(text).toContain('新同事的显示器');
    expect(card).toContain(code);
  });

  it('takes a new clock when the turn passes on', async () => {
    const journey = await startReminding({ after: '10m' });
    const code = await submitted(journey);
    journey.clock.advance(9 * MINUTE);
    journey.sandbox.approve(code, { by: journey.people.li });
    journey.clock.advance(2 * MINUTE);
    // The look before the reminder finds that somebody else has waited, for two minutes only.
    await runsComeBy(journey);
    expect(remindersIn(journey)).toEqual([]);
    journey.clock.advance(8 * MINUTE);
    const [card = ''] = await reminded(journey, 1);
    expect(card).toContain(`<at id=${journey.people.wang}></at>`);
    expect(card).not.toContain(`<at id=${journey.people.li}>`);
  });

  it('is not reminded of once it was decided', async () => {
    const journey = await startReminding({});
    const code = await submitted(journey);
    journey.sandbox.approveAll(code);
    await journey.cards(CHAT, 2);
    journey.clock.advance(2 * MINUTE);
    await runsComeBy(journey);
    expect(remindersIn(journey)).toEqual([]);
  });

  it('is not reminded of if it has ended without an event', async () => {
    const journey = await startReminding({});
    const code = await submitted(journey);
    await unheard(journey, () => journey.sandbox.approveAll(code));
    journey.clock.advance(2 * MINUTE);
    await runsComeBy(journey);
    expect(remindersIn(journey)).toEqual([]);
  });

  it.each([true, false])(
    'is not reminded of if it ended while its reminder could not be sent (with an event: %s)',
    async (isPushed) => {
      const journey = await startReminding({});
      const { sandbox, clock } = journey;
      const code = await submitted(journey);
      const tooMany = { kind: 'status', status: 400, code: 99991400 } as const;
      const mended = sandbox.faults.add({ api: 'message.create', ...tooMany });
      clock.advance(MINUTE + SECOND);
      await journey.ends.until(() =>
        journey.deliveries.some((end) => end.kind === 'reminder' && end.result === 'retry'),
      );
      if (isPushed) sandbox.approveAll(code);
      else await unheard(journey, () => sandbox.approveAll(code));
      clock.advance(11 * MINUTE);
      mended();
      await journey.passUntil(() => contents(journey, CHAT, '已通过').length > 0);
      await runsComeBy(journey);
      expect(remindersIn(journey)).toEqual([]);
    },
  );

  it('is not reminded of if its approval says `reminders: false`', async () => {
    const journey = await startReminding({});
    await submitted(journey, QUIET);
    journey.clock.advance(10 * MINUTE);
    await runsComeBy(journey);
    expect(remindersIn(journey)).toEqual([]);
  });

  it('is escalated once, and notifies whom the configuration names', async () => {
    const boss = 'ou_0123456789abcdef0123456789abcdef';
    const journey = await startReminding({
      max: 1,
      escalate: [{ after: '5m', chat: BOSS, mention: [boss] }],
    });
    await submitted(journey);
    journey.clock.advance(MINUTE + SECOND);
    await reminded(journey, 1);
    expect(remindersIn(journey, BOSS)).toEqual([]);
    journey.clock.advance(5 * MINUTE);
    const [card = ''] = await reminded(journey, 1, BOSS);
    expect(cardText(card)).toContain('升级提醒');
    journey.clock.advance(10 * MINUTE);
    await runsComeBy(journey);
    expect(remindersIn(journey)).toHaveLength(1);
    expect(remindersIn(journey, BOSS)).toHaveLength(1);
  });

  it('waits while Feishu cannot be asked', async () => {
    const journey = await startReminding({});
    const code = await submitted(journey);
    const mended = journey.sandbox.faults.add({ api: 'instance.get', instance: code, kind: 'status' });
    journey.clock.advance(MINUTE + SECOND);
    await runsComeBy(journey);
    expect(remindersIn(journey)).toEqual([]);
    mended();
    journey.clock.advance(5 * MINUTE);
    expect(await reminded(journey, 1)).toHaveLength(1);
  });
});

describe('working time', () => {
  it('outside the hours holds what is due until they begin', async () => {
    const journey = await startReminding({ hours: '12:00-14:00' });
    await submitted(journey);
    journey.clock.advance(HOUR);
    await runsComeBy(journey);
    expect(remindersIn(journey)).toEqual([]);
    journey.clock.advance(HOUR + 2 * MINUTE);
    expect(await reminded(journey, 1)).toHaveLength(1);
  });
});

describe('an API gate that is closed for hours', () => {
  it('lets no reminder out at night that waited before it', async () => {
    const chats = [CHAT, 'oc_b', 'oc_c', 'oc_d'];
    const journey = await startJourney({
      startsAt: '17:40',
      config: {
        reminders: { ...ALWAYS, hours: '09:00-18:00', after: '5m', every: '1h' },
        approvals: { [APPROVAL]: { chats } },
      },
      before: (sandbox) => {
        for (const chatId of chats.slice(1)) sandbox.addChat({ chatId, name: chatId });
      },
    });
    const { sandbox, clock } = journey;
    const cards = (): number => sandbox.messages().length;
    const reminders = (): string[] => chats.flatMap((chat) => remindersIn(journey, chat));
    journey.submit();
    await sandbox.waitFor(() => cards() === chats.length);
    // A scope is missing: single requests look again, and all others wait for them.
    const mended = sandbox.faults.add({ api: 'message.create', kind: 'status', status: 400, code: 99991672 });
    journey.submit();
    await journey.ends.until(() => journey.deliveries.some((end) => end.result === 'retry'));
    clock.advance(6 * MINUTE);
    await journey.passUntil(async () => (await journey.counts()).outboxWaiting >= 2 * chats.length);
    mended();
    clock.advance(5 * HOUR);
    // The cards come when the next request has found the gate open, since they have no hours; the reminders wait for the
    // morning.
    await journey.passUntil(() => cards() >= 2 * chats.length);
    expect(reminders()).toEqual([]);
    clock.advance(11 * HOUR);
    await sandbox.waitFor(() => reminders().length >= chats.length);
  });
});

describe('not too often', () => {
  it('folds what exceeds the number of a day into one card', async () => {
    const journey = await startReminding({ perChatPerDay: 2 });
    for (let i = 0; i < 5; i += 1) await submitted(journey);
    journey.clock.advance(MINUTE + SECOND);
    const cards = await reminded(journey, 3);
    await runsComeBy(journey);
    expect(remindersIn(journey)).toHaveLength(3);
    const summary = cards.find((card) => cardText(card).includes('3 条审批等待处理')) ?? '';
    expect(cardText(summary).match(/张三的采购申请/g)).toHaveLength(3);
    // What falls due later that day waits for the next.
    await submitted(journey);
    journey.clock.advance(2 * MINUTE);
    await runsComeBy(journey);
    expect(remindersIn(journey)).toHaveLength(3);
  });

  it('gathers a run into one card if a digest is wanted', async () => {
    const journey = await startReminding({ as: 'digest' });
    for (let i = 0; i < 3; i += 1) await submitted(journey);
    journey.clock.advance(MINUTE + SECOND);
    const [card = ''] = await reminded(journey, 1);
    await runsComeBy(journey);
    expect(remindersIn(journey)).toHaveLength(1);
    expect(cardText(card)).toContain('3 条审批等待处理');
    expect(card).toContain(`<at id=${journey.people.li}></at>`);
  });

  it('gives an overview of everything that waits, by its own schedule, and rings nobody', async () => {
    const digest = { schedule: '0 * * * * *', chat: BOSS, min: 2 };
    const journey = await startReminding({ after: '9d', escalate: [], digest });
    await submitted(journey);
    journey.clock.advance(MINUTE);
    await submitted(journey);
    journey.clock.advance(MINUTE);
    const [card = ''] = await reminded(journey, 1, BOSS);
    expect(remindersIn(journey, BOSS)).toHaveLength(1);
    expect(cardText(card)).toContain('2 条审批等待处理');
    expect(cardText(card)).toContain('张三的采购申请');
    expect(card).not.toContain('<at ');
  });
});
