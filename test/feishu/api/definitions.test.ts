import { expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { createDefinitions } from '../../../src/feishu/api/definitions.ts';
import type { FeishuClient } from '../../../src/feishu/client/client.ts';
import { StillClock } from '../../support/stillClock.ts';

/** Definitions while nothing may be asked for: for a moment, or until a person adds the scope. */
function paused(isHeld: boolean) {
  const clock = new StillClock();
  const client = {
    isPaused: () => true,
    troubles: () => (isHeld ? [{ code: 'scope-missing', api: 'approval.get' }] : []),
  } as unknown as FeishuClient;
  return createDefinitions(client, clock, silentLog);
}

it('nothing is decided by a definition that may be had in a moment', async () => {
  const definitions = paused(false);
  expect(await definitions.of('A', 'zh-CN')).toEqual([]);
  expect(definitions.failure('A', 'zh-CN')).toBeDefined();
});

it('without the scope it counts as not to be had', async () => {
  const definitions = paused(true);
  expect(await definitions.of('A', 'zh-CN')).toEqual([]);
  expect(definitions.failure('A', 'zh-CN')).toBeUndefined();
});
