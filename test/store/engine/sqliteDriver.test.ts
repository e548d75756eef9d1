import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { openSqlite } from '../../../src/store/engine/sqlite.ts';
import { tempFolder } from '../../support/tempFolder.ts';

/** Takes longer than SQL may run in one turn of the event loop. */
const LONG = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 150000) select max(i) from n`;

it('lets all connections in that wait, before SQL goes on', async () => {
  const store = await openSqlite(join(tempFolder(), 'relay.db'));
  onTestFinished(() => store.close());
  let accepted = 0;
  const server = createServer((socket) => {
    accepted += 1;
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clients = Array.from({ length: 40 }, () => connect(port, '127.0.0.1'));
  onTestFinished(() => {
    for (const client of clients) client.destroy();
    server.close();
  });
  let statements = 0;
  while (accepted < clients.length) {
    await LONG.execute(store.db);
    statements += 1;
  }
  expect(statements).toBeLessThan(10);
});
