import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { ChatWatch, type Membership } from '../../../src/relay/warnings/chatWatch.ts';
import { step } from '../../support/step.ts';
import { StillClock } from '../../support/stillClock.ts';

const MINUTE = 60_000;
const watches: ChatWatch[] = [];
afterEach(async () => {
  for (const watch of watches.splice(0)) await watch.stop();
});

function stage(members: Record<string, Membership['is']>, joined: Record<string, number> = {}) {
  const clock = new StillClock();
  const standing = new Set<string>();
  const asked: string[] = [];
  const known = new Map(Object.entries(joined).map(([chat, agoMs]) => [chat, clock.now() - agoMs]));
  let isWorking = true;
  const watch = new ChatWatch({
    chats: () => Object.keys(members),
    ask: async (chat) => {
      asked.push(chat);
      return { is: members[chat] ?? 'out', name: '群' };
    },
    ledger: { joinedChats: async () => known, noteJoined: async (chat, now) => void known.set(chat, now) },
    warnings: {
      raise: (warning) => void standing.add(JSON.stringify(warning.ids)),
      over: (_code, chat) => void standing.delete(JSON.stringify({ chat })),
    },
    isWorking: () => isWorking,
    clock,
    log: silentLog,
  });
  watches.push(watch);
  return {
    members,
    asked,
    standing: () => [...standing],
    known: () => [...known.keys()],
    works: (does: boolean) => {
      isWorking = does;
    },
    async pass(spanMs: number, stepMs = 1_000) {
      for (let passed = 0; passed < spanMs; passed += stepMs) await step(clock, stepMs);
    },
  };
}

describe('groups that the configuration names', () => {
  it('are asked about one after the other, and those without the bot are named until they have it', async () => {
    const { members, asked, standing, known, pass } = stage({ oc_1: 'in', oc_2: 'out', oc_3: 'in' });
    await pass(10_000);
    expect(asked).toEqual(['oc_1', 'oc_2', 'oc_3']);
    expect(standing()).toEqual(['{"chat":"oc_2"}']);
    expect(known()).toEqual(['oc_1', 'oc_3']);
    members.oc_2 = 'in';
    await pass(12 * MINUTE, MINUTE / 2);
    expect(asked.slice(3)).toEqual(['oc_2']);
    expect(standing()).toEqual([]);
  });

  it('are asked about ever more rarely, since each question is billed', async () => {
    const { asked, pass } = stage({ oc_1: 'out' });
    await pass(24 * 60 * MINUTE, 5 * MINUTE);
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.length).toBeLessThan(12);
  });

  it('are not asked about if the answer is recent', async () => {
    const day = 1_440 * MINUTE;
    const { asked, pass } = stage({ oc_1: 'in', oc_2: 'in' }, { oc_1: 3 * day, oc_2: 40 * day });
    await pass(10_000);
    expect(asked).toEqual(['oc_2']);
  });

  it('cause no warning if the app may not ask', async () => {
    const { asked, standing, pass } = stage({ oc_1: 'unknown', oc_2: 'out' });
    await pass(30 * MINUTE, MINUTE);
    expect(asked).toEqual(['oc_1']);
    expect(standing()).toEqual([]);
  });

  it('are asked about by the worker alone', async () => {
    const { asked, works, pass } = stage({ oc_1: 'in' });
    works(false);
    await pass(2 * MINUTE, MINUTE / 2);
    expect(asked).toEqual([]);
    works(true);
    await pass(2 * MINUTE, MINUTE / 2);
    expect(asked).toEqual(['oc_1']);
  });
});
