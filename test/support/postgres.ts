import pg from 'pg';
import { inject } from 'vitest';
import type {} from './postgresSetup.ts';

/**
 * Lets the lease of a process that was killed lapse so much earlier, as if that time had passed. A living one renews it,
 * and counts on its own clock.
 *
 * @param database the URL of its database
 */
export async function passLease(database: string, spanMs: number): Promise<void> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    await client.query('update leases set until = until - $1', [spanMs]);
  } finally {
    await client.end();
  }
}

/** The URL of a new, empty database on the PostgreSQL of this test run. */
export async function freshDatabase(): Promise<string> {
  const answer = await fetch(inject('databases'));
  const text = await answer.text();
  if (!answer.ok) throw new Error(`no database: ${text}`);
  return text;
}
