import { describe, expect, it } from 'vitest';
import type { AskedCommand } from '../../src/store/groupCommands.ts';
import { databases, NOW, openWorking } from '../support/stores.ts';

const asked = (messageId: string, more: Partial<AskedCommand> = {}): AskedCommand => ({
  messageId,
  chat: 'oc_1',
  command: 'pending',
  mentions: ['ou_bot'],
  askedAt: NOW,
  ...more,
});

describe.each(databases)('what is asked in groups, in $name', ({ place }) => {
  it('is noted once for each message, answered once, and not more than can be answered', async () => {
    const store = await openWorking(await place());
    const first = asked('om_1');
    expect(await store.noteCommand(first)).toBe(true);
    expect(await store.noteCommand(first)).toBe(false);
    expect(await store.work.waitingCommands()).toEqual([first]);
    expect(await store.work.wasAnswered('oc_1', NOW - 5_000, NOW)).toBe(false);

    await store.work.finishCommand(first, 'answered', NOW + 10);
    expect(await store.work.waitingCommands()).toEqual([]);
    expect(await store.noteCommand(first)).toBe(false);
    expect(await store.work.wasAnswered('oc_1', NOW - 4_990, NOW + 10)).toBe(true);
    expect(await store.work.wasAnswered('oc_1', NOW + 10, NOW + 5_010)).toBe(false);
    expect(await store.work.wasAnswered('oc_2', NOW - 4_990, NOW + 10)).toBe(false);
    // The clock was set back since then.
    expect(await store.work.wasAnswered('oc_1', NOW - 90_000, NOW - 85_000)).toBe(false);

    const ignored = asked('om_2', { chat: 'oc_2' });
    await store.noteCommand(ignored);
    await store.work.finishCommand(ignored, 'ignored', NOW);
    expect(await store.work.wasAnswered('oc_2', NOW - 5_000, NOW)).toBe(false);

    const burst = Array.from({ length: 9 }, (_, i) => asked(`om_burst${i}`));
    const taken: boolean[] = [];
    for (const one of burst) taken.push(await store.noteCommand(one));
    expect(taken.filter(Boolean)).toHaveLength(5);
    expect(await store.noteCommand(asked('om_other', { chat: 'oc_3' }))).toBe(true);
    expect(await store.work.prune(NOW + 1, 100)).toBeGreaterThanOrEqual(0);
    expect(await store.work.waitingCommands()).toEqual([]);
  });
});
