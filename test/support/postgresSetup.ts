import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestProject } from 'vitest/node';
import { type PostgresServer, startPostgres } from './postgresServer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Each POST brings the URL of an empty database. Its body lists those that are not needed any more, a line each. */
    databases: string;
  }
}

/**
 * Vitest's global set-up: one PostgreSQL for all test files of a run, started when the first of them asks for a
 * database, and not without that. Its databases are lent, to one test at a time.
 */
export default async function providePostgres(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<PostgresServer> | undefined;
  const idle: string[] = [];
  const policy = createServer(async (request, answer) => {
    try {
      starting ??= startPostgres();
      const server = await starting;
      const returned = (await text(request)).split('\n').filter((url) => url !== '');
      // A database takes 7 MB in 300 files: to make one, and to remove it in the end, takes longer than to empty one.
      const emptied = await Promise.all(returned.map((url) => server.emptyDatabase(url).then(() => url)));
      idle.push(...emptied);
      answer.end(idle.pop() ?? (await server.createDatabase()));
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
