import { describe, expect, it } from 'vitest';
import { freshDatabase, passLease } from '../support/postgres.ts';
import { setUpReplicas, TAKE_OVER_MS, WORKS } from '../support/replicas.ts';

/** Of the lease's 20 s; it was renewed within the last five. */
const PASSED_MS = 14_000;

describe('three replicas on one PostgreSQL', () => {
  it('two are killed in the middle of a send, one after the other: the next takes over when the lease lapses', async () => {
    const database = await freshDatabase();
    const { sandbox, balancer, start, pushTo, submit, expectEachOnce } = await setUpReplicas(database);
    const first = await start();
    await first.says(WORKS);
    const others = [await start(), await start()];
    expect(await Promise.all(others.map((other) => other.readyz()))).toEqual([
      expect.objectContaining({ status: 200, role: 'standby' }),
      expect.objectContaining({ status: 200, role: 'standby' }),
    ]);
    await pushTo([first, ...others]);

    const living = new Set([first, ...others]);
    let worker = first;
    // Nobody works until the lease has lapsed, the first time by the clock; the second time most of it passes at once.
    for (const passedMs of [0, PASSED_MS]) {
      // Sent and counted by Feishu, but the worker never gets the answer.
      const sent = sandbox.messages().length;
      sandbox.faults.add({ api: 'message.create', kind: 'hangAnswer', times: 3 });
      submit(20);
      await sandbox.waitFor(() => sandbox.messages().length >= sent + 3);
      worker.child.kill('SIGKILL');
      const killedAt = performance.now();
      living.delete(worker);
      await passLease(database, passedMs);
      const next = Promise.race(
        [...living].map(async (replica) => {
          await replica.says(WORKS);
          return { replica, afterMs: performance.now() - killedAt };
        }),
      );
      await pushTo([...living]);
      // Those who stand by take events all the time.
      submit(10);
      await sandbox.settled();
      const { replica, afterMs } = await next;
      expect(afterMs).toBeLessThan(TAKE_OVER_MS - passedMs);
      worker = replica;
      await sandbox.waitFor(() => sandbox.messages().length > sent + 20);
    }
    await expectEachOnce();
    // Nothing but good answers, and none from the dead.
    const statuses = new Set(balancer.answers.map((answer) => answer.status));
    expect(statuses).toEqual(new Set(statuses.has(0) ? [200, 0] : [200]));
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
  });
});
