import { afterEach, describe, expect, it } from 'vitest';
import type { Warning } from '../../../src/approval/warning.ts';
import { silentLog } from '../../../src/base/log.ts';
import { TaskWatch } from '../../../src/relay/warnings/taskWatch.ts';
import { step } from '../../support/step.ts';
import { StillClock } from '../../support/stillClock.ts';

const watches: TaskWatch[] = [];
afterEach(async () => {
  for (const watch of watches.splice(0)) await watch.stop();
});

function stage({ cameBefore = false } = {}) {
  const clock = new StillClock();
  let standing: Warning | undefined;
  let isNoted = cameBefore;
  const watch = new TaskWatch({
    ledger: {
      tasksEverPushed: async () => isNoted,
      noteTasksPushed: async () => {
        isNoted = true;
      },
    },
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
  });
  watches.push(watch);
  return {
    found: watch.stepsFound,
    came: (type: string, reason = 'other-type') =>
      watch.eventEnded({ eventId: 'e', type, result: 'ignored', reason }),
    warning: () => standing,
    isNoted: () => isNoted,
    async pass(minutes: number) {
      for (let i = 0; i < 2 * minutes; i += 1) await step(clock, 30_000);
    },
  };
}

describe('task events that Feishu never pushes', () => {
  it('are named once steps were found to have changed, and until one comes', async () => {
    const { found, came, warning, isNoted, pass } = stage();
    found('B');
    found('A');
    await pass(5);
    expect(warning()).toBeUndefined();
    await pass(6);
    expect(warning()).toEqual({ code: 'tasks-never-pushed', ids: { approvals: ['A', 'B'] } });
    came('approval_instance', '');
    came('approval_task', 'foreign');
    expect(warning()).toBeDefined();
    came('approval_task');
    expect(warning()).toBeUndefined();
    found('A');
    await pass(12);
    expect(warning()).toBeUndefined();
    expect(isNoted()).toBe(true);
  });

  it('are not named if one comes a little later than the look-up, or came before', async () => {
    const late = stage();
    late.found('A');
    await late.pass(6);
    late.came('approval_task');
    const before = stage({ cameBefore: true });
    before.found('A');
    for (const { pass, warning } of [late, before]) {
      await pass(12);
      expect(warning()).toBeUndefined();
    }
  });
});
