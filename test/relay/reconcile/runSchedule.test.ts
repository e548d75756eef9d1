import { describe, expect, it } from 'vitest';
import { AT_START, afterRun, afterWake, type RunEnd } from '../../../src/relay/reconcile/runSchedule.ts';

const MINUTE = 60_000;
/** While a run takes place. */
const RUNNING = { ...AT_START, due: undefined };

function ended(stopped: RunEnd['stopped'], listsFrom?: number) {
  return afterRun(RUNNING, { reason: 'the start', stopped, listsFrom }, MINUTE);
}

describe('the schedule of reconcile runs', () => {
  it('has no run due after one that is through', () => {
    expect(ended(undefined).due).toBeUndefined();
    expect(ended(undefined, 2 * MINUTE)).toEqual({
      due: 'what was listed a moment ago',
      notBefore: 2 * MINUTE,
    });
  });

  it.each([
    ['called-off', 1],
    ['unreachable', 6],
    ['fault', 6],
    ['refused', 61],
    ['month', 61],
  ] as const)(
    'continues later after one that ended early, and at once when it is woken: %s',
    (why, minutes) => {
      expect(ended(why)).toEqual({ due: 'the start', notBefore: minutes * MINUTE });
      expect(afterWake(ended(why), 'a wake')).toEqual(AT_START);
    },
  );

  it('keeps a run that was asked for meanwhile', () => {
    const woken = afterWake(RUNNING, 'a wake');
    expect(afterRun(woken, { reason: 'the start', stopped: undefined }, MINUTE)).toEqual(woken);
  });
});
