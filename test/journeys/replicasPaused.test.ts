import { describe, expect, it } from 'vitest';
import { freshDatabase } from '../support/postgres.ts';
import { STANDS_BY, setUpReplicas, TAKE_OVER_MS, WORKS } from '../support/replicas.ts';

/** A lease that was just renewed, or will be a little later, lapses no earlier than this. */
const LAPSE_MS = 15_000;

describe('two replicas on one PostgreSQL', () => {
  it('the worker is paused past its lease and wakes: it finds that another works, and stands by', async () => {
    const { sandbox, start, pushTo, submit, expectEachOnce } = await setUpReplicas(await freshDatabase());
    const sleeper = await start();
    await sleeper.says(WORKS);
    const other = await start();
    await pushTo([sleeper, other]);
    sandbox.faults.add({ api: 'message.create', kind: 'slow', delayMs: 300, times: 8 });
    submit(24);
    await sandbox.waitFor(() => sandbox.messages().length >= 6);

    sleeper.child.kill('SIGSTOP');
    const pausedAt = performance.now();
    // What is pushed to the sleeper gets no answer, comes again, and reaches the other.
    submit(12);
    await other.says(WORKS);
    expect(performance.now() - pausedAt).toBeLessThan(TAKE_OVER_MS);
    const sent = sandbox.messages().length;
    await sandbox.waitFor(() => sandbox.messages().length >= sent + 8);

    sleeper.child.kill('SIGCONT');
    await sleeper.says(STANDS_BY);
    expect(await sleeper.readyz()).toMatchObject({ status: 200, role: 'standby' });
    submit(12);
    await expectEachOnce();

    // The other stops cleanly: nobody waits for its lease to lapse, and the sleeper starts again.
    other.child.kill('SIGTERM');
    const endedAt = performance.now();
    await pushTo([sleeper]);
    submit(4);
    await sleeper.says(WORKS);
    expect(performance.now() - endedAt).toBeLessThan(LAPSE_MS);
    expect(await other.ended).toBe(0);
    await expectEachOnce();
  });
});
