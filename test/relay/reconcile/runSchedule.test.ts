import { describe, expect, it } from 'vitest';
import {
  AT_START,
  afterRun,
  afterWake,
  atRun,
  type RunEnd,
} from '../../../src/relay/reconcile/runSchedule.ts';

const MINUTE = 60_000;
const AFTER_WAKE = atRun(afterWake(AT_START, 'a wake'), 0);

function ended(stopped: RunEnd['stopped'], listsInMs?: number) {
  return afterRun(AFTER_WAKE, { reason: 'the start', stopped, listsInMs }, MINUTE);
}

describe('the schedule of reconcile runs', () => {
  it('has no run due after one that is through', () => {
    expect(ended(undefined).due).toBeUndefined();
    expect(ended(undefined, MINUTE)).toMatchObject({
      due: 'what was listed a moment ago',
      notBefore: 2 * MINUTE,
    });
  });

  it.each([
    ['unreachable', 6, false],
    ['fault', 6, false],
    ['refused', 61, true],
    ['month', 61, true],
  ] as const)('continues later after one that ended early: %s', (why, minutes, isBarred) => {
    const notBefore = minutes * MINUTE;
    expect(ended(why)).toMatchObject({ due: 'the start', notBefore, isBarred });
    const woken = afterWake(ended(why), 'another wake');
    expect(woken).toMatchObject({ due: 'the start', notBefore: isBarred ? notBefore : 10 * MINUTE });
  });

  it('continues at once after one that was called off, and starts a woken one ten minutes after the last', () => {
    expect(ended('called-off')).toMatchObject({ due: 'the start', notBefore: Number.NEGATIVE_INFINITY });
    expect(afterWake(AFTER_WAKE, 'a wake')).toMatchObject({ due: 'a wake', notBefore: 10 * MINUTE });
  });
});
