import { join } from 'node:path';
import { expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import type { FeishuEvent } from '../../../src/feishu/events/envelope.ts';
import { createAccept } from '../../../src/relay/accept/accept.ts';
import { SILENT_OBSERVER } from '../../../src/relay/context/observe.ts';
import { StillClock } from '../../support/stillClock.ts';
import { openWorking } from '../../support/stores.ts';
import { tempFolder } from '../../support/tempFolder.ts';

it('events as large as may be, nearly two hundred at once, are committed all the same', async () => {
  const store = await openWorking({ kind: 'sqlite', path: join(tempFolder(), 'relay.db') });
  const ignore = (): void => undefined;
  const accept = createAccept({
    appId: 'cli_a',
    clock: new StillClock(),
    log: silentLog,
    observer: SILENT_OBSERVER,
    isMapped: () => true,
    add: (events) => store.inbox.add(events),
    joinChat: async () => false,
    leaveChat: async () => undefined,
    noteCommand: async () => undefined,
    forgetDefinition: ignore,
    markForLook: async () => undefined,
    onAccepted: ignore,
  });
  // The body of a request may have 1 MiB.
  const text = JSON.stringify({ note: 'x'.repeat(1_000_000) });
  const event = (i: number): FeishuEvent => ({
    id: `e${i}`,
    type: 'approval_instance',
    appId: 'cli_a',
    token: '',
    text,
    body: { approval_code: 'A', instance_code: `I${i}`, status: 'PENDING', operate_time: '1780000000000' },
  });
  await Promise.all(Array.from({ length: 180 }, (_, i) => accept(event(i))));
  expect(await store.inbox.counts()).toEqual({ waiting: 180, parked: 0 });
});
