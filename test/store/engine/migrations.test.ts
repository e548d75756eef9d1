import { Migrator } from 'kysely';
import { describe, expect, it } from 'vitest';
import { MIGRATION_NAMES, migrationsFor } from '../../../src/store/engine/migrations.ts';
import type { StorePlace } from '../../../src/store/open.ts';
import { within } from '../../support/databaseItself.ts';
import { APP, databases, NOW, openAt, run } from '../../support/stores.ts';

type Rows = Record<string, Record<string, unknown>[]>;

/** A store as the program left it that knew the migrations up to this one, with rows in all its tables. */
function writtenAt(place: StorePlace, version: string): Promise<Rows> {
  return within(place, async (db) => {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrationsFor(place.kind) } });
    const { error } = await migrator.migrateTo(version);
    expect(error).toBeUndefined();
    const rows: Rows = {};
    for (const { name, columns } of await db.introspection.getTables()) {
      const own = columns.filter((column) => !column.isAutoIncrementing);
      const values = [1, 2, 3].map((row) =>
        Object.fromEntries(
          own.map((column, i) => [
            column.name,
            column.dataType === 'text' ? `${column.name} ${row} 审批` : row * 1_000 + i,
          ]),
        ),
      );
      await db.insertInto(name).values(values).execute();
      rows[name] = await db
        .selectFrom(name)
        .selectAll()
        .orderBy(own[0]?.name ?? '')
        .execute();
    }
    return rows;
  });
}

describe.each(databases)('on $name', ({ place }) => {
  it.each(MIGRATION_NAMES.slice(0, -1))('a store written at %s keeps every row', async (version) => {
    const where = await place();
    const before = await writtenAt(where, version);
    expect(Object.keys(before)).toEqual(expect.arrayContaining(['inbox', 'outbox', 'instances', 'leases']));
    await (await openAt(where)).close();
    await within(where, async (db) => {
      for (const [table, rows] of Object.entries(before)) {
        const columns = Object.keys(rows[0] ?? {});
        expect(rows).toHaveLength(3);
        const after = await db
          .selectFrom(table)
          .select(columns)
          .orderBy(columns[1] ?? '')
          .execute();
        expect([table, after]).toEqual([table, rows]);
      }
    });
  });

  it('what an earlier version found and kept waits to be composed, with its look', async () => {
    const where = await place();
    await within(where, async (db) => {
      const provider = { getMigrations: async () => migrationsFor(where.kind) };
      await new Migrator({ db, provider }).migrateTo('007-deliver');
      const own = { app: APP, approval: 'A1', status: 'PENDING', changed_at: NOW - 5, looked_at: NOW };
      const kept = [
        { ...own, instance: 'I1', snapshot: '{"form":"\\"引号\\""}' },
        { ...own, instance: 'I2', snapshot: null, status: 'DELETED' },
      ];
      await db.insertInto('findings').values(kept).execute();
    });
    const { inbox, work } = await openAt(where);
    const due = (await inbox.dueChanges(NOW, 9)).sort((a, b) => a.seq - b.seq);
    expect(due.map((one) => `${one.source} ${one.instanceCode} ${one.status}`).sort()).toEqual([
      'lookup I1 PENDING',
      'lookup I2 DELETED',
    ]);
    const bodies = await Promise.all(due.map((change) => work.findingBody(change)));
    expect(bodies.map((body) => [body.snapshot?.text, body.rests])).toContainEqual([
      '{"form":"\\"引号\\""}',
      true,
    ]);
  });

  it('a migration that is cut off leaves nothing of itself behind', async () => {
    const where = await place();
    // The way of the second one, near its end.
    await run(where, 'create table errands (x integer)');
    await expect(openAt(where)).rejects.toThrow(/could not be prepared at 002-waiting/);
    await run(where, 'drop table errands');
    const store = await openAt(where);
    expect(await store.inbox.counts()).toEqual({ waiting: 0, parked: 0 });
  });
});
