import { describe, expect, it } from 'vitest';
import { freshDatabase } from '../support/postgres.ts';
import { setUpReplicas, TAKE_OVER_MS, WORKS } from '../support/replicas.ts';

describe('three replicas on one PostgreSQL', () => {
  it('two are killed in the middle of a send, one after the other: the next takes over within 25 s', async () => {
    const { sandbox, balancer, start, pushTo, submit, expectEachOnce } = await setUpReplicas(
      await freshDatabase(),
    );
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
    for (let kill = 1; kill <= 2; kill += 1) {
      // Sent and counted by Feishu, but no answer ever tells the worker so.
      const sent = sandbox.messages().length;
      sandbox.faults.add({ api: 'message.create', kind: 'hangAnswer', times: 3 });
      submit(20);
      await sandbox.waitFor(() => sandbox.messages().length >= sent + 3);
      worker.child.kill('SIGKILL');
      const killedAt = performance.now();
      living.delete(worker);
      await pushTo([...living]);
      // Those who stand by take events all the time.
      submit(10);
      await sandbox.settled(10_000);
      worker = await Promise.race(
        [...living].map(async (replica) => {
          await replica.says(WORKS);
          return replica;
        }),
      );
      expect(performance.now() - killedAt).toBeLessThan(TAKE_OVER_MS);
      await sandbox.waitFor(() => sandbox.messages().length > sent + 20, 20_000);
    }
    await expectEachOnce(30_000);
    // Nothing but good answers, and none from the dead.
    expect(new Set(balancer.answers)).toEqual(new Set(balancer.answers.includes(0) ? [200, 0] : [200]));
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
  }, 120_000);
});
