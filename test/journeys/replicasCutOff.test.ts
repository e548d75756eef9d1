import { describe, expect, it } from 'vitest';
import { freshDatabase } from '../support/postgres.ts';
import { STANDS_BY, setUpReplicas, TAKE_OVER_MS, WORKS } from '../support/replicas.ts';

describe('two replicas on one PostgreSQL', () => {
  it('the worker is cut off from the database: it answers 503, another takes over, and it comes back', async () => {
    const { sandbox, balancer, start, pushTo, submit, expectEachOnce } = await setUpReplicas(
      await freshDatabase(),
    );
    const island = await start();
    await island.says(WORKS);
    const other = await start();
    await pushTo([island, other]);
    sandbox.faults.add({ api: 'message.create', kind: 'slow', delayMs: 300, times: 8 });
    submit(24);
    await sandbox.waitFor(() => sandbox.messages().length >= 6);

    island.wire.turn('silent');
    const cutAt = performance.now();
    const askedAt = performance.now();
    expect(await island.readyz()).toMatchObject({ status: 503 });
    expect(performance.now() - askedAt).toBeLessThan(3_000);
    const answered = balancer.answers.length;
    await pushTo([island]);
    submit(12);
    const refused = (): boolean =>
      balancer.answers.slice(answered).filter((status) => status === 503).length > 3;
    await sandbox.waitFor(refused);
    expect(balancer.answers.slice(answered)).not.toContain(200);
    await pushTo([island, other]);
    await other.says(WORKS);
    expect(performance.now() - cutAt).toBeLessThan(TAKE_OVER_MS);

    island.wire.turn('open');
    await island.says(STANDS_BY);
    submit(12);
    await expectEachOnce(40_000);
    expect(await island.readyz()).toMatchObject({ status: 200, role: 'standby' });
    expect(await other.readyz()).toMatchObject({ status: 200, role: 'worker' });
  }, 120_000);
});
