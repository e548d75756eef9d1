import { expressionBuilder, sql } from 'kysely';
import type { Schema } from './schema.ts';

/** The tables a query may ask about by their rows: each has `app` and `instance`; `o` stands for the outbox itself. */
type Row = 'instances' | 'cards' | 'step_cards' | 'o';

/**
 * Rows of the outbox, as `open`, that still stand about the instance of a row of the query around this one, for
 * `exists`. They are found by an index that has the open rows alone: its own condition is said here, word for word,
 * since SQLite uses it for nothing else.
 */
export function openRows(row: Row) {
  return expressionBuilder<Schema>()
    .selectFrom('outbox as open')
    .select('open.seq')
    .where('open.app', '=', sql.ref<string>(`${row}.app`))
    .where('open.instance', '=', sql.ref<string>(`${row}.instance`))
    .where('open.finished_at', 'is', null);
}

/** Those of them that are for the same chat, and the same step: the lane of the row. */
export function openInLane(row: Exclude<Row, 'instances'>) {
  const opening = row === 'cards' ? sql.lit('') : sql.ref<string>(`${row}.opening`);
  return openRows(row)
    .where('open.chat', '=', sql.ref<string>(`${row}.chat`))
    .where('open.opening', '=', opening);
}
