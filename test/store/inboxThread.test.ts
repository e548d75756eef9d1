import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Mutex } from '../../src/base/mutex.ts';
import { createInboxThread } from '../../src/store/inboxThread.ts';
import { event, openWorking, relay } from '../support/stores.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { watchThreads } from '../support/threads.ts';

const ENDED = 'the thread that commits events ended';

async function openWatched() {
  const threads = watchThreads();
  const store = await openWorking({ kind: 'sqlite', path: join(tempFolder(), 'relay.db') });
  /** Events, each of an instance of its own. */
  const add = (...ids: string[]) => store.inbox.add(ids.map((id) => event(id, { instanceCode: id })));
  return { threads, store, add };
}

describe('the thread that commits events on SQLite', () => {
  it('is started anew by the next event after it has died', async () => {
    const { threads, store, add } = await openWatched();
    expect(await add('e1')).toEqual([true]);
    await threads.kill();
    expect(await add('e1', 'e2')).toEqual([false, true]);
    expect(threads.started).toHaveLength(2);
    expect(await store.inbox.counts()).toEqual({ waiting: 2, parked: 0 });
  });

  it('fails what is under way when it dies, which is committed once when it comes again', async () => {
    const { threads, store, add } = await openWatched();
    await add('e1');
    const gone = threads.kill();
    const first = add('e2');
    // Once it has its turn to write, the second shares it. Other than a turn of the event loop, this brings no news.
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
    const ends = await Promise.allSettled([first, add('e3', 'e4')]);
    expect(ends.map((end) => end.status === 'rejected' && end.reason.message)).toEqual([ENDED, ENDED]);
    await gone;
    expect(await store.inbox.counts()).toEqual({ waiting: 1, parked: 0 });

    expect(await Promise.all([add('e3', 'e4'), add('e2', 'e1')])).toEqual([
      [true, true],
      [true, false],
    ]);
    expect(threads.started).toHaveLength(2);
    // The right to write was given back: the work goes on.
    await relay(store, [event('e5')]);
    expect(await store.inbox.counts()).toEqual({ waiting: 0, parked: 0 });
    expect(await store.outbox.counts()).toEqual({ waiting: 5, parked: 0 });
  });

  it('is not started any more by what comes after the store was closed', async () => {
    const { threads, store, add } = await openWatched();
    await add('e1');
    const path = join(tempFolder(), 'relay.db');
    const thread = createInboxThread(path, '', new Mutex());
    await thread.close();
    await thread.checkpoint();
    await store.close();
    expect(threads.started).toHaveLength(1);
    expect(existsSync(path)).toBe(false);
  });

  it('may die again and again before it has begun, and holds up nobody who closes the store', async () => {
    const { threads, store, add } = await openWatched();
    for (let death = 1; death <= 2; death += 1) {
      threads.killNext();
      await expect(add('e1')).rejects.toThrow(ENDED);
    }
    expect(threads.started).toHaveLength(2);
    await store.close();
  });
});
