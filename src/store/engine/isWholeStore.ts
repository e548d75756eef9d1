import { statSync } from 'node:fs';
import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';

/**
 * Whether a whole database of ours stands in a file: the copy of a backup may still be under way.
 *
 * @param db opened only to read
 */
export async function isWholeStore(db: Kysely<Schema>, file: string): Promise<boolean> {
  try {
    const { rows: counted } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    const { rows: sized } = await sql<{ page_size: number }>`pragma page_size`.execute(db);
    await sql`select count(*) from kysely_migration`.execute(db);
    return statSync(file).size >= (counted[0]?.page_count ?? 0) * (sized[0]?.page_size ?? 0);
  } catch {
    // No database, none of ours, or only a part of one.
    return false;
  }
}
