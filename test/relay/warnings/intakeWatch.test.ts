import { afterEach, describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../../src/base/clock.ts';
import { asIs } from '../../../src/base/language.ts';
import { silentLog } from '../../../src/base/log.ts';
import { IntakeState, watchIntake } from '../../../src/relay/warnings/intakeWatch.ts';
import { step } from '../../support/step.ts';

const watches: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const watch of watches.splice(0)) await watch.stop();
});

function stage() {
  const clock = new ShiftableClock();
  const intake = new IntakeState();
  let fault: string | undefined;
  let standing: unknown;
  let backs = 0;
  watches.push(
    watchIntake({
      fault: () => intake.fault(),
      warnings: {
        raise: (warning) => {
          standing = warning;
        },
        over: () => {
          standing = undefined;
        },
      },
      clock,
      log: silentLog,
      onBack: () => {
        backs += 1;
      },
    }),
  );
  return {
    intake,
    open: () =>
      intake.opened(
        { isListening: () => true },
        { fault: () => (fault === undefined ? undefined : asIs(fault)) },
      ),
    fails: (why?: string) => {
      fault = why;
    },
    standing: () => standing,
    backs: () => backs,
    async pass(seconds: number) {
      for (let left = seconds; left > 0; left -= 5) await step(clock, 5_000);
    },
  };
}

describe('an intake that takes no events', () => {
  it('is one that is not open yet', () => {
    const { intake, open } = stage();
    expect(intake.fault()?.en).toBe('the intake is not open yet');
    open();
    expect(intake.fault()).toBeUndefined();
  });

  it('is warned of after five minutes, until it is back', async () => {
    const { open, fails, standing, pass } = stage();
    open();
    fails('the long connection is closed');
    await pass(240);
    expect(standing()).toBeUndefined();
    await pass(90);
    expect(standing()).toEqual({
      code: 'intake-down',
      ids: {},
      details: { said: 'the long connection is closed' },
    });
    fails();
    await pass(10);
    expect(standing()).toBeUndefined();
  });

  it('may have missed something if it was down for over a minute', async () => {
    const { open, fails, backs, pass } = stage();
    open();
    await pass(10);
    fails('closed');
    await pass(30);
    fails();
    await pass(10);
    expect(backs()).toBe(0);
    fails('closed');
    await pass(80);
    fails();
    await pass(10);
    expect(backs()).toBe(1);
    await pass(60);
    expect(backs()).toBe(1);
  });
});
