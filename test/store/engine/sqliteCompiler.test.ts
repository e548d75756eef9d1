import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Schema } from '../../../src/store/engine/schema.ts';
import { SqliteCompiler } from '../../../src/store/engine/sqliteCompiler.ts';

describe('the statements for SQLite', () => {
  const db = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (one) => new SqliteIntrospector(one),
      createQueryCompiler: () => new SqliteCompiler(),
    },
  });

  it('hold the words that stand in the conditions of partial indexes, and bind all else', () => {
    const query = db
      .selectFrom('outbox as o')
      .select('seq')
      .where('app', '=', 'cli_1')
      .where('o.state', '=', 'waiting')
      .where('kind', '=', 'card')
      .where('chat', '=', "it's");
    const { sql, parameters } = query.compile();
    expect(sql).toContain(`"app" = ? and "o"."state" = 'waiting' and "kind" = 'card' and "chat" = ?`);
    expect(parameters).toEqual(['cli_1', "it's"]);
  });

  it('escape a word as SQL does', () => {
    const odd = "wait'ing" as 'waiting';
    const { sql } = db.selectFrom('inbox').select('seq').where('state', '=', odd).compile();
    expect(sql).toContain(`"state" = 'wait''ing'`);
  });

  it('bind what a column is set to', () => {
    const { sql, parameters } = db.updateTable('outbox').set({ state: 'sending' }).compile();
    expect(sql).toBe('update "outbox" set "state" = ?');
    expect(parameters).toEqual(['sending']);
  });
});
