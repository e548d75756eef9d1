import { describe, expect, it } from 'vitest';
import { figureFacts } from '../../src/approval/figures.ts';
import type { Instance, Task } from '../../src/approval/instance.ts';
import type { Status } from '../../src/approval/status.ts';
import { readInstance } from '../../src/feishu/api/instances.ts';

const plain = { between: (from: number, to: number) => to - from };

const task = (id: string, nodeId: string, from: number, to?: number, more: Partial<Task> = {}): Task => ({
  id,
  person: `ou_${id}`,
  status: to === undefined ? 'PENDING' : 'APPROVED',
  nodeId,
  nodeName: `步骤${nodeId}`,
  type: 'AND',
  startedAt: from,
  ...(to === undefined ? {} : { endedAt: to }),
  ...more,
});

const seen = (tasks: readonly Task[], more: Partial<Instance> = {}): Instance => ({
  ...readInstance({ status: 'PENDING', approval_name: '采购申请' }, 'I1'),
  startedAt: 1_000,
  tasks,
  ...more,
});

/** Each fact in a line: what, when, in which step, by whom, how long. */
const shown = (status: Status, instance: Instance | undefined, changedAt = 9_000): string[] =>
  figureFacts({ status, changedAt, startedAt: null, instance }, plain).map(
    ({ id, at, step, person, tookMs }) =>
      [id, at, step, person, tookMs].filter((part) => part !== '' && part !== undefined).join(' '),
  );

describe('what an instance adds to the figures', () => {
  it('is at first that it came in', () => {
    expect(shown('PENDING', seen([task('1', 'a', 1_000)]))).toEqual(['new 1000']);
    expect(shown('PENDING', undefined, 5_000)).toEqual(['new 5000']);
  });

  it('is each step that was left, and each decision, then the whole', () => {
    const tasks = [task('1', 'a', 1_000, 3_000), task('2', 'b', 3_000)];
    const first = ['new 1000', 's1 3000 a 2000', 'p1 3000 a ou_1 2000'];
    expect(shown('PENDING', seen(tasks))).toEqual(first);
    const both = [task('1', 'a', 1_000, 3_000), task('2', 'b', 3_000, 9_000, { status: 'REJECTED' })];
    expect(shown('REJECTED', seen(both, { status: 'REJECTED', endedAt: 9_000 })).sort()).toEqual(
      [...first, 'end 9000 8000', 's2 9000 b 6000', 'p2 9000 b ou_2 6000'].sort(),
    );
  });

  it('of a step with several people is the decision of the last', () => {
    const tasks = [task('1', 'a', 1_000, 2_000), task('2', 'a', 1_000, 8_000)];
    expect(shown('PENDING', seen(tasks))).toContain('s1 8000 a 7000');
    expect(shown('PENDING', seen([task('1', 'a', 1_000, 2_000), task('2', 'a', 1_000)])).join()).not.toMatch(
      /s1/,
    );
  });

  it('is nothing that passed automatically, was transferred or withdrawn', () => {
    const tasks = [
      task('1', 'a', 1_000, 1_000, { type: 'AUTO_PASS', person: '' }),
      task('2', 'b', 1_000, 4_000, { status: 'TRANSFERRED' }),
      task('3', 'b', 4_000, 6_000, { status: 'DONE' }),
    ];
    expect(shown('CANCELED', seen(tasks, { status: 'CANCELED', endedAt: 6_000 }))).toEqual(['new 1000']);
  });

  it('has ids that can stand in one text', () => {
    const [, step] = shown('PENDING', seen([task('a b\u0000c', 'a', 1_000, 2_000, { person: 'ou_1' })]));
    expect(step).toBe('sa_b_c 2000 a 1000');
  });
});
