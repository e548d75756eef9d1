import { describe, expect, it } from 'vitest';
import { readInstance } from '../../../src/feishu/api/instances.ts';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { createLookup } from '../../../src/relay/lookup/lookup.ts';
import { snapshotOf } from '../../support/snapshotOf.ts';
import { StillClock } from '../../support/stillClock.ts';

const answer = { instance: readInstance({}, 'I'), snapshot: snapshotOf('{}') };

describe('a look-up', () => {
  it('is one flight for many askers', async () => {
    const clock = new StillClock();
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
    const clock = new StillClock();
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
    const receivedAt = clock.now();
    const late = lookup.look('I', receivedAt);
    release();
    await Promise.all([early, late]);
    expect(requests).toBe(2);
    await lookup.look('I', receivedAt);
    expect(requests).toBe(2);
  });

  it('distinguishes an unknown instance from a failure', async () => {
    const clock = new StillClock();
    const failing = (code: number) =>
      createLookup(async () => {
        throw new FeishuError('no', { code });
      }, clock).look('I', 0);
    expect((await failing(1390003)).kind).toBe('missing');
    expect((await failing(99991400)).kind).toBe('failed');
  });

  it('serves a whole crowd at once, each with its own instance', async () => {
    let asked = 0;
    const answers: (() => void)[] = [];
    const lookup = createLookup(async (code, began) => {
      asked += 1;
      began();
      await new Promise<void>((resolve) => answers.push(resolve));
      return { snapshot: snapshotOf(code), instance: readInstance({}, code) };
    }, new StillClock());
    const looks = Array.from({ length: 100 }, (_, i) => lookup.look(`I-${i}`, 0));
    while (asked < 100) await Promise.resolve();
    for (const answer of answers) answer();
    const kinds = (await Promise.all(looks)).map((result) => result.kind);
    expect(new Set(kinds)).toEqual(new Set(['found']));
    expect(asked).toBe(100);
  });
});
