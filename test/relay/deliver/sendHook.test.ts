import { expect, it } from 'vitest';
import { createDeliverContext } from '../../../src/relay/deliver/deliver.ts';
import { Interrupted, LeaseEnding } from '../../../src/relay/deliver/interrupted.ts';
import { sendHook } from '../../../src/relay/deliver/sendHook.ts';
import { event, RELAYED } from '../../support/stores.ts';
import { POST, stage } from './stage.ts';

const HOOK = 'hook:erp';
const CONFIG = `${POST}hooks: [{ name: erp, url: "https://127.0.0.1:9/", secret: a-secret-of-thirty-two-characters, allowPrivate: true }]
`;

/** A change that waits for the hook, by this configuration. */
async function waitingFor(config: string) {
  const staged = await stage(config);
  const { store, clock } = staged;
  await store.inbox.add([event('e1')]);
  const [change] = await store.inbox.dueChanges(clock.now(), 1);
  if (!change) throw new Error('nothing is due');
  await store.work.finishChange(change, { ...RELAYED, announcements: [], hooks: [HOOK] }, clock.now());
  const row = (await store.outbox.nextDelivery(HOOK, clock.now(), 1))?.delivery;
  if (row?.kind !== 'hook') throw new Error('no hook is due');
  return { ...staged, row };
}

it.each([
  ['the approval', CONFIG.replace('A1:', 'B2:')],
  [
    'the approval from the hook',
    CONFIG.replace('approvals: {', 'approvals: { B2: { chats: [oc_1] },').replace(
      'erp,',
      'erp, approvals: [B2],',
    ),
  ],
])('ends without a request if the configuration has dropped %s', async (_, config) => {
  const { context, ends, row } = await waitingFor(config);
  await sendHook(createDeliverContext(context), row);
  expect(ends).toMatchObject([{ kind: 'hook', result: 'suppressed', reason: 'unmapped' }]);
});

it('is left as marked if the lease ends between the mark and the request', async () => {
  const { context, row } = await waitingFor(CONFIG);
  const answers = [true, false];
  const ending = createDeliverContext({ ...context, mayWorkFor: () => answers.shift() ?? false });
  const thrown = await sendHook(ending, row).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(Interrupted);
  expect((thrown as Interrupted).cause).toBeInstanceOf(LeaseEnding);
  expect((thrown as Interrupted).hasLeft).toBe(false);
});
