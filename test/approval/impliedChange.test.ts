import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownState } from '../../src/approval/change.ts';
import {
  type ImpliedChange,
  impliedChange,
  impliedDeletion,
  isNewsBeside,
  newestTime,
  SETTLED_MS,
} from '../../src/approval/impliedChange.ts';
import type { Instance } from '../../src/approval/instance.ts';
import { STATUSES, type Status } from '../../src/approval/status.ts';
import { readInstance } from '../../src/feishu/api/instances.ts';

const NOW = 1_780_000_000_000;
const LATE = NOW + 86_400_000;

const instance = (status: Instance['status'], endedAt = NOW + 60_000, reverted = false): Instance =>
  readInstance(
    {
      status,
      reverted,
      start_time: String(NOW - 1_000),
      end_time: status === 'PENDING' ? '0' : String(endedAt),
    },
    'I-1',
  );
const known = (status: Status, knownBy: KnownState['knownBy'] = 'push', changedAt = NOW): KnownState => ({
  status,
  changedAt,
  knownBy,
});
const implied = (found: Instance, beside?: KnownState, lookedAt = LATE): ImpliedChange | undefined =>
  impliedChange(found, beside, lookedAt);

describe('what a look-up implies', () => {
  it('is the state of an instance that was never pushed, at its newest time', () => {
    expect(implied(instance('PENDING'))).toEqual({ status: 'PENDING', changedAt: NOW - 1_000 });
    expect(implied(instance('REJECTED'))).toEqual({ status: 'REJECTED', changedAt: NOW + 60_000 });
  });

  it('calls CANCELED with "reverted" what it is: REVERTED', () => {
    expect(implied(instance('CANCELED', NOW + 5, true), known('APPROVED'))?.status).toBe('REVERTED');
    expect(implied(instance('CANCELED'), known('PENDING'))?.status).toBe('CANCELED');
  });

  it('is nothing if the status is unknown, or there is no time', () => {
    expect(implied(instance('UNKNOWN'))).toBeUndefined();
    expect(implied(readInstance({ status: 'APPROVED' }, 'I-1'))).toBeUndefined();
  });

  it('is dated by the newest time of all that happened to it', () => {
    const at = (n: number): string => String(NOW + n);
    const busy = readInstance(
      {
        status: 'APPROVED',
        start_time: at(0),
        end_time: at(30),
        task_list: [{ start_time: at(1), end_time: at(20) }],
        timeline: [{ type: 'PASS', create_time: at(31) }],
        comment_list: [{ comment: '好', create_time: at(40) }],
      },
      'I-1',
    );
    expect(newestTime(busy)).toBe(NOW + 40);
  });

  it.each<[Status, Instance, boolean]>([
    ['PENDING', instance('PENDING'), false],
    ['PENDING', instance('APPROVED', NOW - 5), true],
    ['OVERTIME_RECOVER', instance('PENDING'), false],
    ['OVERTIME_RECOVER', instance('APPROVED', NOW - 5), true],
    ['OVERTIME_CLOSE', instance('PENDING'), false],
    ['OVERTIME_CLOSE', instance('CANCELED', NOW - 5), false],
    ['OVERTIME_CLOSE', instance('APPROVED', NOW + 5), true],
    ['APPROVED', instance('CANCELED', NOW - 5, true), true],
    ['APPROVED', instance('PENDING'), false],
    ['REVERTED', instance('CANCELED', NOW + 5, true), false],
    ['REVERTED', instance('CANCELED', NOW + 5), false],
    ['REVERTED', instance('APPROVED', NOW - 5), false],
    ['CANCELED', instance('CANCELED', NOW + 5), false],
    ['DELETED', instance('PENDING'), false],
  ])('compared with %s: %#', (recorded, found, isNews) => {
    expect(implied(found, known(recorded)) !== undefined).toBe(isNews);
  });

  it.each<Status>(['OVERTIME_CLOSE', 'REVERTED'])(
    'leaves %s alone if people only comment or copy',
    (recorded) => {
      const withParts = (parts: object): Instance =>
        readInstance(
          { status: 'REJECTED', start_time: String(NOW - 9), end_time: String(NOW - 5), ...parts },
          'I-1',
        );
      const later = { create_time: String(NOW + 9) };
      const commented = {
        comment_list: [{ comment: '为什么', ...later }],
        timeline: [{ type: 'CC', ...later }],
      };
      expect(implied(withParts(commented), known(recorded))).toBeUndefined();
      const status = 'REJECTED';
      expect(implied(withParts({ timeline: [{ type: 'REJECT', ...later }] }), known(recorded))).toMatchObject(
        { status },
      );
      expect(implied(withParts({ end_time: String(NOW + 9) }), known(recorded))).toMatchObject({ status });
      expect(implied(withParts({ ...commented, status: 'DELETED' }), known(recorded))?.status).toBe(
        'DELETED',
      );
    },
  );

  it('reopens what ended only if something happened since', () => {
    const again = readInstance(
      { status: 'PENDING', start_time: String(NOW - 9), task_list: [{ start_time: String(NOW + 9) }] },
      'I-1',
    );
    expect(implied(again, known('APPROVED'))).toEqual({ status: 'PENDING', changedAt: NOW + 9 });
  });

  it('proves nothing if it began before the recorded change, or right after it', () => {
    expect(implied(instance('APPROVED'), known('PENDING'), NOW + SETTLED_MS - 1)).toBeUndefined();
    expect(implied(instance('APPROVED'), known('PENDING'), NOW + SETTLED_MS)).toBeDefined();
  });

  it('is a deletion if Feishu does not know it any more, once', () => {
    expect(impliedDeletion(instance('PENDING'), known('PENDING'), LATE)).toEqual({
      status: 'DELETED',
      changedAt: NOW + 1,
    });
    expect(impliedDeletion(undefined, known('APPROVED'), LATE)?.changedAt).toBe(NOW + 1);
    expect(impliedDeletion(undefined, known('DELETED'), LATE)).toBeUndefined();
  });

  it('brings back what we had taken for deleted, and leaves alone what Feishu said was', () => {
    expect(implied(instance('PENDING'), known('DELETED', 'lookup'))?.status).toBe('PENDING');
    expect(implied(instance('PENDING'), known('DELETED', 'push'))).toBeUndefined();
  });
});

describe('whatever is recorded and whatever is found', () => {
  const times = fc.integer({ min: NOW - 1_000_000, max: NOW + 1_000_000 });
  const states = fc.record({
    status: fc.constantFrom(...STATUSES),
    changedAt: times,
    knownBy: fc.constantFrom('push' as const, 'lookup' as const),
  });
  const instances = fc
    .record({
      status: fc.constantFrom('PENDING', 'APPROVED', 'REJECTED', 'CANCELED', 'DELETED', 'OTHER'),
      reverted: fc.boolean(),
      start_time: times.map(String),
      end_time: fc.oneof(fc.constant('0'), times.map(String)),
      timeline: fc.array(fc.record({ type: fc.constant('PASS'), create_time: times.map(String) })),
    })
    .map((data) => readInstance(data, 'I-1'));
  const looks = times.map((at) => at + 500_000);

  it('the time moves forward, and is one of the instance or 1 ms later', () => {
    fc.assert(
      fc.property(instances, states, looks, (found, recorded, lookedAt) => {
        const change = impliedChange(found, recorded, lookedAt);
        if (!change) return;
        expect(change.changedAt).toBeGreaterThan(recorded.changedAt);
        expect([newestTime(found), recorded.changedAt + 1]).toContain(change.changedAt);
      }),
    );
  });

  it('REVERTED never becomes CANCELED, OVERTIME_* never PENDING, and nothing becomes what it is', () => {
    fc.assert(
      fc.property(instances, states, looks, (found, recorded, lookedAt) => {
        const change = impliedChange(found, recorded, lookedAt);
        if (recorded.status === 'REVERTED') expect(change?.status).not.toBe('CANCELED');
        if (recorded.status.startsWith('OVERTIME')) expect(change?.status).not.toBe('PENDING');
        expect(change?.status).not.toBe(recorded.status);
        // A look-up has another name for these, so it never makes them up.
        expect(change?.status.startsWith('OVERTIME') ?? false).toBe(false);
      }),
    );
  });

  it('what was found once is news no more once it is recorded', () => {
    fc.assert(
      fc.property(instances, fc.option(states, { nil: undefined }), looks, (found, recorded, lookedAt) => {
        const change = impliedChange(found, recorded, lookedAt);
        if (!change) return;
        expect(isNewsBeside(recorded, change, lookedAt)).toBe(true);
        const after: KnownState = { ...change, knownBy: 'lookup' };
        expect(impliedChange(found, after, lookedAt)).toBeUndefined();
        expect(isNewsBeside(after, change, lookedAt)).toBe(false);
      }),
    );
  });
});
