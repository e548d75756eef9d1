import { sql } from 'kysely';
import { OperatorError } from '../base/errors.ts';
import { createAttempts } from './attempts.ts';
import { type Changes, createChanges } from './changes.ts';
import type { Leased } from './leased.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createLooks, type Looks } from './looks.ts';
import type { StorePlace } from './open.ts';
import { createOpenInstances, type OpenInstances } from './openInstances.ts';
import { openPostgresToLook } from './postgres.ts';
import { createReminderRows } from './reminderRows.ts';
import { openSqliteToLook } from './sqlite.ts';
import { createTellings } from './tellings.ts';

/** The store for commands that only look: beside the bot, without its lease, and without a trace. */
export interface LookingStore
  extends OpenInstances,
    Looks,
    Pick<Changes, 'knownInstance'>,
    Pick<Ledger, 'callsOf'> {
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
    await sql`select app from findings limit 1`.execute(db);
  } catch (thrown) {
    await db.destroy();
    throw new OperatorError(
      'store: it was written by an older version of approval-relay, or holds something else: ' +
        'start the bot once, which brings it up to date.',
      { cause: thrown },
    );
  }
  const attempts = createAttempts(db, app);
  const parts = { attempts, tellings: createTellings(db, app), reminders: createReminderRows(db, app) };
  const { knownInstance } = createChanges(db, app, onlyLooking, parts);
  const { callsOf } = createLedger(db, db, app);
  return {
    ...createOpenInstances(db, app),
    ...createLooks(db, app),
    knownInstance,
    callsOf,
    close: () => db.destroy(),
  };
}

const onlyLooking: Leased = async () => {
  throw new Error('this store was opened only to look');
};
