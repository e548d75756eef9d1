import { describe, expect, it } from 'vitest';
import { CHAT, startJourney } from '../support/journey.ts';
import { watchThreads } from '../support/threads.ts';

describe('the thread that commits events dies', () => {
  it('and what it was asked for is answered 503 and comes again; what comes later has another thread', async () => {
    const threads = watchThreads();
    const { sandbox, clock, submit, cards, events, counts } = await startJourney();
    // It is started by the first event.
    threads.killNext();
    const first = submit();
    const push = sandbox.pushes()[0];
    await sandbox.waitFor(() => push?.attempts.length === 1);
    expect(push?.attempts[0]?.outcome).toBe('refused');
    expect(await counts()).toMatchObject({ inboxWaiting: 0 });
    clock.advance(15_000);
    expect((await cards(CHAT, 1))[0]).toContain(first);

    await threads.kill();
    const second = submit();
    expect((await cards(CHAT, 2))[1]).toContain(second);
    sandbox.withdraw(first);
    expect((await cards(CHAT, 3))[2]).toContain(first);
    await sandbox.waitFor(() => sandbox.pushes().every((one) => one.state === 'taken'));
    expect(sandbox.pushes().map((one) => one.attempts.length)).toEqual([2, 1, 1]);
    expect(events.map((end) => `${end.status} ${end.reason}`)).toEqual([
      'PENDING relayed',
      'PENDING relayed',
      'CANCELED relayed',
    ]);
    expect(threads.started).toHaveLength(3);
  });
});
