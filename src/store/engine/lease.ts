import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Kysely, sql, type Transaction } from 'kysely';
import { databaseNow } from './databaseNow.ts';
import type { StoreKind } from './migrations.ts';
import { BY_KEY, prepared } from './prepared.ts';
import type { Schema } from './schema.ts';
import { LeaseLost } from './storeError.ts';

/**
 * The lease `worker`. Of all processes on one store only its holder composes and delivers. So limits, lanes and caches
 * can be in one process's memory.
 *
 * It lasts {@link LEASE_MS} by the *database's* clock, which all replicas share. Each transaction of the worker checks
 * that the process still holds it ({@link createLeaseCheck}): a process that slept through its lease can write nothing.
 * Before a request to Feishu, which cannot be undone, {@link Lease.outlasts} checks by our own monotonic clock, counted
 * from before the renewal was sent: the answer errs on the safe side.
 *
 * On SQLite the lock of the store (sqliteLock.ts) decides who works: its holder takes over the lease from any last
 * holder. Each renewal is a write, and so shows within seconds whether the store can be written.
 */
const LEASE_MS = 20_000;

export interface Lease {
  readonly holder: string;
  /** Takes it or renews it, or returns its holder. */
  hold(): Promise<Hold>;
  /** Whether any process has it; does not take it. */
  isHeldByAnybody(): Promise<boolean>;
  /** Whether the lease will still be ours `spanMs` from now. */
  outlasts(spanMs: number): boolean;
  /** Releases it, so another process need not wait until it expires. */
  release(): Promise<void>;
}

export type Hold =
  /** `renewed`: no other process had it since we took it, even if it had expired in between. */
  | { readonly held: true; readonly renewed: boolean }
  /** It expires in `lapsesInMs` if it is not renewed. */
  | { readonly held: false; readonly by: LeaseHolder; readonly lapsesInMs: number };

/** The holder of the lease, for people. */
export interface LeaseHolder {
  readonly host: string;
  readonly pid: number;
}

/** Callbacks of the lease. */
export interface LeaseEvents {
  /** It was released: others may take it. */
  readonly onReleased: () => void;
  /** It was taken or renewed, by one commit. */
  readonly onHeld: () => void;
}

/**
 * On PostgreSQL three locks of the lease's row keep a transaction of the worker and a take-over apart: a transaction of
 * the worker holds `for key share` until its commit, which does not block a renewal; a take-over uses `for update`, and
 * so waits for it. The server ends the transaction of a paused worker after 5 s (postgresPool.ts).
 */
export function createLease(
  db: Kysely<Schema>,
  kind: StoreKind,
  app: string,
  { onReleased, onHeld }: LeaseEvents,
): Lease {
  // `born` is no longer used; it distinguished processes with the same id.
  const me = { holder: randomUUID(), host: hostname(), pid: process.pid, born: '' };
  const row = leaseRow(db, kind, app, me);
  let safeUntil = Number.NEGATIVE_INFINITY;
  return {
    holder: me.holder,
    async hold() {
      const askedAt = performance.now();
      const hold: Hold = (await row.renew()) ? { held: true, renewed: true } : await row.take();
      safeUntil = hold.held ? askedAt + LEASE_MS : Number.NEGATIVE_INFINITY;
      if (hold.held) onHeld();
      return hold;
    },
    isHeldByAnybody: () => row.isHeld(),
    outlasts: (spanMs) => performance.now() + spanMs < safeUntil,
    async release() {
      safeUntil = Number.NEGATIVE_INFINITY;
      if (await row.remove()) onReleased();
    },
  };
}

/** The holder, from the row of the lease. */
type Holder = LeaseHolder & { readonly holder: string; readonly born: string };

/** The statements about the row of the lease. */
function leaseRow(db: Kysely<Schema>, kind: StoreKind, app: string, me: Holder) {
  const now = databaseNow(kind);
  const until = sql<number>`${now} + ${LEASE_MS}`;
  const update = (on: Kysely<Schema>) =>
    on.updateTable('leases').where('app', '=', app).where('name', '=', 'worker');
  return {
    async renew(): Promise<boolean> {
      const { numUpdatedRows } = await update(db)
        .set({ until })
        .where('holder', '=', me.holder)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    take: (): Promise<Hold> =>
      db.transaction().execute(async (trx): Promise<Hold> => {
        // The first process creates the row; the others find it.
        await trx
          .insertInto('leases')
          .values({ app, name: 'worker', ...me, until: 0 })
          .onConflict((c) => c.columns(['app', 'name']).doNothing())
          .execute();
        const { host, pid, left } = await trx
          .selectFrom('leases')
          .select(['host', 'pid', sql<number>`until - ${now}`.as('left')])
          .where('app', '=', app)
          .where('name', '=', 'worker')
          .$if(kind === 'postgres', (q) => q.forUpdate())
          .executeTakeFirstOrThrow();
        // On SQLite, a process that can write at all has the lock of the store.
        if (left > 0 && kind === 'postgres') return { held: false, by: { host, pid }, lapsesInMs: left };
        await update(trx)
          .set({ ...me, until })
          .execute();
        return { held: true, renewed: false };
      }),
    async isHeld(): Promise<boolean> {
      const found = await db
        .selectFrom('leases')
        .select('pid')
        .where('app', '=', app)
        .where('name', '=', 'worker')
        .where('until', '>', now)
        .executeTakeFirst();
      return found !== undefined;
    },
    async remove(): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('leases')
        .where('app', '=', app)
        .where('holder', '=', me.holder)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

/**
 * Ensures, within a transaction and until its commit, that a holder still has the lease. Throws LeaseLost otherwise.
 */
export type LeaseCheck = (trx: Transaction<Schema>, holder: string) => Promise<void>;

export function createLeaseCheck(db: Kysely<Schema>, kind: StoreKind, app: string): LeaseCheck {
  const find = prepared<{ holder: string }>(
    (p) =>
      db
        .selectFrom('leases')
        .select('holder')
        .where('app', '=', app)
        .where('name', '=', 'worker')
        .where('holder', '=', p('holder'))
        // Locked until the commit, so no process takes over the lease before. On SQLite no process can, and a clock
        // that jumped takes nothing from its holder.
        .$if(kind === 'postgres', (q) => q.where('until', '>', databaseNow(kind)).forKeyShare()),
    BY_KEY,
  );
  return async (trx, holder) => {
    if (!(await find.first(trx, { holder }))) throw new LeaseLost();
  };
}
