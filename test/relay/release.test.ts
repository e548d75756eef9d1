import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/approval/change.ts';
import { ShiftableClock } from '../../src/base/clock.ts';
import { MOST_CARDS, type ReleaseParts, releaseHeld } from '../../src/relay/release.ts';
import type { Gathered } from '../../src/store/findings.ts';
import type { LastRun } from '../../src/store/schedules.ts';
import { approvalSettings, chatEntry } from '../support/sampleSettings.ts';

const found = (count: number, status: Change['status'] = 'PENDING'): Change[] =>
  Array.from({ length: count }, (_, i) => ({
    instanceCode: `${status}-${i}`,
    approvalCode: 'A-1',
    status,
    changedAt: i,
  }));

/** A store with these findings, whose process dies after so many batches. */
function holding(held: Change[], diesAfter = Number.POSITIVE_INFINITY) {
  const released = new Map<string, Gathered | undefined>();
  const notes: LastRun[] = [];
  let batches = 0;
  const entries = [chatEntry('oc_all'), chatEntry('oc_ends', { statuses: ['REJECTED'] })];
  const parts: ReleaseParts = {
    settings: { timezone: 'Asia/Shanghai', approvals: new Map([['A-1', approvalSettings('A-1', entries)]]) },
    work: {
      heldFindings: async () => held.filter((one) => !released.has(one.instanceCode)),
      releaseFindings: async (some) => {
        if (batches === diesAfter) throw new Error('killed');
        batches += 1;
        for (const { instanceCode, gathered } of some) released.set(instanceCode, gathered);
      },
      lastRun: async () => notes.at(-1),
      noteRun: async (_name, run) => void notes.push(run),
    },
    clock: new ShiftableClock(),
    onAccepted: () => undefined,
  };
  return {
    released,
    parts,
    live: () => {
      diesAfter = Number.POSITIVE_INFINITY;
    },
  };
}

describe('the end of a run', () => {
  it('has a chat hear of up to twenty by cards of their own', async () => {
    const { released, parts } = holding(found(MOST_CARDS));
    await releaseHeld(parts, 'r1');
    expect([...released.values()]).toEqual(Array(MOST_CARDS).fill(undefined));
  });

  it('gathers more for those chats that would hear of them, and for no other', async () => {
    const { released, parts } = holding([...found(15), ...found(10, 'REJECTED')]);
    await releaseHeld(parts, 'r1');
    expect(new Set(released.values())).toEqual(new Set([{ run: 'r1', chats: ['oc_all'] }]));
  });

  it('goes on by the decision that was made where the process died in the middle', async () => {
    const { released, parts, live } = holding(found(60), 1);
    await expect(releaseHeld(parts, 'r1')).rejects.toThrow('killed');
    expect(released.size).toBe(50);
    live();
    // Ten are left, which by themselves would be cards of their own.
    await releaseHeld(parts, 'r2');
    expect(released.size).toBe(60);
    expect(new Set([...released.values()].map((gathered) => gathered?.run))).toEqual(new Set(['r1']));
  });
});
