import { hostname } from 'node:os';
import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../src/approval/delivery.ts';
import { OperatorError } from '../../../src/base/errors.ts';
import { parseSnapshot } from '../../../src/feishu/api/instances.ts';
import { createLeaseCheck } from '../../../src/store/engine/lease.ts';
import { openPostgres } from '../../../src/store/engine/postgres.ts';
import { isAway, isContentRefusal } from '../../../src/store/engine/storeError.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import { layWire } from '../../support/databaseWire.ts';
import { freshDatabase } from '../../support/postgres.ts';
import {
  APP,
  event,
  NOW,
  nextDelivery,
  openAt,
  openWorking,
  RELAYED,
  relay,
  run,
} from '../../support/stores.ts';

const at = (url: string) => ({ kind: 'postgres', url }) as const;

describe('a start', () => {
  it('is not given up because the first quick connection breaks', async () => {
    const wire = await layWire(await freshDatabase(), [1, 2]);
    const { quick, close } = await openPostgres(wire.url);
    const { rows } = await sql<{ one: number }>`select 1 as one`.execute(quick);
    expect(rows).toEqual([{ one: 1 }]);
    await close();
  });

  it('is given up with the remedy if it breaks each time', async () => {
    const wire = await layWire(await freshDatabase(), [1, 2, 3, 4, 5]);
    await expect(openPostgres(wire.url)).rejects.toThrow(/check that PostgreSQL runs there/);
  });
});

describe('a database that cannot be used is refused in one sentence, without the password', () => {
  const cases: [string, RegExp, (url: string) => string][] = [
    [
      'a wrong password',
      /check the user, the password/,
      (url) => url.replace(/:[^:@]+@/, ':a-wrong-secret@'),
    ],
    ['no such database', /create that database/, (url) => url.replace(/relay_\d+/, 'nowhere')],
    [
      'nobody there',
      /check that PostgreSQL runs there/,
      () => 'postgres://relay:a-wrong-secret@127.0.0.1:1/relay',
    ],
    [
      'no such host',
      /check that PostgreSQL runs there/,
      () => 'postgres://u:a-wrong-secret@host.invalid/relay',
    ],
    ['no address at all', /write postgres:\/\//, () => 'postgres://relay:a-wrong-secret#@@:x/relay'],
  ];
  it.each(cases)('%s', async (_, remedy, change) => {
    const url = await freshDatabase();
    const refusal = await openStore(at(change(url)), APP, parseSnapshot).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(OperatorError);
    const { message } = refusal as OperatorError;
    expect(message).toMatch(/^store: [^\n]*\.$/);
    expect(message).toMatch(remedy);
    expect(message).not.toMatch(/a-wrong-secret|p%40ss|p@ss/);
  });

  it('one without room for Chinese', async () => {
    const url = await freshDatabase();
    const client = new pg.Client(url);
    await client.connect();
    await client.query("create database old_latin encoding 'LATIN1' locale 'C' template template0");
    await client.end();
    await expect(openAt(at(url.replace(/relay_\d+/, 'old_latin')))).rejects.toThrow(
      /LATIN1.*encoding 'UTF8'/,
    );
  });

  it('one if this user may create nothing', async () => {
    const url = await freshDatabase();
    await run(at(url), "create role guest login password 'guest-secret'");
    const guest = openAt(at(url.replace(/\/\/[^@]+@/, '//guest:guest-secret@')));
    await expect(guest).rejects.toThrow(/permission denied.*let this user create and change tables/);
    await run(at(url), 'drop role guest');
  });

  it('one that a newer version wrote', async () => {
    const url = await freshDatabase();
    await openAt(at(url));
    await run(at(url), "insert into kysely_migration values ('999-future', '2030-01-01')");
    await expect(openAt(at(url))).rejects.toThrow(/newer version of approval-relay/);
  });
});

it('three replicas that start at once on an empty database all get their tables', async () => {
  const url = await freshDatabase();
  const stores = await Promise.all([1, 2, 3].map(() => openAt(at(url))));
  expect(await stores[2]?.inbox.add([event('e1')])).toEqual([true]);
  expect(await stores[0]?.inbox.counts()).toEqual({ waiting: 1, parked: 0 });
});

it('an event whose id is too long for an index is kept and recognised', async () => {
  const { inbox } = await openAt(at(await freshDatabase()));
  const long = Array.from({ length: 3_000 }, (_, i) => ((i * i * 7_919) % 100_003).toString(36)).join('');
  expect(await inbox.add([event(long), event(`${long}!`, { changedAt: 1 })])).toEqual([true, true]);
  expect(await inbox.add([event(long)])).toEqual([false]);
});

describe('a database that is away', () => {
  const expectAway = async (attempt: Promise<unknown>): Promise<void> => {
    // Without a limit of ours it would take minutes, and so the test.
    const error = await attempt.catch((thrown: unknown) => thrown);
    expect(isAway(error)).toBe(true);
    expect(isContentRefusal(error)).toBe(false);
  };

  it.each(['cut', 'silent'] as const)(
    'by a wire that is %s fails soon, and works again when it is back',
    async (state) => {
      const wire = await layWire(await freshDatabase());
      const store = await openWorking(at(wire.url));
      await store.inbox.add([event('before')]);
      wire.turn(state);
      // More at once than there are connections: nobody may wait for another's time-out.
      await Promise.all([
        expectAway(store.inbox.add([event('e1', { changedAt: 1 })])),
        expectAway(store.inbox.add([event('e2', { changedAt: 2 })])),
        expectAway(store.inbox.add([event('e3', { changedAt: 3 })])),
        expectAway(store.ping()),
      ]);
      wire.turn('open');
      await until(() => store.ping());
      expect(await store.inbox.add([event('after', { changedAt: 4 })])).toEqual([true]);
      expect((await store.inbox.counts()).waiting).toBeGreaterThanOrEqual(2);
    },
  );

  it('fails each piece of work that came together once, not one after the other', async () => {
    const wire = await layWire(await freshDatabase());
    const store = await openWorking(at(wire.url));
    await store.inbox.add(Array.from({ length: 40 }, (_, i) => event(`e${i}`, { instanceCode: `I${i}` })));
    const due = await store.inbox.dueChanges(NOW, 40);
    wire.turn('silent');
    const before = wire.made();
    const ends = await Promise.allSettled(due.map((change) => store.work.finishChange(change, RELAYED, NOW)));
    expect(ends.every((end) => end.status === 'rejected')).toBe(true);
    // One that fails alone breaks its connection, and the next needs another.
    expect(wire.made() - before).toBeLessThan(5);
  });
});

/** The instance that a delivery is about. */
function instanceOf(delivery: Delivery | undefined): string | undefined {
  return delivery && 'instanceCode' in delivery ? delivery.instanceCode : undefined;
}

it('copes with a backlog that comes after it has long been nearly empty', async () => {
  const url = await freshDatabase();
  const store = await openWorking(at(url));
  const quiet = Array.from({ length: 60 }, (_, i) => event(`e${i}`, { instanceCode: `I${i}`, changedAt: i }));
  await relay(store, quiet);
  await run(at(url), 'analyze');
  const look = async () => ({
    changes: (await store.inbox.dueChanges(NOW, 50)).length,
    chats: (await store.outbox.dueChats(NOW)).length,
    next: instanceOf(await nextDelivery(store, 'oc_1', NOW)),
    known: (await store.work.knownInstance('I1'))?.status,
  });
  // By now every connection has a plan for each statement.
  for (let i = 0; i < 40; i += 1) await look();
  await run(
    at(url),
    `insert into inbox (app, id, type, instance, approval, status, changed_at, change_key, body, received_at, state,
      attempts, asked, next_at, reason) select '${APP}', 'b' || i, 't', 'B' || i, 'A', 'PENDING', 1, 'b' || i, '{}', 1,
      'waiting', 0, 0, 0, '' from generate_series(1, 8000) i`,
  );
  await run(
    at(url),
    `insert into outbox (app, change_id, instance, approval, status, changed_at, chat, kind, key, state, priority,
      attempts, detail, next_at, message_id, reason, received_at, created_at) select '${APP}', 'b' || i, 'B' || i, 'A',
      'PENDING', 1, 'oc_' || (1 + i % 2), 'card', 'b' || i, 'waiting', 0, 0, 'full', 0, '', '', 1, 1
      from generate_series(1, 8000) i`,
  );
  // The statements end within their time limit.
  for (let i = 0; i < 8; i += 1) expect(await look()).toMatchObject({ changes: 50, chats: 2, next: 'I0' });
});

it('whose tables another replica has migrated is asked again, on a fresh connection', async () => {
  const url = await freshDatabase();
  const store = await openWorking(at(url));
  const look = (): Promise<unknown> => store.work.standingCard('I1', 'oc_1');
  await relay(store, [event('e1')]);
  const delivery = await nextDelivery(store, 'oc_1', NOW);
  if (!delivery) throw new Error('nothing due');
  await store.work.settleDelivery(delivery, { state: 'sent', messageId: 'om_1', isCard: true }, NOW);
  const card = { messageId: 'om_1', sentAt: NOW, changeId: 'e1', group: '' };
  expect(await look()).toEqual(card);
  await run(at(url), 'alter table cards alter column message_id type varchar(500)');
  const refusal = await look().catch((error: unknown) => error);
  expect(isAway(refusal)).toBe(true);
  expect(isContentRefusal(refusal)).toBe(false);
  expect(await until(look)).toEqual(card);
});

describe('the lease', () => {
  it('is refused to a second process while the first has it, and given back', async () => {
    const here = at(await freshDatabase());
    const first = await openWorking(here);
    const second = await openAt(here);
    const by = { host: hostname(), pid: process.pid };
    expect(await second.lease.hold()).toMatchObject({ held: false, by });
    await first.lease.release();
    expect(await second.lease.hold()).toMatchObject({ held: true });
  });

  it('is waited for until it lapses, wherever its holder runs', async () => {
    const here = at(await freshDatabase());
    await openWorking(here);
    await run(here, "update leases set host = 'elsewhere', pid = 1");
    const second = await openAt(here);
    const held = await second.lease.hold();
    expect(held).toMatchObject({ held: false, by: { host: 'elsewhere', pid: 1 } });
    expect(!held.held && held.lapsesInMs).toBeGreaterThan(0);
    await run(here, 'update leases set until = 0');
    expect(await second.lease.hold()).toMatchObject({ held: true });
  });

  it('is not taken over in the middle of a transaction of the worker; renewing it waits for nobody', async () => {
    const url = await freshDatabase();
    const [first, second] = [await openWorking(at(url)), await openAt(at(url))];
    const { db, close } = await openPostgres(url);
    const transaction = db.transaction().execute(async (trx) => {
      await createLeaseCheck(db, 'postgres', APP)(trx, first.lease.holder);
      expect(await first.lease.hold()).toEqual({ held: true, renewed: true });
      await run(at(url), 'update leases set until = 0');
      // It has lapsed, but what began under it is not over.
      await expect(second.lease.hold()).rejects.toThrow(/timeout/);
    });
    await transaction;
    expect(await second.lease.hold()).toEqual({ held: true, renewed: false });
    expect(await first.lease.hold()).toMatchObject({ held: false });
    await close();
  });

  it('of a worker that sleeps inside a transaction can be taken, and what it woke up with is not committed', async () => {
    const url = await freshDatabase();
    const [first, second] = [await openWorking(at(url)), await openAt(at(url))];
    await relay(first, [event('e1')]);
    const { db, close } = await openPostgres(url);
    const sleeper = db.transaction().execute(async (trx) => {
      await createLeaseCheck(db, 'postgres', APP)(trx, first.lease.holder);
      await trx.updateTable('outbox').set({ state: 'sent', finished_at: NOW }).execute();
      await run(at(url), 'update leases set until = 0');
      await until(() => second.lease.hold());
    });
    await expect(sleeper).rejects.toThrow();
    expect(await second.outbox.counts()).toEqual({ waiting: 1, parked: 0 });
    await close();
  });

  it('distinguishes a holder that lapsed and took it again from one that lost it in between', async () => {
    const url = await freshDatabase();
    const [first, second] = [await openWorking(at(url)), await openAt(at(url))];
    await run(at(url), 'update leases set until = 0');
    expect(await first.lease.hold()).toEqual({ held: true, renewed: true });
    await run(at(url), 'update leases set until = 0');
    expect(await second.lease.hold()).toEqual({ held: true, renewed: false });
    await second.lease.release();
    expect(await first.lease.hold()).toEqual({ held: true, renewed: false });
  });

  it('is never held by two, however many ask at once', async () => {
    const url = await freshDatabase();
    const stores = await Promise.all(Array.from({ length: 5 }, () => openAt(at(url))));
    const holds = await Promise.all(stores.map((store) => store.lease.hold()));
    expect(holds.filter((hold) => hold.held)).toHaveLength(1);
  });
});

describe('a wake', () => {
  /** The next wake a store hears; another replica is asked to give cause for one until then. */
  const heard = async (store: Store, wake: string, cause: () => Promise<unknown>): Promise<void> => {
    let isHeard = false;
    store.onWake((woken) => {
      isHeard ||= woken === wake;
    });
    await until(async () => {
      await cause();
      if (!isHeard) throw new Error('not heard yet');
    });
  };

  it('reaches the worker when another replica accepted an event, and the others when the lease is free', async () => {
    const url = await freshDatabase();
    const [worker, standby] = [await openWorking(at(url)), await openAt(at(url))];
    let n = 0;
    const accept = (): Promise<unknown> => standby.inbox.add([event(`e${n}`, { changedAt: n++ })]);
    await heard(worker, 'accepted', accept);
    await heard(standby, 'released', async () => {
      await worker.lease.hold();
      await worker.lease.release();
    });
  });

  it('is heard again after the connection was lost', async () => {
    const url = await freshDatabase();
    const wire = await layWire(url);
    const [worker, standby] = [await openWorking(at(wire.url)), await openAt(at(url))];
    let n = 0;
    const accept = (): Promise<unknown> => standby.inbox.add([event(`e${n}`, { changedAt: n++ })]);
    await heard(worker, 'accepted', accept);
    wire.turn('cut');
    wire.turn('open');
    await heard(worker, 'accepted', accept);
  });

  it('of another app is not heard', async () => {
    const url = await freshDatabase();
    const [one, other] = [await openAt(at(url), 'cli_one'), await openAt(at(url), 'cli_other')];
    const wakes: string[] = [];
    one.onWake((wake) => wakes.push(wake));
    await heard(other, 'released', async () => {
      await other.lease.hold();
      await other.lease.release();
    });
    expect(wakes.filter((wake) => wake === 'released')).toEqual([]);
  });
});

it('finished rows by the ten thousand are read by no query of the pipeline', async () => {
  const url = await freshDatabase();
  const store = await openWorking(at(url));
  await run(
    at(url),
    `insert into inbox (app, id, type, instance, approval, status, changed_at, body, received_at, state, attempts,
       asked, next_at, reason, finished_at)
     select '${APP}', 'x' || g, 't', 'i' || g, 'A', 'PENDING', g, repeat('b', 200), g, 'done', 0, 0, g, '', g
     from generate_series(1, 30000) g;
     insert into outbox (app, change_id, instance, approval, status, changed_at, chat, kind, key, state, priority,
       attempts, detail, next_at, message_id, reason, received_at, created_at, finished_at)
     select '${APP}', 'x' || g, 'i' || g, 'A', 'PENDING', g, 'oc_1', 'card', 'k' || g, 'sent', 0, 0, 'full', g, '',
       '', g, g, g
     from generate_series(1, 30000) g;
     insert into attempts (app, outbox, api, chat, at, log_id, outcome)
     select '${APP}', g, 'message.create', 'oc_1', g, '', 'ok' from generate_series(1, 30000) g;
     analyze`,
  );
  const read = async (): Promise<number> => {
    const [row] = await run(
      at(url),
      "select sum(seq_tup_read)::int as rows from pg_stat_user_tables where relname in ('inbox', 'outbox', 'attempts')",
    );
    return Number(row?.rows);
  };
  const before = await read();
  await relay(store, [event('e1'), event('e2', { changedAt: NOW + 1 })]);
  await store.inbox.counts();
  await store.outbox.dueChats(NOW);
  const delivery = await nextDelivery(store, 'oc_1', NOW);
  if (!delivery) throw new Error('nothing due');
  const begun = await store.work.beginDelivery(delivery, NOW, { api: 'message.create', target: 'oc_1' });
  const made = {
    attempt: begun?.attempt ?? 0,
    api: 'message.create',
    at: NOW,
    answeredAt: NOW,
    outcome: 'ok',
  };
  await store.work.settleDelivery(delivery, { state: 'sent', messageId: 'om_1', isCard: true }, NOW, made);
  await store.outbox.counts();
  await store.work.attemptsSince(NOW - 60_000);
  await store.work.recoverDeliveries(NOW);
  await store.work.prune(100, 50);
  await store.lease.release();
  await store.close();
  await untilAllReported(url);
  expect(await read()).toBe(before);
});

it('what a chat is sent next is found at once if thousands wait and tens of thousands are finished', async () => {
  const url = await freshDatabase();
  const store = await openWorking(at(url));
  const rows = (count: number, id: string, ended: string): string =>
    `insert into outbox (app, change_id, instance, approval, status, changed_at, chat, kind, key, state, priority,
       attempts, detail, next_at, message_id, reason, received_at, created_at, finished_at)
     select '${APP}', '${id}' || g, '${id}' || g, 'A', 'PENDING', g, 'oc_' || (g % 50), 'card', '${id}' || g, ${ended}
     from generate_series(1, ${count}) g`;
  await run(at(url), rows(30_000, 'old', "'sent', 0, 0, 'full', g, '', '', g, g, g"));
  // What the planner knows is that nothing waits.
  await run(at(url), 'analyze');
  await run(at(url), rows(3_000, 'new', "'waiting', 0, 0, 'full', 0, '', '', g, g, null"));
  const read = async (): Promise<number> => {
    const [row] = await run(
      at(url),
      "select (seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_user_tables where relname = 'outbox'",
    );
    return Number(row?.rows);
  };
  const before = await read();
  for (let chat = 0; chat < 50; chat += 1) {
    expect((await nextDelivery(store, `oc_${chat}`, NOW))?.chat).toBe(`oc_${chat}`);
  }
  await store.lease.release();
  await store.close();
  await untilAllReported(url);
  // The row itself, and its lane.
  expect((await read()) - before).toBeLessThanOrEqual(50 * 3);
});

/** A connection reports what it read when it ends: until all of the bot's have ended. */
function untilAllReported(url: string): Promise<void> {
  return until(async () => {
    const others = await run(
      at(url),
      "select 1 from pg_stat_activity where application_name = 'approval-relay' and datname = current_database()",
    );
    if (others.length > 0) throw new Error('not all have reported yet');
  });
}

/** Tries until it does not reject, for as long as the test may last. */
async function until<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
