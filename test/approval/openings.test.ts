import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instance, Task, TimelineEntry } from '../../src/approval/instance.ts';
import { isOneOf, openingsOf } from '../../src/approval/openings.ts';
import { readInstance } from '../../src/feishu/api/instances.ts';

let made = 0;
/** A task that a person has from `from` to `to`; without `to` it is open. */
const task = (nodeId: string, from: number, to?: number, more: Partial<Task> = {}): Task => {
  made += 1;
  return {
    id: `t${made}`,
    person: `ou_${nodeId}`,
    status: to === undefined ? 'PENDING' : 'APPROVED',
    nodeId,
    nodeName: `步骤${nodeId}`,
    type: 'AND',
    startedAt: from,
    ...(to === undefined ? {} : { endedAt: to }),
    ...more,
  };
};
const instance = (tasks: readonly Task[], more: Partial<Instance> = {}): Instance => ({
  ...readInstance({ status: 'PENDING' }, 'I-1'),
  tasks,
  ...more,
});
const sentBackAt = (at: number): TimelineEntry => ({
  type: 'ROLLBACK',
  at,
  person: 'ou_x',
  others: [],
  taskId: '',
  nodeKey: '',
  comment: '',
});
/** Each opening by its step, and whether it is open. */
const shown = (one: Instance) =>
  openingsOf(one).map(({ nodeId, isOpen }) => `${nodeId} ${isOpen ? 'open' : 'left'}`);

describe('the openings of steps', () => {
  it('are one for each step that was reached, and those behind it are none', () => {
    expect(shown(instance([task('a', 1_000, 5_000), task('b', 5_000)]))).toEqual(['a left', 'b open']);
    expect(openingsOf(instance([]))).toEqual([]);
  });

  it('are separate if steps are parallel', () => {
    expect(shown(instance([task('a', 1_000), task('b', 1_000)]))).toEqual(['a open', 'b open']);
  });

  it('hold all signers of a step, and say who decided', () => {
    const tasks = [task('a', 1_000, 9_000), task('a', 1_000, undefined, { person: 'ou_second' })];
    const [only, ...others] = openingsOf(instance(tasks));
    expect(others).toEqual([]);
    expect(only).toMatchObject({ isOpen: true, waitsFor: ['ou_second'], openedAt: 1_000 });
    expect(only?.decisions).toEqual([{ person: 'ou_a', status: 'APPROVED', endedAt: 9_000 }]);
  });

  it('go on through a transfer, added signers, and signers one after the other', () => {
    const tasks = [
      task('a', 1_000, 50_000, { status: 'TRANSFERRED' }),
      task('a', 50_000, 90_000, { person: 'ou_heir', type: 'SEQUENTIAL' }),
      task('a', 90_500, undefined, { person: 'ou_next', type: 'SEQUENTIAL' }),
    ];
    const openings = openingsOf(instance(tasks));
    expect(openings).toHaveLength(1);
    expect(openings[0]).toMatchObject({ id: tasks[0]?.id, waitsFor: ['ou_next'] });
    expect(openings[0]?.decisions.map(({ person }) => person)).toEqual(['ou_heir']);
  });

  it('are two if a step is sent back to', () => {
    const tasks = [task('a', 1_000, 5_000), task('b', 5_000, 60_000, { status: 'DONE' }), task('a', 60_000)];
    expect(shown(instance(tasks, { timeline: [sentBackAt(60_000)] }))).toEqual([
      'a left',
      'b left',
      'a open',
    ]);
  });

  it('are two if a step is sent back to at once, and its old task still says that it waits', () => {
    const tasks = [task('a', 1_000), task('a', 2_500)];
    const [old, fresh] = openingsOf(instance(tasks, { timeline: [sentBackAt(2_000)] }));
    expect([old?.isOpen, fresh?.isOpen]).toEqual([false, true]);
    expect(old?.id).not.toBe(fresh?.id);
  });

  it('are two if the timeline dates the return a little after its task began', () => {
    const before = [task('a', 1_000, 60_000), task('b', 60_000, 90_000, { status: 'DONE' })];
    const timeline = [sentBackAt(90_001)];
    const openings = ['a left', 'b left'];
    expect(shown(instance([...before, task('a', 90_000)], { timeline }))).toEqual([...openings, 'a open']);
    const signed = [...before, task('a', 90_000, 200_000), task('a', 200_000, undefined, { person: 'ou_n' })];
    expect(shown(instance(signed, { timeline }))).toEqual([...openings, 'a open']);
    const ended = [...before, task('a', 90_000, 200_000, { status: 'DONE' })];
    const outcomes = openingsOf(instance(ended, { timeline, status: 'CANCELED' })).map(
      ({ outcome }) => outcome,
    );
    expect(outcomes).toEqual(['approved', 'sentBack', 'ended']);
  });

  it('are left when the instance ends in the middle, whatever their tasks say', () => {
    for (const status of ['REJECTED', 'CANCELED', 'DELETED', 'APPROVED'] as const)
      expect(shown(instance([task('a', 1_000)], { status }))).toEqual(['a left']);
  });

  it('say which passed by themselves', () => {
    const passed = task('a', 1_000, 1_000, { person: '', type: 'AUTO_PASS' });
    const [first, second] = openingsOf(instance([passed, task('b', 1_000)]));
    expect(first).toMatchObject({ isAutomatic: true, isOpen: false, decisions: [] });
    expect(second).toMatchObject({ isAutomatic: false, isOpen: true });
  });

  it('are found by name or id, and steps without a name by their id alone', () => {
    const step = { nodeId: 'n1', nodeName: '' };
    expect([
      isOneOf(step, ['n1']),
      isOneOf(step, ['', 'n2']),
      isOneOf({ ...step, nodeName: '法务' }, ['法务']),
    ]).toEqual([true, false, true]);
  });
});

describe('over the life of any instance', () => {
  /** Steps one after the other, each with its signers, and how long each takes. */
  const lives = fc.array(
    fc.record({
      node: fc.constantFrom('a', 'b', 'c'),
      signers: fc.integer({ min: 1, max: 3 }),
      ms: fc.integer({ min: 5_000, max: 99_000 }),
    }),
    { minLength: 1, maxLength: 8 },
  );

  it('an opening keeps its id, opens once, and once left never opens again', () => {
    fc.assert(
      fc.property(lives, (life) => {
        let at = 1_000;
        const stays = life.map(({ node, signers, ms }, i) => {
          // A step is not followed by itself.
          const nodeId = `${node}${i % 2}`;
          const from = at;
          at += ms;
          const tasks = Array.from({ length: signers }, (_, n) =>
            task(nodeId, from, at, { person: `ou_${n}` }),
          );
          return { from, to: at, tasks };
        });
        const left = new Set<string>();
        for (const { to } of stays) {
          for (const now of [to - 1, to]) {
            const tasks = stays
              .filter(({ from }) => from <= now)
              .flatMap(({ tasks: all }) =>
                all.map((one): Task => {
                  if ((one.endedAt ?? 0) <= now) return one;
                  const { endedAt: _, ...open } = one;
                  return { ...open, status: 'PENDING' };
                }),
              );
            const openings = openingsOf(instance(tasks));
            expect(openings.length).toBe(stays.filter(({ from }) => from <= now).length);
            for (const { id, isOpen } of openings) {
              if (isOpen) expect(left.has(id)).toBe(false);
              else left.add(id);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
