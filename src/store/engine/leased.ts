import type { Kysely, Transaction } from 'kysely';
import { batched } from '../../base/batch.ts';
import { createLeaseCheck, type Lease } from './lease.ts';
import type { StoreKind } from './migrations.ts';
import type { Schema } from './schema.ts';
import { isAway, LeaseLost } from './storeError.ts';

/** A piece of work within a transaction. It awaits only SQL. */
type Piece = (trx: Transaction<Schema>) => Promise<unknown>;

type PieceResult<R> = { readonly value: R } | { readonly error: unknown };

/** Pieces of work that share one commit, and so one sync to disk. */
export const LARGEST_COMMIT = 100;
/** Under load, one commit every few milliseconds serves all pieces that came meanwhile. */
const PAUSE_MS = 4;

/**
 * Runs a piece of work in a transaction that checks the lease first. The piece is committed as a whole or not at all.
 * Pieces that come together share a transaction.
 *
 * @throws LeaseLost if another process has the lease now; errors of the store unchanged
 */
export type Leased = <T>(run: (trx: Transaction<Schema>) => Promise<T>) => Promise<T>;

/** @param kind decides how a lease is checked */
export function createLeased(db: Kysely<Schema>, kind: StoreKind, app: string, lease: Lease): Leased {
  const holdsLease = createLeaseCheck(db, kind, app);
  /** One transaction: first the check of the lease, then each piece of work in turn. */
  const commit = (pieces: readonly Piece[]): Promise<unknown[]> =>
    db.transaction().execute(async (trx) => {
      await holdsLease(trx, lease.holder);
      const results: unknown[] = [];
      for (const piece of pieces) results.push(await piece(trx));
      return results;
    });
  const together = shared(LARGEST_COMMIT, commit, { restMs: PAUSE_MS });
  return async (run) => (await together(run)) as never;
}

/**
 * Collects items for one transaction. If one of them fails, each gets its own transaction, so only that one fails. If
 * the store is away or the lease is lost, all fail at once.
 *
 * @param commit handles all of them in one transaction, in order, and returns one result for each
 */
export function shared<T, R>(
  largest: number,
  commit: (items: readonly T[]) => Promise<readonly R[]>,
  options: { readonly restMs?: number } = {},
): (item: T) => Promise<R> {
  const together = batched(
    largest,
    async (items: readonly T[]): Promise<PieceResult<R>[]> => {
      try {
        return (await commit(items)).map((value) => ({ value }));
      } catch (error) {
        if (items.length === 1 || error instanceof LeaseLost || isAway(error)) throw error;
        const alone: PieceResult<R>[] = [];
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
