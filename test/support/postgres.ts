import { inject } from 'vitest';
import type {} from './postgresSetup.ts';

/** The URL of a new, empty database on the PostgreSQL of this test run. */
export async function freshDatabase(): Promise<string> {
  const answer = await fetch(inject('databases'));
  const text = await answer.text();
  if (!answer.ok) throw new Error(`no database: ${text}`);
  return text;
}
