import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { StoreKind } from './migrations.ts';
import type { Schema } from './schema.ts';

/**
 * The lease `worker`. Of all processes on one store only its holder composes and delivers, so that limits, lanes
 * and caches can live in one process's memory.
 *
 * It runs {@link LEASE_MS} by the *database's* clock, which all replicas share. Each transaction of the worker
 * checks in the same transaction that it still holds it ({@link holdsLease}): a process that slept through its
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
  /** Takes or renews it. Says who has it where it is somebody else's. */
  hold(): Promise<{ held: true } | { held: false; by: LeaseHolder }>;
  /** Whether the lease will still be ours `spanMs` from now. */
  outlasts(spanMs: number): boolean;
  /** Gives it back, so that another need not wait for it to lapse. */
  release(): Promise<void>;
}

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

export function createLease(db: Kysely<Schema>, kind: StoreKind, app: string): Lease {
  const me = { holder: randomUUID(), host: hostname(), pid: process.pid, born: birthOf(process.pid) };
  const now = databaseNow(kind);
  let safeUntil = Number.NEGATIVE_INFINITY;

  /** On SQLite a holder on this machine that is no more leaves nothing to wait for. */
  const abandoned = (by: LeaseHolder): boolean => kind === 'sqlite' && by.host === me.host && !by.alive;

  return {
    holder: me.holder,
    async hold() {
      const askedAt = performance.now();
      const by = await db.transaction().execute(async (trx): Promise<LeaseHolder | undefined> => {
        const row = await trx
          .selectFrom('leases')
          .select(['holder', 'host', 'pid', 'born', sql<number>`until > ${now}`.as('live')])
          .where('app', '=', app)
          .where('name', '=', 'worker')
          .$if(kind === 'postgres', (q) => q.forUpdate())
          .executeTakeFirst();
        if (row && row.holder !== me.holder && row.live) {
          const alive = row.host === me.host && isAlive(row.pid, row.born);
          const other = { host: row.host, pid: row.pid, alive };
          if (!abandoned(other)) return other;
        }
        const until = sql<number>`${now} + ${LEASE_MS}`;
        await trx
          .insertInto('leases')
          .values({ app, name: 'worker', ...me, until })
          .onConflict((c) => c.columns(['app', 'name']).doUpdateSet({ ...me, until }))
          .execute();
        return undefined;
      });
      if (by) return { held: false, by };
      safeUntil = askedAt + LEASE_MS;
      return { held: true };
    },
    outlasts: (spanMs) => performance.now() + spanMs < safeUntil,
    async release() {
      safeUntil = Number.NEGATIVE_INFINITY;
      await db.deleteFrom('leases').where('app', '=', app).where('holder', '=', me.holder).execute();
    },
  };
}

/** @throws LeaseLost where the lease is not ours any more */
export async function holdsLease(
  trx: Transaction<Schema>,
  kind: StoreKind,
  app: string,
  holder: string,
): Promise<void> {
  const row = await trx
    .selectFrom('leases')
    .select('holder')
    .where('app', '=', app)
    .where('name', '=', 'worker')
    .where('holder', '=', holder)
    .where('until', '>', databaseNow(kind))
    // On PostgreSQL the row stays locked to the commit: nobody takes the lease over in the middle of it.
    .$if(kind === 'postgres', (q) => q.forShare())
    .executeTakeFirst();
  if (!row) throw new LeaseLost();
}
