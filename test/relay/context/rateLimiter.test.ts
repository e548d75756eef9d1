import { describe, expect, it } from 'vitest';
import {
  createRateLimiters,
  limiterOf,
  RateLimiter,
  type Slot,
} from '../../../src/relay/context/rateLimiter.ts';
import { step } from '../../support/step.ts';
import { StillClock } from '../../support/stillClock.ts';

/** Whether a request to this target may start now; if so, none is made. */
async function isFree(limiter: RateLimiter, target: string): Promise<boolean> {
  let isTaken = false;
  void limiter.take(target).then((slot) => {
    isTaken = true;
    slot.unused();
  });
  await new Promise((resolve) => setImmediate(resolve));
  return isTaken;
}

async function request(limiter: RateLimiter, target: string): Promise<void> {
  (await limiter.take(target)).answered();
}

describe('a rate limiter', () => {
  it('lets so many requests a second through to each target by itself', async () => {
    const clock = new StillClock();
    const limiter = new RateLimiter(clock, 2);
    await request(limiter, 'oc_1');
    await request(limiter, 'oc_1');
    expect(await isFree(limiter, 'oc_1')).toBe(false);
    expect(await isFree(limiter, 'oc_2')).toBe(true);
    await step(clock, 1_000);
    expect(await isFree(limiter, 'oc_1')).toBe(true);
  });

  it('counts a request until a second after its answer', async () => {
    const clock = new StillClock();
    const limiter = new RateLimiter(clock, 1);
    const slot = await limiter.take('oc_1');
    await step(clock, 5_000);
    slot.answered();
    await step(clock, 900);
    expect(await isFree(limiter, 'oc_1')).toBe(false);
    await step(clock, 200);
    expect(await isFree(limiter, 'oc_1')).toBe(true);
  });

  it('lets one request through at a time, and no more than the limit, however many ask at once', async () => {
    const clock = new StillClock();
    const limiter = new RateLimiter(clock, 2);
    const taken: Slot[] = [];
    for (let i = 0; i < 4; i += 1) void limiter.take('oc_1').then((slot) => taken.push(slot));
    await step(clock, 0);
    expect(taken).toHaveLength(1);
    taken[0]?.answered();
    await step(clock, 0);
    expect(taken).toHaveLength(2);
    taken[1]?.answered();
    await step(clock, 900);
    expect(taken).toHaveLength(2);
    await step(clock, 100);
    expect(taken).toHaveLength(3);
  });

  it('counts no request that was not made, and none twice', async () => {
    const clock = new StillClock();
    const limiter = new RateLimiter(clock, 1);
    const slot = await limiter.take('oc_1');
    slot.unused();
    slot.answered();
    expect(await isFree(limiter, 'oc_1')).toBe(true);
    const made = await limiter.take('oc_1');
    made.answered();
    made.unused();
    expect(await isFree(limiter, 'oc_1')).toBe(false);
  });

  it('lets a buzz through at once, and counts it', async () => {
    const limiter = new RateLimiter(new StillClock(), 1);
    await request(limiter, 'om_1');
    limiter.takeAtOnce('om_1').answered();
    expect(await isFree(limiter, 'om_1')).toBe(false);
  });

  it('counts what an earlier process sent', async () => {
    const clock = new StillClock();
    const limiter = new RateLimiter(clock, 1);
    limiter.remember('oc_1', clock.now() - 100);
    expect(await isFree(limiter, 'oc_1')).toBe(false);
    await step(clock, 1_000);
    expect(await isFree(limiter, 'oc_1')).toBe(true);
  });

  it('pauses for as long as Feishu asks, and never shorter than it asked before', async () => {
    const clock = new StillClock();
    const limiter = new RateLimiter(clock, 5);
    limiter.pause('oc_1', 30_000);
    limiter.pause('oc_1', 1_000);
    await step(clock, 29_000);
    expect(await isFree(limiter, 'oc_1')).toBe(false);
    await step(clock, 2_000);
    expect(await isFree(limiter, 'oc_1')).toBe(true);
  });

  it('lets what cannot wait go first, and not at all if its turn does not come soon', async () => {
    const clock = new StillClock();
    const limiter = new RateLimiter(clock, 1);
    const first = await limiter.take('oc_1');
    const order: string[] = [];
    const waits = limiter.take('oc_1').then((slot) => {
      order.push('waits');
      slot.answered();
    });
    const soon = limiter.takeSoon('oc_1', 2_000).then((slot) => {
      order.push('soon');
      slot?.answered();
    });
    first.answered();
    while (order.length < 2) await step(clock, 500);
    await Promise.all([waits, soon]);
    expect(order).toEqual(['soon', 'waits']);

    limiter.pause('oc_1', 60_000);
    const late = limiter.takeSoon('oc_1', 2_000);
    await step(clock, 2_000);
    expect(await late).toBeUndefined();
    // It takes up nothing of what comes after the pause.
    await step(clock, 60_000);
    expect(await isFree(limiter, 'oc_1')).toBe(true);
  });
});

describe('the rate limiters of deliveries', () => {
  it('count new messages and replies in their chat, updates and buzzes in their message', () => {
    const limiters = createRateLimiters(new StillClock(), { chatPerSecond: 4 });
    for (const api of ['message.create', 'message.reply'])
      expect(limiterOf(limiters, api)).toBe(limiters.chats);
    for (const api of ['message.patch', 'message.urgentApp'])
      expect(limiterOf(limiters, api)).toBe(limiters.messages);
  });
});
