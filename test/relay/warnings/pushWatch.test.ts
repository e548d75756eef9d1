import { afterEach, describe, expect, it } from 'vitest';
import type { Warning } from '../../../src/approval/warning.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { EventEnd } from '../../../src/relay/context/observe.ts';
import { PushWatch } from '../../../src/relay/warnings/pushWatch.ts';
import { FINDING_TYPE } from '../../../src/store/reconcile/findings.ts';
import { step } from '../../support/step.ts';
import { StillClock } from '../../support/stillClock.ts';

const watches: PushWatch[] = [];
afterEach(async () => {
  for (const watch of watches.splice(0)) await watch.stop();
});

function stage() {
  const clock = new StillClock();
  let standing: Warning | undefined;
  let isPushed = false;
  const watch = new PushWatch({
    ledger: { everPushed: async () => isPushed },
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
  const end = (type: string, approvalCode: string, reason = ''): void => {
    const result: EventEnd['result'] = reason === '' ? 'relayed' : 'suppressed';
    watch.eventEnded({ eventId: 'e', type, result, reason, instanceCode: 'I', approvalCode });
  };
  return {
    found: (approvalCode: string, reason?: string) => end(FINDING_TYPE, approvalCode, reason),
    pushed: (reason?: string) => end('approval_instance', 'A', reason),
    wasPushed: () => {
      isPushed = true;
    },
    warning: () => standing,
    async pass(minutes: number) {
      for (let i = 0; i < 2 * minutes; i += 1) await step(clock, 30_000);
    },
  };
}

describe('events that Feishu never pushes', () => {
  it('are named once changes are found that nobody pushed, and until one is', async () => {
    const { found, pushed, warning, pass } = stage();
    await pass(5);
    expect(warning()).toBeUndefined();
    found('B');
    found('A', 'filtered');
    await pass(1);
    expect(warning()).toBeUndefined();
    await pass(2);
    expect(warning()).toEqual({ code: 'never-pushed', ids: { approvals: ['A', 'B'] } });
    pushed();
    expect(warning()).toBeUndefined();
    await pass(5);
    expect(warning()).toBeUndefined();
  });

  it('are not named if the push comes a little later than the look-up', async () => {
    const { found, pushed, warning, pass } = stage();
    found('A');
    await pass(1);
    pushed('duplicate');
    await pass(5);
    expect(warning()).toBeUndefined();
  });

  it('are not named if Feishu has pushed before', async () => {
    const { found, wasPushed, warning, pass } = stage();
    wasPushed();
    found('A');
    await pass(5);
    expect(warning()).toBeUndefined();
  });

  it('are not proved by what was pushed after all, nor by what is no news', async () => {
    const { found, warning, pass } = stage();
    found('A', 'duplicate');
    found('A', 'superseded');
    await pass(5);
    expect(warning()).toBeUndefined();
  });
});
