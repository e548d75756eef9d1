import { sql } from 'kysely';
import { OperatorError } from '../base/errors.ts';
import type { StorePlace } from './open.ts';
import { createOpenInstances, type OpenInstances } from './openInstances.ts';
import { openPostgresToLook } from './postgres.ts';
import { openSqliteToLook } from './sqlite.ts';

/** The store for commands that only look: beside the bot, without its lease, and without a trace. */
export interface LookingStore extends OpenInstances {
  close(): Promise<void>;
}

/**
 * Opens the store of one app only to look.
 *
 * @throws OperatorError where it is not there, cannot be reached, or was written by an older version
 */
export async function openToLook(place: StorePlace, app: string): Promise<LookingStore> {
  const db = place.kind === 'sqlite' ? openSqliteToLook(place.path) : await openPostgresToLook(place.url);
  try {
    await sql`select app from reminders limit 1`.execute(db);
  } catch (thrown) {
    await db.destroy();
    throw new OperatorError(
      'store: it was written by an older version of approval-relay, or holds something else: ' +
        'start the bot once, which brings it up to date.',
      { cause: thrown },
    );
  }
  return { ...createOpenInstances(db, app), close: () => db.destroy() };
}
