import { describe, expect, it } from 'vitest';
import { createRateLimiters, limiterOf, RateLimiter } from '../../../src/relay/deliver/rateLimiter.ts';
import { step } from '../../support/step.ts';
import { StillClock } from '../../support/stillClock.ts';

/** Whether a request to this target may start now. */
async function isReady(limiter: RateLimiter, target: string): Promise<boolean> {
  let ready = false;
  void limiter.ready(target).then(() => {
    ready = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return ready;
}

function request(limiter: RateLimiter, target: string): void {
  limiter.start(target);
  limiter.answered(target);
}

describe('a rate limiter', () => {
  it('lets so many requests a second through to each target by itself', async () => {
    const clock = new StillClock();
    const limiter = new RateLimiter(clock, 2);
    request(limiter, 'oc_1');
    request(limiter, 'oc_1');
    expect(await isReady(limiter, 'oc_1')).toBe(false);
    expect(await isReady(limiter, 'oc_2')).toBe(true);
    await step(clock, 1_000);
    expect(await isReady(limiter, 'oc_1')).toBe(true);
  });

  it('counts a request until a second after its answer', async () => {
    const clock = new StillClock();
    const limiter = new RateLimiter(clock, 1);
    limiter.start('oc_1');
    await step(clock, 5_000);
    limiter.answered('oc_1');
    await step(clock, 900);
    expect(await isReady(limiter, 'oc_1')).toBe(false);
    await step(clock, 200);
    expect(await isReady(limiter, 'oc_1')).toBe(true);
  });

  it('counts what an earlier process sent', async () => {
    const clock = new StillClock();
    const limiter = new RateLimiter(clock, 1);
    limiter.remember('oc_1', clock.now() - 100);
    expect(await isReady(limiter, 'oc_1')).toBe(false);
    await step(clock, 1_000);
    expect(await isReady(limiter, 'oc_1')).toBe(true);
  });

  it('keeps still for as long as it is told, and no shorter than it was told before', async () => {
    const clock = new StillClock();
    const limiter = new RateLimiter(clock, 5);
    limiter.pause('oc_1', 30_000);
    limiter.pause('oc_1', 1_000);
    await step(clock, 29_000);
    expect(await isReady(limiter, 'oc_1')).toBe(false);
    await step(clock, 2_000);
    expect(await isReady(limiter, 'oc_1')).toBe(true);
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
