import type { Kysely } from 'kysely';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../src/store/engine/migrate.ts';
import { MIGRATION_NAMES } from '../../../src/store/engine/migrations.ts';
import type { Schema } from '../../../src/store/engine/schema.ts';
import type { StoreLocation } from '../../../src/store/open.ts';
import { migrateTo, within } from '../../support/databaseItself.ts';
import { freshDatabase } from '../../support/postgres.ts';
import { APP, databases, NOW, openAt, run } from '../../support/stores.ts';

type Rows = Record<string, Record<string, unknown>[]>;

/** A store as the program left it that knew the migrations up to this one, with rows in all its tables. */
function writtenAt(place: StoreLocation, version: string): Promise<Rows> {
  return within(place, async (db) => {
    await migrateTo(db, place.kind, version);
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
      await migrateTo(db, where.kind, '007-deliver');
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

  it('one that failed keeps those before it, and the next start goes on from there', async () => {
    const where = await place();
    await writtenAt(where, '003-findings');
    await run(where, 'create table welcomes (x integer)');
    await expect(openAt(where)).rejects.toThrow(/could not be prepared at 010-welcomes \(.*own.*next start/s);
    const names = async (): Promise<unknown[]> =>
      (await run(where, 'select name from kysely_migration order by name')).map(({ name }) => name);
    expect(await names()).toEqual(MIGRATION_NAMES.slice(0, 9));
    await run(where, 'drop table welcomes');
    await (await openAt(where)).close();
    expect(await names()).toEqual(MIGRATION_NAMES);
  });

  it('one is applied after another that a clock dated later', async () => {
    const where = await place();
    await writtenAt(where, '016-moments');
    await run(where, `update kysely_migration set timestamp = '2099-01-01' where name < '010'`);
    await (await openAt(where)).close();
    await (await openAt(where)).close();
  });
});

describe('on PostgreSQL, while others use the tables, a migration', () => {
  /** A store of an earlier version. `rests` is called between two tries. */
  const stage = async (rests: (tables: pg.Client) => Promise<unknown> = async () => undefined) => {
    const url = await freshDatabase();
    const where: StoreLocation = { kind: 'postgres', url };
    await writtenAt(where, '006-warnings');
    const other = new pg.Client(url);
    await other.connect();
    let rested = 0;
    const rest = async (): Promise<void> => {
      rested += 1;
      await rests(other);
    };
    const migrating = async (): Promise<void> => {
      try {
        await within(where, (db) =>
          migrate(db as unknown as Kysely<Schema>, 'postgres', 'the store', { lockMs: 100, tries: 3, rest }),
        );
      } finally {
        await other.end();
      }
    };
    return { other, migrating, where, rested: () => rested };
  };

  it('waits for a table only for a moment, and is tried again', async () => {
    const { other, migrating, where, rested } = await stage((tables) => tables.query('commit'));
    await other.query('begin; select 1 from outbox');
    await migrating();
    expect(rested()).toBe(1);
    await (await openAt(where)).close();
  });

  it('is tried again after a deadlock, and says what uses the tables if that lasts', async () => {
    const fails = async (tables: pg.Client, code: string): Promise<void> => {
      await tables.query(`create or replace function fails() returns event_trigger language plpgsql as
        $$ begin raise exception 'deadlock detected' using errcode = '${code}'; end $$`);
      await tables.query(
        "create event trigger fails on ddl_command_start when tag in ('ALTER TABLE') execute function fails()",
      );
    };
    const passing = await stage((tables) => tables.query('drop event trigger fails'));
    await fails(passing.other, '40P01');
    await passing.migrating();
    expect(passing.rested()).toBe(1);

    const staying = await stage();
    await fails(staying.other, '40P01');
    await expect(staying.migrating()).rejects.toThrow(
      /at 007-deliver \(deadlock detected\): .*replica of an older version.*Stop/,
    );
    expect(staying.rested()).toBe(2);
  });
});
