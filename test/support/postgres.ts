import pg from 'pg';
import { inject } from 'vitest';
import { afterEachTest } from './afterTest.ts';
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

/** Of this test. */
const lent: string[] = [];
/** Of earlier tests. They go back when the next test needs one: by then whatever used them has ended. */
const over: string[] = [];

afterEachTest(() => {
  over.push(...lent.splice(0));
});

/** The URL of an empty database on the PostgreSQL of this test run, which is this test's until it ends. */
export async function freshDatabase(): Promise<string> {
  const answer = await fetch(inject('databases'), { method: 'POST', body: over.splice(0).join('\n') });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`no database: ${text}`);
  lent.push(text);
  return text;
}
