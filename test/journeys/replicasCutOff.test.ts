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
    // It does not wait for the database, which will not answer: it would do so for minutes.
    expect(await island.readyz()).toMatchObject({ status: 503 });
    const before = balancer.answers.length;
    await pushTo([island]);
    submit(12);
    // The other may still be answering what it was asked before.
    const target = `${await island.url}/webhook/event`;
    const answers = (): number[] =>
      balancer.answers
        .slice(before)
        .filter((answer) => answer.target === target)
        .map((answer) => answer.status);
    await sandbox.waitFor(() => answers().filter((status) => status === 503).length > 3);
    expect(answers()).not.toContain(200);
    await pushTo([island, other]);
    await other.says(WORKS);
    expect(performance.now() - cutAt).toBeLessThan(TAKE_OVER_MS);

    island.wire.turn('open');
    await island.says(STANDS_BY);
    submit(12);
    await expectEachOnce();
    expect(await island.readyz()).toMatchObject({ status: 200, role: 'standby' });
    expect(await other.readyz()).toMatchObject({ status: 200, role: 'worker' });
  });
});
