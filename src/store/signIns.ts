import { type Kysely, sql } from 'kysely';
import type { Schema } from './engine/schema.ts';

/**
 * Failed sign-ins by address, and sessions that were signed out, for all replicas. Any replica may write them.
 */
export interface SignIns {
  /** Counts a failure of an address; a count begins with its first failure and lasts for `lastsMs`. */
  noteFailure(address: string, now: number, lastsMs: number): Promise<Failures>;
  /** Ends a session that would be valid until `until`, ms since the epoch. */
  endSession(id: string, until: number, now: number): Promise<void>;
  isEnded(id: string): Promise<boolean>;
}

/** The failures of one address. */
export interface Failures {
  readonly count: number;
  /** When they expire, ms since the epoch. */
  readonly until: number;
}

/** @param quick the fast connections, since a person waits */
export function createSignIns(quick: Kysely<Schema>, app: string): SignIns {
  // At each write, so old addresses do not accumulate.
  const forgetOld = (now: number) =>
    quick.deleteFrom('sign_ins').where('app', '=', app).where('until_at', '<=', now).execute();
  return {
    async noteFailure(address, now, lastsMs) {
      await forgetOld(now);
      return quick
        .insertInto('sign_ins')
        .values({ app, subject: `address ${address}`, until_at: now + lastsMs, failures: 1 })
        .onConflict((c) =>
          c.columns(['app', 'subject']).doUpdateSet({ failures: sql<number>`sign_ins.failures + 1` }),
        )
        .returning(['failures as count', 'until_at as until'])
        .executeTakeFirstOrThrow();
    },
    async endSession(id, until, now) {
      await forgetOld(now);
      await quick
        .insertInto('sign_ins')
        .values({ app, subject: `session ${id}`, until_at: until, failures: 0 })
        .onConflict((c) => c.columns(['app', 'subject']).doNothing())
        .execute();
    },
    async isEnded(id) {
      const row = await quick
        .selectFrom('sign_ins')
        .select('until_at')
        .where('app', '=', app)
        .where('subject', '=', `session ${id}`)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
