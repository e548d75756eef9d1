import { expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { createPeople } from '../../../src/feishu/api/people.ts';
import type { FeishuClient } from '../../../src/feishu/client/client.ts';
import { StillClock } from '../../support/stillClock.ts';

it('nobody waits for names that are at hand', async () => {
  const clock = new StillClock();
  let calls = 0;
  const client = {
    isPaused: () => false,
    turn: async () => ({ done: () => undefined }),
    call: async () => {
      calls += 1;
      return new Map([['ou_1', '张三']]);
    },
  } as unknown as FeishuClient;
  const people = createPeople(client, clock, silentLog);
  const names = { people: new Map([['ou_1', '张三']]), departments: new Map() };
  expect(await people.namesOf(['ou_1', 'ou_2', 'no id'], [])).toEqual(names);
  let timers = 0;
  clock.at = () => {
    timers += 1;
    return () => undefined;
  };
  // Of the second nothing is known for now, which is known, too.
  expect(await people.namesOf(['ou_1', 'ou_2', 'no id'], [])).toEqual(names);
  expect({ calls, timers }).toEqual({ calls: 1, timers: 0 });
});
