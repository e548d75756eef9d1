import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseRoutes } from '../../src/approval/announcement.ts';
import {
  type Change,
  confirmedState,
  judgeChange,
  type KnownState,
  recordedTime,
  showsChange,
} from '../../src/approval/change.ts';
import type { Instance } from '../../src/approval/instance.ts';
import { isFinal, STATUSES, type Status } from '../../src/approval/status.ts';

const change = (status: Status, changedAt: number): Change => ({
  instanceCode: 'I',
  approvalCode: 'A',
  status,
  changedAt,
});
const known = (status: Status, changedAt: number, knownBy: KnownState['knownBy'] = 'push'): KnownState => ({
  status,
  changedAt,
  knownBy,
});

describe('a change compared with the known state', () => {
  it.each<[string, KnownState | undefined, Change, ReturnType<typeof judgeChange>]>([
    ['the first one', undefined, change('PENDING', 5), 'news'],
    ['a later one', known('PENDING', 5), change('APPROVED', 6), 'news'],
    ['an earlier one', known('APPROVED', 6), change('PENDING', 5), 'superseded'],
    ['PENDING at the same time', known('APPROVED', 5), change('PENDING', 5), 'superseded'],
    ['another at the same time as PENDING', known('PENDING', 5), change('APPROVED', 5), 'news'],
    ['the very same once more', known('APPROVED', 5), change('APPROVED', 5), 'superseded'],
    ['the later arrival at the same time', known('APPROVED', 5), change('REVERTED', 5), 'news'],
    ['a revocation after an approval', known('APPROVED', 5), change('REVERTED', 6), 'news'],
    ['PENDING again after an approval', known('APPROVED', 5), change('PENDING', 6), 'news'],
    ['a recovery', known('OVERTIME_CLOSE', 5), change('OVERTIME_RECOVER', 6), 'news'],
    [
      'the push of what a look-up found',
      known('APPROVED', 5, 'lookup'),
      change('APPROVED', 3),
      'confirmation',
    ],
    ['another push after a look-up', known('PENDING', 5, 'lookup'), change('APPROVED', 6), 'news'],
    ['what a look-up had passed', known('REVERTED', 5, 'lookup'), change('APPROVED', 6), 'superseded'],
    ['what no look-up shows', known('PENDING', 5, 'lookup'), change('OVERTIME_RECOVER', 6), 'news'],
    ['a reopening after a look-up', known('APPROVED', 5, 'lookup'), change('PENDING', 10_005), 'news'],
  ])('%s', (_what, before, next, verdict) => {
    expect(judgeChange(before, next)).toBe(verdict);
  });

  it('leaves the newest state standing, in whatever order the pushes come', () => {
    const changes = fc.uniqueArray(
      fc.record({ status: fc.constantFrom(...STATUSES), changedAt: fc.nat(1_000) }),
      {
        selector: (c) => c.changedAt,
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(changes, (list) => {
        let state: KnownState | undefined;
        for (const { status, changedAt } of list) {
          if (judgeChange(state, change(status, changedAt)) === 'news') state = known(status, changedAt);
        }
        const newest = Math.max(...list.map((c) => c.changedAt));
        expect(state?.changedAt).toBe(newest);
      }),
    );
  });
});

describe('a change that is timed by its header alone', () => {
  const SECOND = 1_000;
  const NOW = 1_800_000_000_000;
  /** Written some time after it happened. */
  const late = (status: Status, changedAt: number, afterMs = 2 * SECOND) => ({
    ...change(status, changedAt + afterMs),
    source: 'header' as const,
  });
  const exact = (status: Status, changedAt: number) => ({
    ...change(status, changedAt),
    source: 'push' as const,
  });

  /** What each of some changes is taken for, one after the other. */
  function verdictsOn(changes: readonly (ReturnType<typeof late> | ReturnType<typeof exact>)[]) {
    let state: KnownState | undefined;
    const verdicts = changes.map((next) => {
      const verdict = judgeChange(state, next);
      if (verdict === 'news') state = { status: next.status, ...recordedTime(state, next) };
      else if (verdict === 'confirmation' && state) state = { ...state, ...confirmedState(state, next) };
      return verdict;
    });
    return { verdicts, state };
  }

  it.each([
    ['it comes first', [late('PENDING', NOW), exact('PENDING', NOW)]],
    ['it comes second', [exact('PENDING', NOW), late('PENDING', NOW)]],
  ])('counts once if the same change also comes with its time, and %s', (_when, changes) => {
    const { verdicts, state } = verdictsOn(changes);
    expect(verdicts).toEqual(['news', 'confirmation']);
    expect(state).toEqual({ status: 'PENDING', changedAt: NOW, knownBy: 'push' });
  });

  it('does not hide what happened before its header was written', () => {
    const { verdicts, state } = verdictsOn([late('PENDING', NOW), exact('APPROVED', NOW + SECOND)]);
    expect(verdicts).toEqual(['news', 'news']);
    expect(state).toMatchObject({ status: 'APPROVED', changedAt: NOW + SECOND });
  });

  it('does not bring back what was over when its header was written', () => {
    expect(verdictsOn([exact('APPROVED', NOW + SECOND), late('PENDING', NOW)]).verdicts).toEqual([
      'news',
      'superseded',
    ]);
  });

  it('is news if it goes on', () => {
    const changes = [
      exact('PENDING', NOW),
      late('APPROVED', NOW + SECOND),
      late('REVERTED', NOW + 60 * SECOND),
    ];
    expect(verdictsOn(changes).verdicts).toEqual(['news', 'news', 'news']);
  });
});

describe('a look-up', () => {
  const instance = (status: Instance['status'], reverted = false): Instance =>
    ({ status, reverted }) as Instance;

  it.each<[Status, Instance, boolean]>([
    ['APPROVED', instance('PENDING'), false],
    ['APPROVED', instance('APPROVED'), true],
    ['APPROVED', instance('CANCELED', true), true],
    ['REJECTED', instance('PENDING'), false],
    ['REVERTED', instance('APPROVED'), false],
    ['REVERTED', instance('CANCELED', true), true],
    ['OVERTIME_CLOSE', instance('PENDING'), true],
    ['PENDING', instance('APPROVED'), true],
  ])('for %s', (status, found, shows) => {
    expect(showsChange(found, status)).toBe(shows);
  });
});

describe('the chats of a status', () => {
  const entry = (id: string, statuses: Status[], note = '') => ({ chat: { id }, statuses, note });

  it('are those that list it, each once, by its first entry that matches', () => {
    const entries = [
      entry('oc_1', ['REJECTED'], 'first'),
      entry('oc_1', [...STATUSES], 'second'),
      entry('oc_2', ['APPROVED']),
    ];
    expect(chooseRoutes(entries, 'REJECTED').map((e) => [e.chat.id, e.note])).toEqual([['oc_1', 'first']]);
    expect(chooseRoutes(entries, 'APPROVED').map((e) => [e.chat.id, e.note])).toEqual([
      ['oc_1', 'second'],
      ['oc_2', ''],
    ]);
  });

  it('know which statuses are waited in', () => {
    expect(STATUSES.filter((status) => !isFinal(status))).toEqual(['PENDING', 'OVERTIME_RECOVER']);
  });
});

describe('late pushes of what a look-up had found', () => {
  it('add nothing, though the instance was approved, reopened and approved again meanwhile', () => {
    const HOUR = 3_600_000;
    const now = 1_800_000_000_000;
    let known: KnownState = { status: 'APPROVED', changedAt: now, knownBy: 'lookup' };
    const pushes = [
      ['PENDING', now - 3 * HOUR],
      ['APPROVED', now - 2 * HOUR],
      ['PENDING', now - HOUR],
      ['APPROVED', now + 500],
    ] as const;
    const verdicts = pushes.map(([status, changedAt]) => {
      const change = { instanceCode: 'I', approvalCode: 'A', status, changedAt };
      const verdict = judgeChange(known, change);
      if (verdict === 'confirmation') known = { ...known, ...confirmedState(known, change) };
      return verdict;
    });
    expect(verdicts).toEqual(['superseded', 'confirmation', 'superseded', 'confirmation']);
    expect(known).toEqual({ status: 'APPROVED', changedAt: now + 500, knownBy: 'push' });
  });
});
