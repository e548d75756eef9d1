import { expressionBuilder, sql } from 'kysely';
import type { Schema } from './schema.ts';

/** The tables of the outer query: each has `app` and `instance`; `o` is the outbox itself. */
type Row = 'instances' | 'cards' | 'step_cards' | 'o';

/**
 * Open rows of the outbox, as `open`, about the instance of the outer query's row, for `exists`. They are found by an
 * index of open rows: its condition is repeated here word for word, since SQLite uses it only then.
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
