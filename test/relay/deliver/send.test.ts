import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../src/approval/delivery.ts';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { createDeliverContext } from '../../../src/relay/deliver/deliver.ts';
import { Interrupted, LeaseEnding } from '../../../src/relay/deliver/interrupted.ts';
import { send } from '../../../src/relay/deliver/send.ts';
import { event, nextDelivery, relay } from '../../support/stores.ts';
import { LIVE, POST, refusal, stage } from './stage.ts';

/** The stages by themselves, with a first row that is due. */
async function stages(config = POST) {
  const own = await stage(config);
  const context = createDeliverContext(own.context);
  await relay(own.store, [event('e1')], ['oc_1'], own.clock.now());
  const next = async (): Promise<Delivery> => {
    const delivery = await nextDelivery(own.store, 'oc_1', own.clock.now());
    if (!delivery) throw new Error('nothing is due');
    return delivery;
  };
  return { ...own, context, next };
}

describe('a delivery on its way through the stages', () => {
  it('is posted with its key, and gives its turn back', async () => {
    const { context, next, requests, turns, ends } = await stages();
    const delivery = await next();
    expect(await send(context, delivery)).toBe('done');
    expect(requests).toMatchObject([{ api: 'message.create', target: 'oc_1', key: delivery.key }]);
    expect(ends).toMatchObject([{ result: 'sent', kind: 'card', code: 0, messageId: 'om_1' }]);
    expect(turns.length).toBeGreaterThan(0);
    expect(context.inFlight.size).toBe(0);
  });

  it('becomes an update if a living card stands', async () => {
    const { context, next, store, requests } = await stages(LIVE);
    await send(context, await next());
    await store.inbox.add([event('e2', { status: 'APPROVED', changedAt: 1_780_000_000_001 })]);
    const [change] = await store.inbox.dueChanges(1_780_000_000_000, 1);
    if (!change) throw new Error('nothing is due');
    const listed = { chat: 'oc_1', mode: 'live', isListed: true, rings: false, isHeld: false } as const;
    const composed = { reason: 'relayed', announcements: [listed], priority: 0, attempts: [] };
    await store.work.finishChange(change, { ...composed, was: 'PENDING' }, 1_780_000_000_000);
    await send(context, await next());
    expect(requests.map(({ api, target }) => [api, target])).toEqual([
      ['message.create', 'oc_1'],
      ['message.patch', 'om_1'],
    ]);
  });

  it('ends without a request if the configuration has no place for it', async () => {
    const { context, next, requests, ends } = await stages();
    await send(context, { ...(await next()), chat: 'oc_gone' });
    expect(requests).toEqual([]);
    expect(ends).toMatchObject([{ result: 'suppressed', reason: 'unmapped' }]);
  });

  it('that a newer one replaced while it waited makes no request', async () => {
    const { context, next, store, requests, ends } = await stages();
    const delivery = await next();
    await store.work.settleDelivery(delivery, { state: 'suppressed', reason: 'superseded' }, 1);
    expect(await send(context, delivery)).toBe('done');
    expect([requests, ends]).toEqual([[], []]);
  });

  it('is not begun by a process that may not work', async () => {
    const { context, next, mayWork, requests } = await stages();
    mayWork(false);
    expect(await send(context, await next())).toBe('not-now');
    expect(requests).toEqual([]);
  });

  it('is left as marked if the lease ends between the mark and the request', async () => {
    const { context, next, requests } = await stages();
    const answers = [true, false];
    const ending = { ...context, mayWorkFor: () => answers.shift() ?? false };
    const thrown = await send(ending, await next()).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Interrupted);
    expect((thrown as Interrupted).cause).toBeInstanceOf(LeaseEnding);
    expect((thrown as Interrupted).hasLeft).toBe(false);
    expect(requests).toEqual([]);
  });

  it('whose outcome is unknown waits with its key, and is parked when that does not hold any more', async () => {
    const { context, next, answers, clock, ends, requests } = await stages();
    answers(() => {
      throw new FeishuError('cut', {});
    });
    await send(context, await next());
    expect(ends).toMatchObject([{ result: 'retry', reason: 'unknown' }]);
    clock.advance(50 * 60_000);
    await send(context, await next());
    expect(ends.at(-1)).toMatchObject({ result: 'parked', reason: 'outcome-unknown' });
    expect(requests).toHaveLength(1);
  });

  it('that Feishu limits makes its chat wait, and nothing else', async () => {
    const { context, next, answers, clock, ends } = await stages();
    answers(() => {
      throw refusal(230020);
    });
    await send(context, await next());
    expect(ends).toMatchObject([{ result: 'retry', reason: 'retry', code: 230020 }]);
    let isReady = false;
    const ready = context.limiters.chats.take('oc_1').then(() => {
      isReady = true;
    });
    await context.limiters.chats.take('oc_2');
    expect(isReady).toBe(false);
    clock.advance(1_000);
    await ready;
  });
});
