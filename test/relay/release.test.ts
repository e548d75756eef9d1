import { describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import { MOST_CARDS, type ReleaseParts, releaseHeld } from '../../src/relay/release.ts';
import type { Gathered, HeldFinding } from '../../src/store/findings.ts';
import type { LastRun } from '../../src/store/schedules.ts';
import { approvalSettings, chatEntry } from '../support/sampleSettings.ts';

let found = 0;
const findings = (count: number, status: HeldFinding['status'] = 'PENDING'): HeldFinding[] =>
  Array.from({ length: count }, () => {
    found += 1;
    return { instanceCode: `I-${found}`, approvalCode: 'A-1', status, changedAt: found, lookedAt: found };
  });

/** A store with these findings, whose process dies after so many batches. */
function holding(first: HeldFinding[], diesAfter = Number.POSITIVE_INFINITY) {
  const held = [...first];
  const released = new Map<string, Gathered | undefined>();
  const notes: LastRun[] = [];
  const clock = new ShiftableClock();
  let batches = 0;
  const entries = [chatEntry('oc_all'), chatEntry('oc_ends', { statuses: ['REJECTED'] })];
  const parts: ReleaseParts = {
    settings: { timezone: 'Asia/Shanghai', approvals: new Map([['A-1', approvalSettings('A-1', entries)]]) },
    work: {
      heldFindings: async () => held.filter((one) => !released.has(one.instanceCode)),
      releaseFindings: async (some, at, { state }) => {
        if (batches === diesAfter) throw new Error('killed');
        batches += 1;
        for (const { instanceCode, gathered } of some) released.set(instanceCode, gathered);
        notes.push({ at, state });
      },
      lastRun: async () => notes.at(-1),
      noteRun: async (_name, run) => void notes.push(run),
    },
    clock,
    onAccepted: () => undefined,
  };
  return {
    released,
    parts,
    clock,
    /** How those of these that were handed over are told. */
    of: (some: HeldFinding[]) => [...new Set(some.map((one) => released.get(one.instanceCode)))],
    finds: (more: HeldFinding[]) => void held.push(...more),
    live: () => {
      diesAfter = Number.POSITIVE_INFINITY;
    },
  };
}

describe('the end of a run', () => {
  it('has a chat hear of up to twenty by cards of their own', async () => {
    const { released, parts } = holding(findings(MOST_CARDS));
    await releaseHeld(parts, { run: 'r1', isEnd: true });
    expect([...released.values()]).toEqual(Array(MOST_CARDS).fill(undefined));
  });

  it('gathers more for those chats that would hear of them, and for no other', async () => {
    const { released, parts } = holding([...findings(15), ...findings(10, 'REJECTED')]);
    await releaseHeld(parts, { run: 'r1', isEnd: true });
    expect(new Set(released.values())).toEqual(new Set([{ run: 'r1', chats: ['oc_all'] }]));
  });

  it('goes on by the decision that was made where the process died in the middle', async () => {
    const { released, parts, live } = holding(findings(60), 1);
    await expect(releaseHeld(parts, { run: 'r1', isEnd: true })).rejects.toThrow('killed');
    expect(released.size).toBe(50);
    live();
    // Ten are left, which by themselves would be cards of their own.
    await releaseHeld(parts, { run: 'r2', isEnd: true });
    expect(released.size).toBe(60);
    expect(new Set([...released.values()].map((gathered) => gathered?.run))).toEqual(new Set(['r1']));
  });

  it('keeps back what is not proven', async () => {
    const [one, other] = findings(2) as [HeldFinding, HeldFinding];
    const { released, parts } = holding([one, other]);
    await releaseHeld(parts, { run: 'r1', unproven: new Set([other.instanceCode]), isEnd: true });
    expect([...released.keys()]).toEqual([one.instanceCode]);
  });
});

describe('a run that goes on for hours', () => {
  it('tells what it has found so far, and gathers the rest once a chat has heard of twenty', async () => {
    const [early, late, next] = [findings(15), findings(15), findings(15)];
    const { parts, of, finds } = holding(early);
    await releaseHeld(parts, { run: 'r1' });
    expect(of(early)).toEqual([undefined]);
    finds(late);
    await releaseHeld(parts, { run: 'r1', isEnd: true });
    expect(of(late)).toEqual([{ run: 'r1', chats: ['oc_all'] }]);
    // The next run counts anew.
    finds(next);
    await releaseHeld(parts, { run: 'r2', isEnd: true });
    expect(of(next)).toEqual([undefined]);
  });

  it('counts on after it was cut off, unless that is long ago', async () => {
    const [early, late, next] = [findings(15), findings(15), findings(15)];
    const { parts, of, finds, clock } = holding(early);
    await releaseHeld(parts, { run: 'r1' });
    finds(late);
    await releaseHeld(parts, { run: 'r2' });
    expect(of(late)).toEqual([{ run: 'r1', chats: ['oc_all'] }]);
    clock.advance(3 * 86_400_000);
    finds(next);
    await releaseHeld(parts, { run: 'r3' });
    expect(of(next)).toEqual([undefined]);
  });

  it('counts anew where it is through and the last of it told nothing', async () => {
    const [early, next] = [findings(15), findings(15)];
    const { parts, of, finds } = holding(early);
    await releaseHeld(parts, { run: 'r1' });
    await releaseHeld(parts, { run: 'r1', isEnd: true });
    finds(next);
    await releaseHeld(parts, { run: 'r2', isEnd: true });
    expect(of(next)).toEqual([undefined]);
  });
});
