import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { StoreKind } from './migrations.ts';
import { BY_KEY, prepared } from './prepared.ts';
import type { Schema } from './schema.ts';

/**
 * The lease `worker`. Of all processes on one store only its holder composes and delivers, so that limits, lanes
 * and caches can live in one process's memory.
 *
 * It runs {@link LEASE_MS} by the *database's* clock, which all replicas share. Each transaction of the worker
 * checks in the same transaction that it still holds it ({@link createLeaseCheck}): a process that slept through its
 * lease can write nothing. Before a request to Feishu, which no transaction can take back, {@link Lease.outlasts}
 * asks by our own monotonic clock, counted from before the renewal was sent, so that the answer errs on the safe
 * side.
 */
export const LEASE_MS = 20_000;

/** Thrown when a transaction finds that another process has the lease now. Nothing of it was written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor() {
    super('another process holds the lease now');
  }
}

export interface Lease {
  readonly holder: string;
  /** Takes it or renews it, or says who has it. */
  hold(): Promise<Hold>;
  /** Whether any process has it; takes nothing. */
  isHeldByAnybody(): Promise<boolean>;
  /** Whether the lease will still be ours `spanMs` from now. */
  outlasts(spanMs: number): boolean;
  /** Gives it back, so that another need not wait for it to lapse. */
  release(): Promise<void>;
}

export type Hold =
  /** `renewed`: nobody else had it since we took it, even if it had lapsed in between. */
  | { readonly held: true; readonly renewed: boolean }
  /** It lapses in `lapsesInMs` if it is not renewed. */
  | { readonly held: false; readonly by: LeaseHolder; readonly lapsesInMs: number };

export interface LeaseHolder {
  readonly host: string;
  readonly pid: number;
  /** True: it runs on this machine. False: nobody here can tell, or it is gone. */
  readonly alive: boolean;
}

function databaseNow(kind: StoreKind): RawBuilder<number> {
  return kind === 'sqlite'
    ? sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
    : sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
}

/** When a process was started, in the machine's own terms; empty where that cannot be known, or it is gone. */
function birthOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The second field is the program's name in brackets and may hold anything, spaces and brackets too.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return `${boot}/${fields[19] ?? ''}`;
  } catch {
    return '';
  }
}

function isAlive(pid: number, born: string): boolean {
  if (born !== '') return birthOf(pid) === born;
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * On PostgreSQL three locks of the lease's row keep a transaction of the worker and a take-over apart: a transaction
 * of the worker holds `for key share` to its commit, which a renewal does not mind; a take-over asks `for update`
 * and so waits for it. A worker that is paused inside a transaction is cut off by the server after 5 s
 * (postgresPool.ts).
 *
 * @param onReleased tells the others that it is free
 */
export function createLease(
  db: Kysely<Schema>,
  kind: StoreKind,
  app: string,
  onReleased: () => void = () => undefined,
): Lease {
  const me = { holder: randomUUID(), host: hostname(), pid: process.pid, born: birthOf(process.pid) };
  const now = databaseNow(kind);
  const until = sql<number>`${now} + ${LEASE_MS}`;
  let safeUntil = Number.NEGATIVE_INFINITY;

  const renew = async (): Promise<boolean> => {
    const { numUpdatedRows } = await db
      .updateTable('leases')
      .set({ until })
      .where('app', '=', app)
      .where('name', '=', 'worker')
      .where('holder', '=', me.holder)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  };

  /** On SQLite a holder on this machine that is no more leaves nothing to wait for. */
  const isAbandoned = (by: LeaseHolder): boolean => kind === 'sqlite' && by.host === me.host && !by.alive;

  const take = (): Promise<Hold> =>
    db.transaction().execute(async (trx): Promise<Hold> => {
      // Whoever asks first makes the row; the others then find it.
      await trx
        .insertInto('leases')
        .values({ app, name: 'worker', ...me, until: 0 })
        .onConflict((c) => c.columns(['app', 'name']).doNothing())
        .execute();
      const row = await trx
        .selectFrom('leases')
        .select(['host', 'pid', 'born', sql<number>`until - ${now}`.as('left')])
        .where('app', '=', app)
        .where('name', '=', 'worker')
        .$if(kind === 'postgres', (q) => q.forUpdate())
        .executeTakeFirstOrThrow();
      const by = { host: row.host, pid: row.pid, alive: row.host === me.host && isAlive(row.pid, row.born) };
      if (row.left > 0 && !isAbandoned(by)) return { held: false, by, lapsesInMs: row.left };
      await trx
        .updateTable('leases')
        .set({ ...me, until })
        .where('app', '=', app)
        .where('name', '=', 'worker')
        .execute();
      return { held: true, renewed: false };
    });

  return {
    holder: me.holder,
    async hold() {
      const askedAt = performance.now();
      const hold: Hold = (await renew()) ? { held: true, renewed: true } : await take();
      safeUntil = hold.held ? askedAt + LEASE_MS : Number.NEGATIVE_INFINITY;
      return hold;
    },
    async isHeldByAnybody() {
      const row = await db
        .selectFrom('leases')
        .select(['host', 'pid', 'born'])
        .where('app', '=', app)
        .where('name', '=', 'worker')
        .where('until', '>', now)
        .executeTakeFirst();
      if (!row) return false;
      const alive = row.host === me.host && isAlive(row.pid, row.born);
      return !isAbandoned({ host: row.host, pid: row.pid, alive });
    },
    outlasts: (spanMs) => performance.now() + spanMs < safeUntil,
    async release() {
      safeUntil = Number.NEGATIVE_INFINITY;
      const { numDeletedRows } = await db
        .deleteFrom('leases')
        .where('app', '=', app)
        .where('holder', '=', me.holder)
        .executeTakeFirst();
      if (numDeletedRows > 0n) onReleased();
    },
  };
}

/** Sees, inside of a transaction and up to its commit, that a holder still has the lease. Throws LeaseLost otherwise. */
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
        .where('until', '>', databaseNow(kind))
        // To the commit: nobody takes the lease over in the middle of it.
        .$if(kind === 'postgres', (q) => q.forKeyShare()),
    BY_KEY,
  );
  return async (trx, holder) => {
    if (!(await find.first(trx, { holder }))) throw new LeaseLost();
  };
}
