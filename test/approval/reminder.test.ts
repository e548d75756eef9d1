import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instance, Task } from '../../src/approval/instance.ts';
import { REMIND, type ReminderRule, remindersOf, waitsOf } from '../../src/approval/reminder.ts';
import { isFinal, STATUSES } from '../../src/approval/status.ts';
import { createWorkingTime } from '../../src/approval/workingTime.ts';
import type { Duration } from '../../src/base/duration.ts';
import { entry, LI, purchase, WANG, ZHANG } from '../cards/cards.ts';

const NINE_TO_SIX = { startMinute: 540, endMinute: 1_080 };
const LISTED = { holidays: [], workdays: [] };
const china = createWorkingTime({
  calendar: 'china',
  hours: NINE_TO_SIX,
  listed: LISTED,
  timezone: 'Asia/Shanghai',
});

const hours = (amount: number): Duration => ({ amount, unit: 'h', ms: amount * 3_600_000 });

type Rule = ReminderRule<{ readonly time: typeof china }>;

function place(more: Partial<Rule> = {}, chat = 'oc_1'): Rule {
  const day: Duration = { amount: 1, unit: 'd', ms: 86_400_000 };
  return { chat, rule: REMIND, after: day, every: day, max: 3, target: { time: china }, ...more };
}

const at = (text: string): number => Date.parse(`${text}:00+08:00`);
const pending = (changedAt = at('2026-09-24T10:00')) => ({ status: 'PENDING' as const, changedAt });

function task(id: string, person: string, nodeId: string, startedAt: number, more: Partial<Task> = {}): Task {
  return { id, person, nodeId, nodeName: nodeId, status: 'PENDING', type: 'AND', startedAt, ...more };
}

describe('what an instance waits for', () => {
  it('is each open task, by its own start', () => {
    const instance = purchase({
      tasks: [task('1', LI, 'a', 10), task('2', WANG, 'a', 20), task('3', LI, 'b', 30, { status: 'DONE' })],
    });
    expect(waitsOf(instance, pending())).toEqual([
      { step: '1', person: LI, node: 'a', nodeId: 'a', since: 10 },
      { step: '2', person: WANG, node: 'a', nodeId: 'a', since: 20 },
    ]);
  });

  it('is the newest task if one was created again, and nothing from before it was sent back', () => {
    const instance = purchase({
      tasks: [task('1', LI, 'a', 10), task('2', LI, 'a', 40), task('3', WANG, 'b', 15)],
      timeline: [entry('ROLLBACK', 30)],
    });
    expect(waitsOf(instance, pending()).map((wait) => wait.step)).toEqual(['2']);
    // The time line may note it a little after the task that it opened began: as for the cards of steps.
    const noted = purchase({
      tasks: [task('1', LI, 'a', 10_000), task('2', WANG, 'b', 90_000)],
      timeline: [entry('ROLLBACK', 90_001)],
    });
    expect(waitsOf(noted, pending()).map((wait) => wait.step)).toEqual(['2']);
    const toApplicant = purchase({ tasks: [task('1', LI, 'a', 10)], timeline: [entry('ROLLBACK', 90_000)] });
    expect(waitsOf(toApplicant, pending()).map((wait) => wait.person)).toEqual([ZHANG]);
  });

  it('is the instance if no task is open, in the name of its applicant', () => {
    const wait = { step: '', person: ZHANG, node: '', nodeId: '', since: purchase().startedAt };
    expect(waitsOf(purchase({ tasks: [] }), pending())).toEqual([wait]);
    expect(waitsOf(undefined, pending(77))).toEqual([
      { step: '', person: '', node: '', nodeId: '', since: 77 },
    ]);
  });

  it('is nothing once it ended', () => {
    for (const status of STATUSES) {
      const waits = waitsOf(purchase(), { status, changedAt: 1 });
      expect(waits.length > 0).toBe(!isFinal(status));
    }
  });
});

describe('when a chat is reminded', () => {
  const wait = { step: '1', person: LI, node: 'a', nodeId: 'a', since: at('2026-09-24T10:00') };

  it('counts working days, over the holiday and its make-up days', () => {
    // 2026: 25 to 27 September are Mid-Autumn, 1 to 7 October National Day; 20 September and 10 October are worked.
    const [one] = remindersOf([wait], [place()]);
    const first = one?.dueAt(0, null) ?? 0;
    expect(first).toBe(at('2026-09-28T10:00'));
    const second = one?.dueAt(1, at('2026-09-30T11:00')) ?? 0;
    expect(second).toBe(at('2026-10-08T11:00'));
    expect(one?.dueAt(2, at('2026-10-09T11:00'))).toBe(at('2026-10-10T11:00'));
    expect(one?.dueAt(3, at('2026-10-10T11:00'))).toBeNull();
  });

  it('has no end with max: 0', () => {
    const [one] = remindersOf([wait], [place({ max: 0 })]);
    expect(one?.dueAt(1_000, wait.since)).not.toBeNull();
  });

  it('goes further up once, to a chat that two places name only one time', () => {
    const boss = { rule: 'escalate:2h', after: hours(2), every: hours(2), max: 1 };
    const wanted = remindersOf(
      [wait],
      [place(), place(boss, 'oc_boss'), place({}, 'oc_2'), place(boss, 'oc_boss')],
    );
    expect(wanted.map(({ chat, rule }) => [chat, rule])).toEqual([
      ['oc_1', REMIND],
      ['oc_boss', 'escalate:2h'],
      ['oc_2', REMIND],
    ]);
    expect(wanted[1]?.dueAt(0, null)).toBe(at('2026-09-24T12:00'));
    expect(wanted[1]?.dueAt(1, wait.since)).toBeNull();
  });
});

describe('whatever the tasks are', () => {
  const tasks = fc.array(
    fc.record({
      id: fc.constantFrom('', '1', '2', '3', '4'),
      person: fc.constantFrom('', LI, WANG, ZHANG),
      status: fc.constantFrom('PENDING', 'APPROVED', 'DONE', 'UNKNOWN') as fc.Arbitrary<Task['status']>,
      nodeId: fc.constantFrom('', 'a', 'b'),
      nodeName: fc.string(),
      type: fc.constant('AND' as const),
      startedAt: fc.option(fc.integer({ min: 1, max: 2_000_000_000_000 }), { nil: undefined }),
    }),
  );
  const instances = fc.tuple(tasks, fc.constantFrom('none', 'sentBack')).map(([all, back]): Instance => {
    const clean = all.map(({ startedAt, ...rest }) => ({
      ...rest,
      ...(startedAt === undefined ? {} : { startedAt }),
    }));
    return purchase({ tasks: clean, timeline: back === 'none' ? [] : [entry('ROLLBACK', 1_000)] });
  });

  it('something waits while it is pending, and each reminder has a key of its own', () => {
    fc.assert(
      fc.property(instances, (instance) => {
        const waits = waitsOf(instance, pending());
        expect(waits.length).toBeGreaterThan(0);
        const wanted = remindersOf(waits, [place(), place({}, 'oc_2')]);
        const keys = wanted.map(({ chat, rule, step }) => JSON.stringify([chat, rule, step]));
        expect(new Set(keys).size).toBe(keys.length);
        expect(wanted.length).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  it('nothing is due before its time, or outside of working time, or more often than wanted', () => {
    const since = fc.integer({ min: at('2024-01-01T00:00'), max: at('2026-12-01T00:00') });
    fc.assert(
      fc.property(since, fc.integer({ min: 1, max: 5 }), (start, max) => {
        const [one] = remindersOf([{ ...wait(start) }], [place({ max })]);
        let remindedAt: number | null = null;
        for (let count = 0; count <= max; count += 1) {
          const due: number | null = one?.dueAt(count, remindedAt) ?? null;
          if (count === max) expect(due).toBeNull();
          else {
            expect(due).toBeGreaterThan(remindedAt ?? start);
            expect(china.isWorking(due ?? 0)).toBe(true);
            expect(china.between(remindedAt ?? start, due ?? 0)).toBe(china.dayMs);
          }
          remindedAt = due;
        }
      }),
      { numRuns: 50 },
    );
  });

  function wait(since: number) {
    return { step: '1', person: LI, nodeId: 'a', node: 'a', since };
  }
});
