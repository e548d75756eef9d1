import { describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import { MOST_CARDS, type ReleaseParts, releaseHeld } from '../../src/relay/release.ts';
import type { Gathered, HeldFinding } from '../../src/store/findings.ts';
import type { LastRun } from '../../src/store/schedules.ts';
import { approvalSettings, chatEntry } from '../support/sampleSettings.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let found = 0;
/** What was found at the start of the test. */
const findings = (count: number, more: Partial<HeldFinding> = {}): HeldFinding[] =>
  Array.from({ length: count }, () => {
    found += 1;
    const change = { status: 'PENDING', changedAt: found } as const;
    return { instanceCode: `I-${found}`, approvalCode: 'A-1', ...change, lookedAt: Date.now(), ...more };
  });

/** A store with these findings, whose process dies after so many batches. */
function holding(first: HeldFinding[], diesAfter = Number.POSITIVE_INFINITY) {
  const held = [...first];
  const released = new Map<string, Gathered | undefined>();
  const notes: LastRun[] = [];
  const clock = new ShiftableClock();
  let batches = 0;
  const ends = chatEntry('oc_ends', { statuses: ['REJECTED'] });
  const approvals = [
    approvalSettings('A-1', [chatEntry('oc_all'), ends]),
    approvalSettings('A-2', [chatEntry('oc_other'), ends]),
  ];
  const parts: ReleaseParts = {
    settings: { timezone: 'Asia/Shanghai', approvals: new Map(approvals.map((one) => [one.code, one])) },
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
    of: (some: HeldFinding[]) => {
      const ways = some.map((one) => released.get(one.instanceCode));
      return [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()];
    },
    /** They are found now. */
    finds: (more: HeldFinding[]) => void held.push(...more.map((one) => ({ ...one, lookedAt: clock.now() }))),
    later: (minutes: number) => clock.advance(minutes * MINUTE_MS),
    live: () => {
      diesAfter = Number.POSITIVE_INFINITY;
    },
  };
}

describe('the end of a run', () => {
  it('has a chat hear of up to twenty by cards of their own', async () => {
    const { released, parts } = holding(findings(MOST_CARDS));
    await releaseHeld(parts, { run: 'r1', when: 'through' });
    expect([...released.values()]).toEqual(Array(MOST_CARDS).fill(undefined));
  });

  it('gathers more for those chats that would hear of them, and for no other', async () => {
    const { released, parts } = holding([...findings(15), ...findings(10, { status: 'REJECTED' })]);
    await releaseHeld(parts, { run: 'r1', when: 'through' });
    expect(new Set(released.values())).toEqual(new Set([{ run: 'r1', chats: ['oc_all'] }]));
  });

  it('goes on by the decision that was made where the process died in the middle', async () => {
    const { released, parts, live } = holding(findings(60), 1);
    await expect(releaseHeld(parts, { run: 'r1', when: 'through' })).rejects.toThrow('killed');
    expect(released.size).toBe(50);
    live();
    // Ten are left, which by themselves would be cards of their own.
    await releaseHeld(parts, { run: 'r2', when: 'through' });
    expect(released.size).toBe(60);
    expect(new Set([...released.values()].map((gathered) => gathered?.run))).toEqual(new Set(['r1']));
  });

  it('keeps back what is not proven', async () => {
    const [one, other] = findings(2) as [HeldFinding, HeldFinding];
    const { released, parts } = holding([one, other]);
    await releaseHeld(parts, { run: 'r1', unproven: new Set([other.instanceCode]), when: 'through' });
    expect([...released.keys()]).toEqual([one.instanceCode]);
  });
});

describe('a run that ends early', () => {
  it('hands over all, and is counted on with, unless that is long ago', async () => {
    const [early, late, next] = [findings(15), findings(15), findings(15)];
    const { parts, of, finds, clock } = holding(early);
    await releaseHeld(parts, { run: 'r1', when: 'stopped' });
    expect(of(early)).toEqual([undefined]);
    finds(late);
    await releaseHeld(parts, { run: 'r2', when: 'stopped' });
    expect(of(late)).toEqual([{ run: 'r1', chats: ['oc_all'] }]);
    clock.advance(3 * DAY_MS);
    finds(next);
    await releaseHeld(parts, { run: 'r3', when: 'stopped' });
    expect(of(next)).toEqual([undefined]);
  });
});

describe('a run that goes on for hours', () => {
  const meanwhile = { run: 'r1', when: 'meanwhile' } as const;
  const through = { run: 'r1', when: 'through' } as const;

  it('tells little within ten minutes of the look', async () => {
    const { released, parts, later } = holding(findings(15));
    later(9);
    await releaseHeld(parts, meanwhile);
    expect(released.size).toBe(0);
    later(1);
    await releaseHeld(parts, meanwhile);
    expect([...released.values()]).toEqual(Array(15).fill(undefined));
  });

  it('keeps what is more for one card at its end, and the next run counts anew', async () => {
    const [early, next] = [findings(15), findings(15)];
    const more = [findings(15), findings(15), findings(15)];
    const { released, parts, of, finds, later } = holding(early);
    later(10);
    await releaseHeld(parts, meanwhile);
    for (const some of more) {
      finds(some);
      later(11);
      await releaseHeld(parts, meanwhile);
      expect(released.size).toBe(15);
    }
    await releaseHeld(parts, through);
    expect(of(early)).toEqual([undefined]);
    expect(of(more.flat())).toEqual([{ run: 'r1', chats: ['oc_all'] }]);
    finds(next);
    await releaseHeld(parts, { run: 'r2', when: 'through' });
    expect(of(next)).toEqual([undefined]);
  });

  it('tells what is more after an hour and a half', async () => {
    const more = findings(30);
    const { released, parts, of, later } = holding(more);
    later(89);
    await releaseHeld(parts, meanwhile);
    expect(released.size).toBe(0);
    later(1);
    await releaseHeld(parts, meanwhile);
    expect(of(more)).toEqual([{ run: 'r1', chats: ['oc_all'] }]);
  });

  it('has what goes to several chats wait with the slowest', async () => {
    const [many, both] = [findings(25), findings(1, { status: 'REJECTED' })];
    const elsewhere = [
      findings(3, { approvalCode: 'A-2' }),
      findings(1, { approvalCode: 'A-2', status: 'REJECTED' }),
    ];
    const { released, parts, later, of } = holding([...many, ...both, ...elsewhere.flat()]);
    later(10);
    await releaseHeld(parts, meanwhile);
    expect([...released.keys()]).toEqual(elsewhere.flat().map((one) => one.instanceCode));
    await releaseHeld(parts, through);
    expect(of([...many, ...both])).toEqual([{ run: 'r1', chats: ['oc_all'] }]);
  });

  it('counts what is not proven yet: whoever kept it has counted it, too', async () => {
    const [fresh, old] = [findings(15), findings(15)];
    const { released, parts, later, of } = holding([...fresh, ...old]);
    later(10);
    const unproven = new Set(old.map((one) => one.instanceCode));
    await releaseHeld(parts, { ...meanwhile, unproven });
    expect(released.size).toBe(0);
    await releaseHeld(parts, through);
    expect(of([...fresh, ...old])).toEqual([{ run: 'r1', chats: ['oc_all'] }]);
  });

  it('is followed by one that decides alike where the process died in the middle', async () => {
    const all = findings(60);
    const { released, parts, later, live, of } = holding(all, 1);
    later(90);
    await expect(releaseHeld(parts, meanwhile)).rejects.toThrow('killed');
    expect(released.size).toBe(50);
    live();
    await releaseHeld(parts, { run: 'r2', when: 'through' });
    expect(of(all)).toEqual([{ run: 'r1', chats: ['oc_all'] }]);
  });

  it('counts anew where it is through and the last of it told nothing', async () => {
    const [early, next] = [findings(15), findings(15)];
    const { parts, of, finds, later } = holding(early);
    later(10);
    await releaseHeld(parts, meanwhile);
    await releaseHeld(parts, through);
    finds(next);
    await releaseHeld(parts, { run: 'r2', when: 'through' });
    expect(of(next)).toEqual([undefined]);
  });
});
