import { expect, it } from 'vitest';
import { createDeliverContext } from '../../../src/relay/deliver/deliver.ts';
import { Interrupted, LeaseEnding } from '../../../src/relay/deliver/interrupted.ts';
import { sendHook } from '../../../src/relay/deliver/sendHook.ts';
import { event, RELAYED } from '../../support/stores.ts';
import { POST, stage } from './stage.ts';

const HOOK = 'hook:erp';
const CONFIG = `${POST}hooks: [{ name: erp, url: "https://127.0.0.1:9/", secret: a-secret-of-thirty-two-characters, allowPrivate: true }]
`;

it('is left as marked if the lease ends between the mark and the request', async () => {
  const { context, store, clock } = await stage(CONFIG);
  await store.inbox.add([event('e1')]);
  const [change] = await store.inbox.dueChanges(clock.now(), 1);
  if (!change) throw new Error('nothing is due');
  await store.work.finishChange(change, { ...RELAYED, announcements: [], hooks: [HOOK] }, clock.now());
  const row = (await store.outbox.nextDelivery(HOOK, clock.now(), 1))?.delivery;
  if (row?.kind !== 'hook') throw new Error('no hook is due');

  const answers = [true, false];
  const ending = createDeliverContext({ ...context, mayWorkFor: () => answers.shift() ?? false });
  const thrown = await sendHook(ending, row).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(Interrupted);
  expect((thrown as Interrupted).cause).toBeInstanceOf(LeaseEnding);
  expect((thrown as Interrupted).hasLeft).toBe(false);
});
