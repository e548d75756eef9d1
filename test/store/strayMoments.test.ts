import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/open.ts';
import { REMINDER_RULES } from '../../src/store/schedules.ts';
import type { BringHome } from '../../src/store/strayMends.ts';
import { APP, databases, event, NOW, openWorking, relay, run } from '../support/stores.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
const LONGEST = { retryMs: 5 * MINUTE, heldMs: 26 * HOUR, probeMs: HOUR };

function how(more: Partial<BringHome> = {}): BringHome {
  return { now: NOW, feishuNow: NOW, longest: LONGEST, lookbackMs: 7 * DAY, ...more };
}

/** A chat refused us; the next delivery is tried then. */
function closeChat(store: Store, probeAt: number): Promise<void> {
  const why = { code: 230002, reason: 'not in it', remedy: 'add it', probes: 0 };
  return store.work.closeChat({ chat: 'oc_1', probeAt, ...why }, NOW);
}

describe.each(databases)('moments that lie ahead on $name', ({ place }) => {
  const stage = async (): Promise<{
    store: Store;
    ask: (sql: string) => Promise<unknown[]>;
    sql: (text: string) => Promise<void>;
  }> => {
    const at = await place();
    const store = await openWorking(at);
    return {
      store,
      ask: async (text) => (await run(at, text)).map((row) => Number(Object.values(row)[0])),
      sql: async (text) => void (await run(at, text)),
    };
  };

  it('are left alone if they can have been meant', async () => {
    const { store, ask, sql } = await stage();
    await relay(store, [event('e1')]);
    await store.inbox.add([event('e2', { instanceCode: 'I2' })]);
    await sql(`update inbox set next_at = ${NOW + 5 * MINUTE} where id = 'e2'`);
    await sql(`update outbox set next_at = ${NOW + 12 * HOUR}, held_at = ${NOW}`);
    await closeChat(store, NOW + HOUR);
    expect((await store.work.bringHome(how())).rows).toEqual({});
    expect(await ask(`select next_at from inbox where id = 'e2'`)).toEqual([NOW + 5 * MINUTE]);
    expect(await ask('select next_at from outbox')).toEqual([NOW + 12 * HOUR]);
    expect(await ask('select probe_at from chats')).toEqual([NOW + HOUR]);
  });

  it('are corrected if they lie further ahead than that', async () => {
    const { store, ask, sql } = await stage();
    await relay(store, [event('e1')]);
    await store.inbox.add([event('e2', { instanceCode: 'I2' })]);
    await sql(`update inbox set next_at = ${NOW + DAY} where id = 'e2'`);
    await sql(`update outbox set next_at = ${NOW + 6 * MINUTE}`);
    await closeChat(store, NOW + 2 * HOUR);
    await store.markForLook({ instanceCode: 'I3', approvalCode: 'A1', at: NOW + DAY });
    await sql(
      `insert into instances (app, instance, approval, status, changed_at, known_by, looked_at)
       values ('${APP}', 'I1', 'A1', 'PENDING', ${NOW}, 'push', ${NOW + DAY})`,
    );
    await store.ledger.noteConfigured(['A1'], NOW + DAY);
    await store.ledger.noteConfigured(['A2'], NOW - DAY);
    await sql(`update approvals set listed_through = ${NOW + DAY} where approval = 'A2'`);
    await sql(
      `insert into schedules (app, name, last_run, state) values ('${APP}', 'fold:oc_1', ${NOW + DAY}, '')`,
    );
    expect((await store.work.bringHome(how())).rows).toEqual({
      inbox: 1,
      outbox: 1,
      refreshes: 1,
      chats: 1,
      instances: 1,
      approvals: 2,
      schedules: 1,
    });
    expect(await ask(`select next_at from inbox where id = 'e2'`)).toEqual([NOW]);
    expect(await ask('select next_at from outbox')).toEqual([NOW]);
    expect(await ask('select probe_at from chats')).toEqual([NOW]);
    expect(await ask('select due_at from refreshes')).toEqual([NOW]);
    expect(await ask('select marked_at from refreshes')).toEqual([NOW]);
    expect(await ask('select looked_at from instances')).toEqual([NOW]);
    expect(await ask('select first_configured_at from approvals order by approval')).toEqual([
      NOW,
      NOW - DAY,
    ]);
    // How far it really was listed nobody knows; never further back than since it was configured.
    expect(await ask(`select listed_through from approvals where approval = 'A2'`)).toEqual([NOW - DAY]);
    expect((await store.work.bringHome(how())).rows).toEqual({});
  });

  it('of lists go by the clock of Feishu, and are left alone if that is unknown', async () => {
    const { store, ask } = await stage();
    await store.ledger.noteConfigured(['A1'], NOW + DAY);
    expect((await store.work.bringHome(how({ feishuNow: undefined }))).rows).toEqual({});
    expect((await store.work.bringHome(how({ feishuNow: NOW + DAY }))).rows).toEqual({});
    expect((await store.work.bringHome(how({ feishuNow: NOW + HOUR }))).rows).toEqual({ approvals: 1 });
    expect(await ask('select first_configured_at from approvals')).toEqual([NOW + HOUR]);
  });

  it('are not believed at all once the clock was set back, and what is known is set back with it', async () => {
    const { store, ask, sql } = await stage();
    await relay(store, [event('e1')], ['oc_1', 'oc_2', 'oc_3']);
    await store.inbox.add([event('e2', { instanceCode: 'I2' })]);
    await sql(`update inbox set next_at = ${NOW + MINUTE} where id = 'e2'`);
    await sql(`update outbox set next_at = ${NOW + 12 * HOUR}, held_at = ${NOW} where chat = 'oc_1'`);
    await sql(`update outbox set unknown_since = ${NOW + DAY - MINUTE} where chat = 'oc_2'`);
    await sql(`update outbox set unknown_since = ${NOW - MINUTE} where chat = 'oc_3'`);
    await store.ledger.noteConfigured(['A1'], NOW - 9 * DAY);
    await sql(`update approvals set listed_through = ${NOW + DAY - HOUR}`);
    await sql(
      `insert into schedules (app, name, last_run, state) values ('${APP}', '${REMINDER_RULES}', ${NOW}, 'print')`,
    );
    await store.work.bringHome(how({ setBack: { byMs: -DAY } }));
    expect(await ask(`select next_at from inbox where id = 'e2'`)).toEqual([NOW]);
    expect(await ask(`select next_at from outbox where chat = 'oc_1'`)).toEqual([NOW]);
    expect(await ask(`select unknown_since from outbox where chat > 'oc_1' order by chat`)).toEqual([
      NOW - MINUTE,
      NOW - MINUTE,
    ]);
    expect(await ask('select listed_through from approvals')).toEqual([NOW - HOUR]);
    // Reminders are computed again.
    expect((await store.work.lastRun(REMINDER_RULES))?.state).toBe('');
  });

  it('of the last reminder are corrected, and due times are left to whoever reminds', async () => {
    const { store, ask, sql } = await stage();
    const row = (step: string, dueAt: number, remindedAt: number): Promise<void> =>
      sql(
        `insert into reminders (app, instance, chat, step, rule, approval, person, node, since, schedule, due_at, count, reminded_at)
         values ('${APP}', 'I1', 'oc_1', '${step}', 'remind', 'A1', '', '', ${NOW - DAY}, '* * * * *', ${dueAt}, 1, ${remindedAt})`,
      );
    await row('meant', NOW + 30 * DAY, NOW - HOUR);
    await row('reminded ahead', NOW + 2 * DAY, NOW + DAY);
    await store.work.noteRun(REMINDER_RULES, { at: NOW, state: 'print' });
    expect((await store.work.bringHome(how())).rows).toEqual({});
    expect((await store.work.bringHome(how({ setBack: {} }))).rows).toEqual({ reminders: 1 });
    expect((await store.work.lastRun(REMINDER_RULES))?.state).toBe('');
    expect(await ask(`select due_at from reminders where step = 'meant'`)).toEqual([NOW + 30 * DAY]);
    expect(await ask(`select reminded_at from reminders where step = 'reminded ahead'`)).toEqual([NOW]);
  });

  it('are corrected in batches; the next start knows of one that was cut off', async () => {
    const { store, ask, sql } = await stage();
    await store.work.bringHome(how({ now: NOW + YEAR }));
    await store.work.noteRun(REMINDER_RULES, { at: NOW, state: 'print' });
    await sql(
      `insert into reminders (app, instance, chat, step, rule, approval, person, node, since, schedule, due_at, count, reminded_at)
       with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000)
       select '${APP}', 'I' || i, 'oc_1', '', 'remind', 'A1', '', '', ${NOW}, '', ${NOW + 2 * YEAR} + i, 1, ${NOW + YEAR}
       from n`,
    );
    await sql(
      `insert into instances (app, instance, approval, status, changed_at, known_by, looked_at)
       with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000)
       select '${APP}', 'I' || i, 'A1', 'PENDING', ${NOW} + i, 'push', ${NOW + YEAR} + i from n`,
    );
    const left = async (): Promise<unknown> => [
      await ask(`select count(*) from instances where looked_at > ${NOW}`),
      await ask(`select count(*) from reminders where reminded_at > ${NOW}`),
    ];
    const urgent = await store.work.bringHome(how(), { isUrgentOnly: true });
    expect(urgent).toEqual({ rows: { instances: 5_000 }, isDone: true });
    expect(await left()).toEqual([[0], [5_000]]);

    let astray = 5_000;
    const cutOff = await store.work.bringHome(how({ setBack: {} }), {
      goesOn: async () => {
        astray = Number((await ask(`select count(*) from reminders where reminded_at > ${NOW}`))[0]);
        return astray === 5_000;
      },
    });
    expect(cutOff).toEqual({ rows: { reminders: 5_000 - astray }, isDone: false });
    expect(astray).toBeGreaterThan(0);
    expect(await left()).toEqual([[0], [astray]]);
    // What was corrected is computed again, even if nobody continues.
    expect((await store.work.lastRun(REMINDER_RULES))?.state).toBe('');
    expect(await store.work.lastSeenAt()).toBe(NOW + YEAR);

    expect(await store.work.bringHome(how({ setBack: {} }))).toEqual({
      rows: { reminders: astray },
      isDone: true,
    });
    expect(await left()).toEqual([[0], [0]]);
    expect(await store.work.lastSeenAt()).toBe(NOW);
  });

  it('are not set back twice by a check that is made again', async () => {
    const { store, ask, sql } = await stage();
    await relay(store, [event('e1')], ['oc_1', 'oc_2']);
    await sql(`update outbox set unknown_since = ${NOW + DAY - MINUTE} where chat = 'oc_1'`);
    // Noted while the clock was ahead by more than it was set back: the true time is unknown.
    await sql(`update outbox set unknown_since = ${NOW + 3 * DAY} where chat = 'oc_2'`);
    for (let check = 0; check < 2; check += 1) {
      await store.work.bringHome(how({ setBack: { byMs: -DAY } }));
      expect(await ask('select unknown_since from outbox order by chat')).toEqual([
        NOW - MINUTE,
        NOW + 3 * DAY,
      ]);
    }
  });

  it('give the next worker the time when the store was last worked on', async () => {
    const { store } = await stage();
    expect(await store.work.lastSeenAt()).toBeUndefined();
    await store.work.bringHome(how());
    expect(await store.work.lastSeenAt()).toBe(NOW);
  });
});

describe.each(databases)('whether Feishu ever pushed, on $name', ({ place }) => {
  it('is known after its events are gone, and a look-up is none', async () => {
    const at = await place();
    const store = await openWorking(at);
    await store.inbox.add([event('e1')]);
    await run(at, `update inbox set source = 'lookup'`);
    expect(await store.ledger.everPushed(NOW)).toBe(false);
    await store.inbox.add([event('e2', { instanceCode: 'I2' })]);
    expect(await store.ledger.everPushed(NOW)).toBe(true);
    await run(at, 'delete from inbox');
    expect(await store.ledger.everPushed(NOW)).toBe(true);
  });

  it('is noted of task events, once', async () => {
    const { ledger } = await openWorking(await place());
    expect(await ledger.tasksEverPushed()).toBe(false);
    await ledger.noteTasksPushed(NOW);
    await ledger.noteTasksPushed(NOW + 1);
    expect(await ledger.tasksEverPushed()).toBe(true);
    expect(await ledger.everPushed(NOW)).toBe(false);
  });
});
