import type { Kysely, Transaction } from 'kysely';
import { batched } from '../base/batch.ts';
import { holdsLease, type Lease, LeaseLost } from './lease.ts';
import type { StoreKind } from './migrations.ts';
import type { Schema } from './schema.ts';
import { isAway } from './storeError.ts';

/** What is done inside a transaction. It awaits nothing but SQL. */
type Piece = (trx: Transaction<Schema>) => Promise<unknown>;

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Pieces of work that share one commit, and so one sync to disk. */
const LARGEST_COMMIT = 100;
/** Under load a commit every few milliseconds, which serves all that came meanwhile. */
const REST_MS = 4;

/**
 * Does a piece of work in a transaction that checks the lease first. The piece is whole or not at all; pieces that
 * come together share a transaction.
 *
 * @throws LeaseLost where another process has the lease now
 */
export type Leased = <T>(run: (trx: Transaction<Schema>) => Promise<T>) => Promise<T>;

export function createLeased(db: Kysely<Schema>, kind: StoreKind, app: string, lease: Lease): Leased {
  /** One transaction: the lease is checked first, then each piece of work is done in turn. */
  const commit = (pieces: readonly Piece[]): Promise<unknown[]> =>
    db.transaction().execute(async (trx) => {
      await holdsLease(trx, kind, app, lease.holder);
      const results: unknown[] = [];
      for (const piece of pieces) results.push(await piece(trx));
      return results;
    });
  const together = batched(
    LARGEST_COMMIT,
    async (pieces: readonly Piece[]): Promise<Outcome[]> => {
      try {
        const results = await commit(pieces);
        return results.map((value) => ({ value }));
      } catch (error) {
        if (pieces.length === 1 || error instanceof LeaseLost || isAway(error)) throw error;
        // One piece spoiled it for all: each gets a transaction of its own, and only the spoiler fails.
        const alone: Outcome[] = [];
        for (const piece of pieces) {
          alone.push(
            await commit([piece]).then(
              ([value]) => ({ value }),
              (failure: unknown) => ({ error: failure }),
            ),
          );
        }
        return alone;
      }
    },
    { restMs: REST_MS },
  );
  return async (run) => {
    const outcome = await together(run);
    if ('error' in outcome) throw outcome.error;
    return outcome.value as never;
  };
}
