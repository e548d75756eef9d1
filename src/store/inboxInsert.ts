import { CompiledQuery, type Insertable, type Kysely } from 'kysely';
import type { InboxTable, Schema } from './schema.ts';

/** All columns, in one order: the statements are built once, and values are bound by their place. */
export type InboxRow = Omit<Insertable<InboxTable>, 'seq'>;

/**
 * Commits rows with one sync, and says of each whether it is new: neither its id nor its change key was there, be it
 * on disk or earlier among these.
 */
export type InsertRows = (rows: readonly InboxRow[]) => Promise<boolean[]>;

/** Values do not matter here, only which columns there are and in which order. */
const SAMPLE: InboxRow = {
  app: '',
  id: '',
  type: '',
  instance: '',
  approval: '',
  status: '',
  changed_at: 0,
  change_key: null,
  body: '',
  received_at: 0,
  state: 'waiting',
  attempts: 0,
  asked: 0,
  next_at: 0,
  reason: '',
  finished_at: null,
};

function insertOf(db: Kysely<Schema>, rows: readonly InboxRow[]) {
  return db
    .insertInto('inbox')
    .values(rows)
    .onConflict((c) => c.doNothing());
}

/** The text of the statement that inserts one row, or none where it is there already. */
export function insertOne(db: Kysely<Schema>): string {
  return insertOf(db, [SAMPLE]).compile().sql;
}

/**
 * One statement for many rows. Its text is built once for each number of them: building it anew takes as long as
 * running it.
 */
export function insertMany(db: Kysely<Schema>): InsertRows {
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
