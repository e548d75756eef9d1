import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type PostgresServer, startPostgres } from './postgresServer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Each GET brings the URL of a new, empty database. */
    databases: string;
  }
}

/**
 * Vitest's global set-up: one PostgreSQL for all test files of a run, started when the first of them asks for a
 * database, and not without that.
 */
export default async function providePostgres(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<PostgresServer> | undefined;
  const policy = createServer(async (_request, answer) => {
    try {
      starting ??= startPostgres();
      answer.end(await (await starting).createDatabase());
    } catch (error) {
      answer.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => policy.listen(0, '127.0.0.1', resolve));
  project.provide('databases', `http://127.0.0.1:${(policy.address() as AddressInfo).port}`);
  return async () => {
    policy.close();
    const server = await starting?.catch(() => undefined);
    await server?.remove();
  };
}
