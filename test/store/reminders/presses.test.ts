import { describe, expect, it } from 'vitest';
import type { WantedReminder } from '../../../src/approval/reminder.ts';
import type { PressedCard } from '../../../src/store/reminders/presses.ts';
import { REMINDER_RULES } from '../../../src/store/schedules.ts';
import type { NewSilence } from '../../../src/store/silences.ts';
import { databases, NOW, openAt, openWorking, run } from '../../support/stores.ts';

const CARD = { messageId: 'om_1', chat: 'oc_1', namedChat: 'oc_p2p', instance: 'I1', approval: 'A1' };
const STEP = { step: 't1', since: NOW - 1_000 };

const NOTHING = { wanted: [], update: undefined };

const silence = (more: Partial<NewSilence> = {}): NewSilence => ({
  person: '',
  standIn: '',
  approval: '',
  chat: 'oc_1',
  instance: 'I1',
  steps: [STEP],
  until: NOW + 1_000,
  reason: '',
  begunAt: NOW,
  by: 'ou_li',
  choice: 'hour',
  ...more,
});

const DAY = 86_400_000;

/** By the rules due in a day. */
function reminder(chat: string, step: string): WantedReminder {
  const about = { person: 'ou_li', node: '主管', nodeId: 'n1', since: STEP.since };
  return { chat, step, rule: 'remind', ...about, dueAt: () => NOW + DAY };
}

describe.each(databases)('presses and silences in $name', ({ place: makePlace }) => {
  it('commits one of two presses at the same moment, on one card or on two of the same step', async () => {
    const place = await makePlace();
    const one = await openWorking(place);
    // SQLite has no second process.
    const other = place.kind === 'sqlite' ? one : await openAt(place);
    const cards = ['om_1', 'om_2'].map((messageId) => ({ ...CARD, messageId, steps: [STEP] }));
    for (const { messageId } of cards)
      await run(
        place,
        `insert into reminder_cards (app, message_id, chat, named_chat, instance, approval, steps, sent_at)
         values ('cli_test', '${messageId}', 'oc_1', 'oc_p2p', 'I1', 'A1', '${JSON.stringify([STEP])}', ${NOW})`,
      );
    for (let round = 0; round < 5; round += 1) {
      const ends = await Promise.all(
        [one, other, one, other].map(({ presses }, i) => {
          const card = cards[i >> 1] ?? { ...CARD, steps: [STEP] };
          return presses.press(card, `press-${round}-${i}`, silence({ until: i === 0 ? null : NOW + 1_000 }));
        }),
      );
      expect(ends.sort()).toEqual(['already-deferred', 'already-deferred', 'already-deferred', 'committed']);
      const [inForce, ...more] = await one.presses.silences(NOW);
      expect(more).toEqual([]);
      const card = { ...CARD, steps: [STEP] };
      expect(await one.presses.undo(card, `undo-${round}`, silence(), inForce?.id)).toBe('committed');
    }
  });

  it('commits a press once, marks its card for the worker, and takes it back', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    const steps = JSON.stringify([STEP]);
    await run(
      place,
      `insert into reminder_cards (app, message_id, chat, named_chat, instance, approval, steps, sent_at)
       values ('cli_test', 'om_1', 'oc_1', 'oc_p2p', 'I1', 'A1', '${steps}', ${NOW})`,
    );
    const card = { ...CARD, steps: [STEP] };
    expect(await store.presses.reminderCard('om_1')).toEqual(card);
    expect(await store.presses.reminderCard('om_2')).toBeUndefined();

    expect(await store.presses.press(card, 'press-e1', silence())).toBe('committed');
    expect(await store.presses.press(card, 'press-e1', silence())).toBe('duplicate');
    expect(await store.presses.silences(NOW)).toMatchObject([{ id: 'press-e1', steps: [STEP], by: 'ou_li' }]);
    const [pressed] = await store.work.pressedCards(10);
    expect(pressed).toEqual({ ...card, pressedAt: NOW });
    if (!pressed) throw new Error('no card is pressed');

    // It is pressed again while the worker is at it: the mark stays.
    const undone = silence({ begunAt: NOW + 1, choice: 'undo' });
    expect(await store.presses.undo(card, 'press-e2', undone, 'press-e1')).toBe('committed');
    expect(await store.presses.undo(card, 'press-e3', undone, 'press-e1')).toBe('nothing-to-undo');
    await store.work.applyPress(pressed, NOTHING, NOW + 2);
    const [again] = await store.work.pressedCards(10);
    if (!again) throw new Error('the mark is gone');
    await store.work.applyPress(again, NOTHING, NOW + 3);
    expect(await store.work.pressedCards(10)).toEqual([]);
    expect(await store.presses.silences(NOW)).toEqual([]);
    await store.close();
  });

  it('takes back once: an undo that comes again leaves what was pressed after it', async () => {
    const store = await openWorking(await makePlace());
    const card = { ...CARD, steps: [STEP] };
    const undone = silence({ choice: 'undo', until: NOW });
    expect(await store.presses.press(card, 'press-e1', silence())).toBe('committed');
    expect(await store.presses.undo(card, 'press-e2', undone, 'press-e1')).toBe('committed');
    expect(await store.presses.press(card, 'press-e3', silence())).toBe('committed');
    expect(await store.presses.undo(card, 'press-e2', undone, 'press-e3')).toBe('duplicate');
    expect(await store.presses.silences(NOW)).toMatchObject([{ id: 'press-e3' }]);
    await store.close();
  });

  it('keeps what was wished in other chats and of other steps, and what a new configuration finds', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    await run(
      place,
      `insert into instances (app, instance, approval, status, changed_at, known_by)
       values ('cli_test', 'I1', 'A1', 'PENDING', ${NOW}, 'push')`,
    );
    const wanted = [reminder('oc_1', 't1'), reminder('oc_1', 't2'), reminder('oc_2', 't1')];
    const cardOf = (chat: string, names: string) => {
      const steps = names.split(' ').map((step) => ({ ...STEP, step }));
      return { ...CARD, messageId: `om_${chat}_${names}`, chat, steps, pressedAt: NOW };
    };
    const apply = (card: PressedCard) => store.work.applyPress(card, { wanted, update: undefined }, NOW);
    const press = async (id: string, card: ReturnType<typeof cardOf>, until: number) => {
      const { chat, steps } = card;
      expect(await store.presses.press(card, id, silence({ chat, steps, until }))).toBe('committed');
      await apply(card);
    };
    const undo = async (id: string, card: ReturnType<typeof cardOf>) => {
      expect(await store.presses.undo(card, `undo of ${id}`, silence(), id)).toBe('committed');
      await apply(card);
    };
    const due = async () =>
      (await store.work.remindersOf('I1'))
        .map((row) => `${row.chat} ${row.step} ${(row.dueAt ?? 0) - NOW}`)
        .sort();
    const [first, second, both] = [cardOf('oc_1', 't1'), cardOf('oc_1', 't2'), cardOf('oc_1', 't1 t2')];
    await press('s1', first, NOW + 5_000);
    await press('s2', cardOf('oc_2', 't1'), NOW + 6_000);
    await press('s3', second, NOW + 7_000);
    const wished = ['oc_1 t1 5000', 'oc_1 t2 7000', 'oc_2 t1 6000'];
    expect(await due()).toEqual(wished);
    const resync = () =>
      store.work.resyncReminders([{ instanceCode: 'I1', approvalCode: 'A1', wanted }], NOW);
    await resync();
    expect(await due()).toEqual(wished);
    // Taken back, the rules alone say when.
    await undo('s1', first);
    expect(await due()).toEqual([`oc_1 t1 ${DAY}`, 'oc_1 t2 7000', 'oc_2 t1 6000']);
    await undo('s3', second);
    // By another card about one of its steps, too.
    await press('s4', both, NOW + 8_000);
    expect(await due()).toEqual(['oc_1 t1 8000', 'oc_1 t2 8000', 'oc_2 t1 6000']);
    await undo('s4', second);
    expect(await due()).toEqual([`oc_1 t1 ${DAY}`, `oc_1 t2 ${DAY}`, 'oc_2 t1 6000']);
    // A command ends it in the same way: the card follows.
    await run(
      place,
      `insert into reminder_cards (app, message_id, chat, named_chat, instance, approval, steps, sent_at)
       values ('cli_test', 'om_2', 'oc_2', 'oc_p2p', 'I1', 'A1', '${JSON.stringify([STEP])}', ${NOW})`,
    );
    expect(await store.work.endSilence('s2', NOW)).toBe(true);
    const [marked, ...others] = await store.work.pressedCards(10);
    expect([marked?.messageId, others]).toEqual(['om_2', []]);
    if (marked) await apply(marked);
    expect(await due()).toEqual([`oc_1 t1 ${DAY}`, `oc_1 t2 ${DAY}`, `oc_2 t1 ${DAY}`]);
    await store.close();
  });

  it('that a command ends frees what it deferred of one instance at once, and has the rules asked again', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    await run(
      place,
      `insert into instances (app, instance, approval, status, changed_at, known_by)
       values ('cli_test', 'I1', 'A1', 'PENDING', ${NOW}, 'push')`,
    );
    const wanted = [reminder('oc_1', 't1'), reminder('oc_2', 't1')];
    await store.work.resyncReminders([{ instanceCode: 'I1', approvalCode: 'A1', wanted }], NOW);
    const [held] = (await store.work.remindersOf('I1')).filter(({ chat }) => chat === 'oc_1');
    if (!held) throw new Error('there is no row');
    for (const instance of ['I1', '']) {
      const [later, state] = [NOW + 7 * DAY, 'print'];
      const [row = held] = (await store.work.remindersOf('I1')).filter(({ chat }) => chat === 'oc_1');
      await store.work.postponeReminders([{ row, until: later }]);
      await store.work.noteRun(REMINDER_RULES, { at: NOW, state });
      const scope = { chat: '', instance, approval: instance === '' ? 'A1' : '', steps: [] };
      const id = await store.work.addSilence(silence({ ...scope, by: '', choice: '', until: later }));
      expect(await store.work.endSilence(id, NOW)).toBe(true);
      expect((await store.work.lastRun(REMINDER_RULES))?.state).not.toBe(state);
      const rows = await store.work.remindersOf('I1');
      expect(rows.map(({ chat, dueAt }) => [chat, dueAt]).sort()).toEqual([
        // What many wait for leaves over some minutes, once the rules are asked.
        ['oc_1', instance === '' ? later : NOW],
        ['oc_2', NOW + DAY],
      ]);
    }
    await store.close();
  });

  it('closes what is over by its time, and prunes it when it is old', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    const id = await store.work.addSilence(silence({ steps: [], by: '', person: 'ou_li', instance: '' }));
    expect(await store.work.silences(NOW)).toMatchObject([{ id, person: 'ou_li', until: NOW + 1_000 }]);
    await store.work.closeSilences(NOW + 1_000);
    expect(await store.work.silences(NOW)).toEqual([]);
    expect(await store.work.endSilence(id, NOW + 1_000)).toBe(false);
    await store.work.prune(NOW + 2_000, 100);
    expect(await run(place, 'select id from silences')).toEqual([]);
    await store.close();
  });
});
