import { describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import { FeishuError } from '../../src/feishu/error.ts';
import { readInstance } from '../../src/feishu/instances.ts';
import { createLookup } from '../../src/relay/lookup.ts';

const answer = { instance: readInstance({}, 'I'), snapshot: '{}' };

describe('a look-up', () => {
  it('is one flight for many askers', async () => {
    const clock = new ShiftableClock();
    let requests = 0;
    const lookup = createLookup(async (_code, began) => {
      requests += 1;
      began();
      return answer;
    }, clock);
    const now = clock.now();
    const results = await Promise.all([1, 2, 3].map(() => lookup.look('I', now)));
    expect(results.map((result) => result.kind)).toEqual(['found', 'found', 'found']);
    expect(requests).toBe(1);
  });

  it('serves no event that was received after its request began', async () => {
    const clock = new ShiftableClock();
    let requests = 0;
    let release: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      release = resolve;
    });
    const lookup = createLookup(async (_code, began) => {
      requests += 1;
      began();
      if (requests === 1) await first;
      return answer;
    }, clock);
    const early = lookup.look('I', clock.now());
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(10);
    const late = lookup.look('I', clock.now());
    release();
    await Promise.all([early, late]);
    expect(requests).toBe(2);
    await lookup.look('I', clock.now() - 5);
    expect(requests).toBe(2);
  });

  it('tells an unknown instance from a failure', async () => {
    const clock = new ShiftableClock();
    const failing = (code: number) =>
      createLookup(async () => {
        throw new FeishuError('no', { code });
      }, clock).look('I', 0);
    expect((await failing(1390003)).kind).toBe('missing');
    expect((await failing(99991400)).kind).toBe('failed');
  });
});
