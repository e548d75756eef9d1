import { sql } from 'kysely';
import { asError, OperatorError } from '../base/errors.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { createLease, type Lease } from './lease.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { migrate } from './migrations.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { openSqlite } from './sqlite.ts';
import { createWork, type Work } from './work.ts';

export interface Store {
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly ledger: Ledger;
  readonly lease: Lease;
  readonly work: Work;
  /** Rejects where the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export type StorePlace =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

/**
 * Opens the store of one app and brings its tables up to date.
 *
 * @throws OperatorError where it cannot be opened, written, or understood
 */
export async function openStore(place: StorePlace, app: string): Promise<Store> {
  if (place.kind !== 'sqlite') {
    throw new OperatorError('store: PostgreSQL is not supported yet: use "sqlite:data/relay.db".');
  }
  const db = openSqlite(place.path);
  try {
    await migrate(db, place.kind, `sqlite:${place.path}`);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const lease = createLease(db, place.kind, app);
  return {
    inbox: createInbox(db, app),
    outbox: createOutbox(db, app),
    ledger: createLedger(db, app),
    lease,
    work: createWork(db, place.kind, app, lease),
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    close: () => db.destroy(),
  };
}

/**
 * Whether the store refused a row for what stands in it, so that trying again is no use. Everything else (disk
 * full, locked, gone) passes with time.
 */
export function isContentRefusal(thrown: unknown): boolean {
  const error = asError(thrown);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    error instanceof TypeError || /^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)/.test(code) || /^22/.test(code)
  );
}
