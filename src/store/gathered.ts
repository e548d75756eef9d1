import type { Kysely } from 'kysely';
import { batched } from '../base/batch.ts';
import type { PreparedForRows } from './prepared.ts';
import type { Schema } from './schema.ts';

/** Callers that are served by one statement. */
const LARGEST = 100;

/**
 * Finds rows by instance, for all who ask at the same time with one statement: on PostgreSQL each is a way there and
 * back. Whoever asks sees what was committed before.
 */
export function gathered<R extends { readonly instance: string }>(
  db: Kysely<Schema>,
  statement: PreparedForRows<{ instance: string }, R>,
): (instanceCode: string) => Promise<R[]> {
  return batched(LARGEST, async (instances: readonly string[]) => {
    const rows = await statement.run(
      db,
      [...new Set(instances)].map((instance) => ({ instance })),
    );
    return instances.map((instance) => rows.filter((row) => row.instance === instance));
  });
}
