import { afterEach, describe, expect, it } from 'vitest';
import { PASSWORD, type PostgresServer, startPostgres } from '../support/postgresServer.ts';
import { setUpReplicas, WORKS } from '../support/replicas.ts';

let server: PostgresServer | undefined;

afterEach(async () => {
  await server?.remove();
});

describe('two replicas', () => {
  it('whose database is restarted answer 503 meanwhile, and lose, repeat and reorder nothing', async () => {
    server = await startPostgres();
    const database = await server.createDatabase();
    const { sandbox, balancer, start, pushTo, submit, expectEachOnce } = await setUpReplicas(database);
    const worker = await start();
    await worker.says(WORKS);
    const standby = await start();
    await pushTo([worker, standby]);
    for (let restart = 1; restart <= 2; restart += 1) {
      // Sends whose end cannot be written, since the database is gone by then.
      sandbox.faults.add({ api: 'message.create', kind: 'slow', delayMs: 400, times: 8 });
      const sent = sandbox.messages().length;
      submit(16);
      await sandbox.waitFor(() => sandbox.messages().length >= sent + 4);
      await server.halt();
      const before = balancer.answers.length;
      submit(8);
      const answers = (): number[] => balancer.answers.slice(before).map((answer) => answer.status);
      await sandbox.waitFor(() => answers().filter((status) => status === 503).length > 10);
      expect(answers()).not.toContain(200);
      await server.start();
      await expectEachOnce();
    }
    expect(await worker.readyz()).toEqual({ status: 200, role: 'worker' });

    // A replica stops when asked to, even without its database.
    await server.halt();
    for (const replica of [worker, standby]) {
      replica.child.kill('SIGTERM');
      expect(await replica.ended).toBe(0);
      expect(replica.out() + replica.err()).not.toContain(encodeURIComponent(PASSWORD));
      expect(replica.out() + replica.err()).not.toContain(PASSWORD);
    }
  });
});
