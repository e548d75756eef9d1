import { CompiledQuery, type Insertable, type Kysely } from 'kysely';
import type { StoreKind } from '../engine/migrations.ts';
import type { InboxTable, Schema } from '../engine/schema.ts';

/** All columns, in the order of {@link inboxRow}: statements are built once, and values are bound by position. */
export type InboxRow = Required<Omit<Insertable<InboxTable>, 'seq'>>;

/** The columns without a default, and those whose default may be overridden. */
type KnownColumns = Pick<InboxRow, 'app' | 'id' | 'type' | 'body' | 'received_at'> & {
  [Name in Exclude<keyof InboxRow, 'attempts' | 'asked' | 'next_at'>]?: InboxRow[Name] | undefined;
};

/** A row of the inbox. By default it was pushed, could not be understood, and waits. */
export function inboxRow(known: KnownColumns): InboxRow {
  return {
    app: known.app,
    id: known.id,
    type: known.type,
    instance: known.instance ?? '',
    approval: known.approval ?? '',
    status: known.status ?? '',
    changed_at: known.changed_at ?? 0,
    change_key: known.change_key ?? null,
    body: known.body,
    received_at: known.received_at,
    state: known.state ?? 'waiting',
    attempts: 0,
    asked: 0,
    // Due at once, by any clock of the worker.
    next_at: 0,
    reason: known.reason ?? '',
    finished_at: known.finished_at ?? null,
    source: known.source ?? 'push',
  };
}

/**
 * Commits rows with one sync. Returns for each whether it is new: neither its id nor its change key was stored, or
 * earlier among these.
 */
export type InsertRows = (rows: readonly InboxRow[]) => Promise<boolean[]>;

/** @param kind SQLite runs the same short statement for each row; PostgreSQL gets one for all rows. */
export function createInsert(db: Kysely<Schema>, kind: StoreKind): InsertRows {
  return kind === 'sqlite' ? insertOneByOne(db) : insertTogether(db);
}

/** A sample row: only its columns matter. */
const SAMPLE = inboxRow({ app: '', id: '', type: '', body: '', received_at: 0 });

/** In one transaction. A statement for each number of rows would evict all others from the prepared ones. */
function insertOneByOne(db: Kysely<Schema>): InsertRows {
  const text = insertOf(db, [SAMPLE]).compile().sql;
  return (rows) =>
    db.transaction().execute(async (trx) => {
      const isNew: boolean[] = [];
      for (const row of rows) {
        const { numAffectedRows } = await trx.executeQuery(CompiledQuery.raw(text, Object.values(row)));
        isNew.push((numAffectedRows ?? 0n) > 0n);
      }
      return isNew;
    });
}

/** The text of the statement is built once for each number of rows: building it takes as long as running it. */
function insertTogether(db: Kysely<Schema>): InsertRows {
  const texts = new Map<number, string>();
  return async (rows) => {
    const text = texts.get(rows.length) ?? insertOf(db, rows).returning('id').compile().sql;
    texts.set(rows.length, text);
    const { rows: inserted } = await db.executeQuery<{ id: string }>(
      CompiledQuery.raw(text, rows.flatMap(Object.values)),
    );
    const fresh = new Set(inserted.map((row) => row.id));
    // Twice in one batch: the first is the new one.
    return rows.map((row) => fresh.delete(row.id));
  };
}

function insertOf(db: Kysely<Schema>, rows: readonly InboxRow[]) {
  return db
    .insertInto('inbox')
    .values(rows)
    .onConflict((c) => c.doNothing());
}
