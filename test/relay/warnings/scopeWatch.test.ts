import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { ScopeWatch } from '../../../src/relay/warnings/scopeWatch.ts';
import { step } from '../../support/step.ts';
import { StillClock } from '../../support/stillClock.ts';

const MINUTE = 60_000;
const watches: ScopeWatch[] = [];
afterEach(async () => {
  for (const watch of watches.splice(0)) await watch.stop();
});

function stage(granted: readonly string[] | undefined, needs = { tree: false, userIds: false }) {
  const clock = new StillClock();
  const standing = new Set<string>();
  let scopes = granted;
  let asked = 0;
  const watch = new ScopeWatch({
    ask: async () => {
      asked += 1;
      if (!scopes) throw new Error('no answer');
      return new Set(scopes);
    },
    warnings: {
      raise: (warning) => void standing.add(JSON.stringify(warning.ids)),
      over: (_code, api) => {
        for (const one of [...standing]) if (one.includes(`"${api}"`)) standing.delete(one);
      },
    },
    isWorking: () => true,
    conditionNeeds: () => needs,
    clock,
    log: silentLog,
  });
  watches.push(watch);
  return {
    again: () => watch.again(),
    asked: () => asked,
    standing: () => [...standing],
    grant: (...more: string[]) => {
      scopes = more;
    },
    async pass(minutes: number) {
      for (let i = 0; i < minutes; i += 1) await step(clock, MINUTE);
    },
  };
}

describe('the scopes that the app needs', () => {
  it('are named if they are missing, until they are granted', async () => {
    const { asked, standing, grant, pass } = stage(['approval:approval:readonly', 'im:message']);
    await pass(1);
    expect(standing()).toEqual([
      '{"api":"approval.subscribe","scopes":["approval:approval","approval:definition"]}',
    ]);
    grant('approval:approval:readonly', 'im:message', 'approval:definition');
    await pass(11);
    expect(standing()).toEqual([]);
    const before = asked();
    await pass(120);
    expect(asked()).toBe(before);
  });

  it('are more if conditions ask for departments, and are checked again with a changed configuration', async () => {
    const needs = { tree: false, userIds: false };
    const { again, standing, grant, pass } = stage(['approval:approval', 'im:message'], needs);
    await pass(1);
    expect(standing()).toEqual([]);
    needs.tree = true;
    again();
    await pass(1);
    expect(standing()).toEqual([expect.stringContaining('contact:department.organize:readonly')]);
    grant('approval:approval', 'im:message', 'contact:department.organize:readonly');
    await pass(11);
    expect(standing()).toEqual([]);
  });

  it('are asked for again if Feishu does not answer, and are not missing meanwhile', async () => {
    const { asked, standing, grant, pass } = stage(undefined);
    await pass(3);
    expect(asked()).toBeGreaterThan(1);
    expect(standing()).toEqual([]);
    grant('approval:approval', 'im:message:send_as_bot');
    await pass(2);
    expect(standing()).toEqual([]);
  });
});
