import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MIGRATION_NAMES } from '../../src/store/engine/migrations.ts';
import type { Store, StoreLocation } from '../../src/store/open.ts';
import { migrateTo, within } from '../support/databaseItself.ts';
import { databases, event, NOW, nextDelivery, openAt, openWorking, relay, run } from '../support/stores.ts';

// As docs/deploy.md says. Nobody has pg_dump by npm alone, so PostgreSQL copies the database itself: what comes back is the same.

/** Makes a back-up. Returns what restores it, once nobody is connected. */
async function backUp(place: StoreLocation): Promise<() => Promise<void>> {
  if (place.kind === 'sqlite') {
    const parts = ['', '-wal'].filter((part) => existsSync(place.path + part));
    for (const part of parts) copyFileSync(place.path + part, `${place.path}.backup${part}`);
    return async () => {
      for (const part of ['', '-wal', '-shm']) rmSync(place.path + part, { force: true });
      for (const part of parts) copyFileSync(`${place.path}.backup${part}`, place.path + part);
    };
  }
  const url = new URL(place.url);
  const name = url.pathname.slice(1);
  // Not template1: while somebody is connected to it, nobody can make a database.
  url.pathname = '/postgres';
  const admin: StoreLocation = { kind: 'postgres', url: url.href };
  await run(admin, `create database "${name}_backup" template "${name}"`);
  return async () => {
    await run(admin, `drop database "${name}" with (force)`);
    await run(admin, `create database "${name}" template "${name}_backup"`);
    // The next test may be lent a database of this name.
    await run(admin, `drop database "${name}_backup"`);
  };
}

/** A clean stop. */
async function leave({ lease, close }: Store): Promise<void> {
  await lease.release();
  await close();
}

describe.each(databases)('a back-up of $name', ({ name, place: makePlace }) => {
  it('brings back what was known then: its deliveries go on, and its events are duplicates', async () => {
    const place = await makePlace();
    const before = await openWorking(place);
    await relay(before, [event('e1')]);
    // SQLite is copied while the bot runs, with its log.
    if (name === 'PostgreSQL') await leave(before);
    const restore = await backUp(place);
    const running = name === 'PostgreSQL' ? await openWorking(place) : before;
    await relay(running, [event('e2', { instanceCode: 'I2' })]);
    await leave(running);

    await restore();
    const after = await openWorking(place);
    expect(await nextDelivery(after, 'oc_1', NOW)).toMatchObject({ kind: 'card', instanceCode: 'I1' });
    expect(await after.outbox.counts()).toEqual({ waiting: 1, parked: 0 });
    // Feishu or reconcile brings again what came later.
    expect(await after.inbox.add([event('e1'), event('e2', { instanceCode: 'I2' })])).toEqual([false, true]);
  });

  it('from before an upgrade fits the version before it', async () => {
    const place = await makePlace();
    const version = MIGRATION_NAMES.at(-2) ?? '';
    const applied = () =>
      within(place, async (db) => {
        const rows = await db.selectFrom('kysely_migration').select('name').orderBy('name').execute();
        return rows.map((row) => row.name);
      });
    await within(place, (db) => migrateTo(db, place.kind, version));
    const old = await applied();
    const restore = await backUp(place);
    await (await openAt(place)).close();
    expect(await applied()).toEqual([...MIGRATION_NAMES]);
    await restore();
    expect(await applied()).toEqual(old);
    expect(old).toEqual(MIGRATION_NAMES.slice(0, -1));
    // And forward again.
    const store = await openAt(place);
    expect(await store.inbox.counts()).toEqual({ waiting: 0, parked: 0 });
  });
});
