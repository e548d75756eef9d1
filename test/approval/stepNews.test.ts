import { describe, expect, it } from 'vitest';
import type { Instance, Task } from '../../src/approval/instance.ts';
import { type StepListener, stepNewsOf } from '../../src/approval/stepNews.ts';
import { zoneOf } from '../../src/base/zone.ts';
import { readInstance } from '../../src/feishu/api/instances.ts';

const NOON = Date.UTC(2026, 10, 24, 4);
const WHEN = { zone: zoneOf('Asia/Shanghai'), at: NOON };
const task = (nodeId: string, more: Partial<Task> = {}): Task => ({
  id: `t-${nodeId}`,
  person: `ou_${nodeId}`,
  status: 'PENDING',
  nodeId,
  nodeName: nodeId,
  type: 'AND',
  startedAt: NOON,
  ...more,
});
const instance = (...tasks: Task[]): Instance => ({ ...readInstance({ status: 'PENDING' }, 'I-1'), tasks });
const entry = (
  chat: string,
  stage: string[] | undefined,
  more: Partial<StepListener> = {},
): StepListener => ({
  chat: { id: chat },
  notice: 'final',
  ...(stage ? { stage } : {}),
  ...more,
});
const news = (
  entries: StepListener[],
  now: Instance,
  before?: Instance,
  holds: (one: StepListener) => 'yes' | 'no' | 'unknown' = () => 'yes',
) =>
  stepNewsOf(
    entries,
    { status: 'PENDING', instance: now },
    before && { status: 'PENDING', instance: before },
    holds,
    WHEN,
  );

describe('what chats get about steps', () => {
  it('is of those that have opened since the look before, in the chats of their steps alone', () => {
    const entries = [entry('whole', undefined), entry('legal', ['法务']), entry('money', ['财务', '出纳'])];
    const [lead, legal, money] = [task('主管'), task('法务'), task('出纳')];
    const heard = (now: Instance, before?: Instance) =>
      news(entries, now, before).opened.map(({ chat, opening }) => [chat, opening]);
    expect(heard(instance(lead))).toEqual([]);
    expect(heard(instance(lead, legal, money), instance(lead))).toEqual([
      ['money', 't-出纳'],
      ['legal', 't-法务'],
    ]);
    expect(heard(instance(lead, legal, money), instance(legal))).toEqual([['money', 't-出纳']]);
  });

  it('is decided by the first entry of a chat that holds; what nobody can know is marked', () => {
    const entries = [
      entry('a', ['法务'], { notice: 'none' }),
      entry('a', ['法务']),
      entry('b', ['法务']),
      entry('c', ['法务']),
    ];
    const verdicts = new Map(entries.map((one, i) => [one, (['no', 'yes', 'unknown', 'no'] as const)[i]]));
    const { opened } = news(entries, instance(task('法务')), undefined, (one) => verdicts.get(one) ?? 'no');
    expect(opened.map(({ chat, isUndecided = false }) => [chat, isUndecided])).toEqual([
      ['a', false],
      ['b', true],
    ]);
  });

  it('says of each opening whether it waits, and none does once the instance has ended', () => {
    const one = instance(task('法务'));
    expect(news([], one).isOpen('t-法务')).toBe(true);
    const ended = stepNewsOf([], { status: 'OVERTIME_CLOSE', instance: one }, undefined, () => 'yes', WHEN);
    expect(ended.isOpen('t-法务')).toBe(false);
  });

  it('is held back outside the hours of the chat, and rings when a step is left as `notice` says', () => {
    const hours = { startMinute: 18 * 60, endMinute: 20 * 60 };
    const entries = [entry('late', ['法务'], { hours }), entry('silent', ['法务'], { notice: 'none' })];
    const { opened, leaving } = news(entries, instance(task('法务')));
    expect(opened.map(({ isHeld }) => isHeld)).toEqual([true, false]);
    const step = { nodeId: '法务', nodeName: '法务' };
    expect(leaving({ ...step, chat: 'late' })).toEqual({ rings: true, isHeld: true });
    expect(leaving({ ...step, chat: 'silent' })).toEqual({ rings: false, isHeld: false });
    // The configuration has it no more.
    expect(leaving({ ...step, chat: 'gone' })).toEqual({ rings: false, isHeld: false });
  });
});
