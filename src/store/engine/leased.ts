import type { Kysely, Transaction } from 'kysely';
import { batched } from '../../base/batch.ts';
import { createLeaseCheck, type Lease } from './lease.ts';
import type { StoreKind } from './migrations.ts';
import type { Schema } from './schema.ts';
import { isAway, LeaseLost } from './storeError.ts';

/** A piece of work inside a transaction. It awaits nothing but SQL. */
type Piece = (trx: Transaction<Schema>) => Promise<unknown>;

type Outcome<R> = { readonly value: R } | { readonly error: unknown };

/** Pieces of work that share one commit, and so one sync to disk. */
export const LARGEST_COMMIT = 100;
/** Under load, a commit every few milliseconds serves all pieces that came meanwhile. */
const REST_MS = 4;

/**
 * Does a piece of work in a transaction that checks the lease first. The piece is committed as a whole or not at all.
 * Pieces that come together share a transaction.
 *
 * @throws LeaseLost where another process has the lease now; what keeps the store from working, as it is
 */
export type Leased = <T>(run: (trx: Transaction<Schema>) => Promise<T>) => Promise<T>;

/** @param kind decides how a lease is checked */
export function createLeased(db: Kysely<Schema>, kind: StoreKind, app: string, lease: Lease): Leased {
  const holdsLease = createLeaseCheck(db, kind, app);
  /** One transaction: the lease is checked first, then each piece of work is done in turn. */
  const commit = (pieces: readonly Piece[]): Promise<unknown[]> =>
    db.transaction().execute(async (trx) => {
      await holdsLease(trx, lease.holder);
      const results: unknown[] = [];
      for (const piece of pieces) results.push(await piece(trx));
      return results;
    });
  const together = shared(LARGEST_COMMIT, commit, { restMs: REST_MS });
  return async (run) => (await together(run)) as never;
}

/**
 * Gathers items that are done in one transaction. Where one of them fails, each gets a transaction of its own, so only
 * that one fails. Where the store is away or the lease is lost, all fail at once.
 *
 * @param commit does all of them in one transaction, in order, and returns one result for each
 */
export function shared<T, R>(
  largest: number,
  commit: (items: readonly T[]) => Promise<readonly R[]>,
  options: { readonly restMs?: number } = {},
): (item: T) => Promise<R> {
  const together = batched(
    largest,
    async (items: readonly T[]): Promise<Outcome<R>[]> => {
      try {
        return (await commit(items)).map((value) => ({ value }));
      } catch (error) {
        if (items.length === 1 || error instanceof LeaseLost || isAway(error)) throw error;
        const alone: Outcome<R>[] = [];
        for (const item of items) {
          alone.push(
            await commit([item]).then(
              ([value]) => ({ value: value as R }),
              (failure: unknown) => ({ error: failure }),
            ),
          );
        }
        return alone;
      }
    },
    options,
  );
  return async (item) => {
    const outcome = await together(item);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  };
}
