import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Window } from '../../src/base/window.ts';

describe('a window', () => {
  it('holds a slot from the start of a request until one span after its answer', () => {
    const window = new Window(1, 1_000);
    window.start();
    expect(window.readyAt(0)).toBe(Number.POSITIVE_INFINITY);
    window.answered(300);
    expect(window.readyAt(300)).toBe(1_300);
    expect(window.readyAt(1_299)).toBe(1_300);
    expect(window.readyAt(1_300)).toBe(1_300);
  });

  it('counts what an earlier process sent', () => {
    const window = new Window(2, 1_000);
    window.remember(1_000, 100);
    window.remember(1_000, 600);
    expect(window.readyAt(1_000)).toBe(1_400);
  });

  it('holds no slot for longer than one span, though the earlier process had a clock that ran ahead', () => {
    const window = new Window(1, 1_000);
    window.remember(0, -3_600_000);
    expect(window.readyAt(0)).toBe(1_000);
    expect(window.readyAt(1_000)).toBe(1_000);
  });

  it('gives back at once what was not used', () => {
    const window = new Window(1, 1_000);
    window.start();
    window.unused();
    expect(window.readyAt(5)).toBe(5);
  });

  it('refuses a limit that lets nothing through', () => {
    expect(() => new Window(0, 1_000)).toThrow(RangeError);
  });

  // Whenever the receiver counts a request, between its start and its answer, no span holds more than the limit.
  it('never lets more than the limit into any span, as the receiver counts', () => {
    const requests = fc.array(
      fc.record({ latency: fc.nat(2_500), counted: fc.double({ min: 0, max: 1, noNaN: true }) }),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), requests, (limit, plan) => {
        const window = new Window(limit, 1_000);
        const open: { endsAt: number }[] = [];
        const countedAt: number[] = [];
        let now = 0;
        for (const { latency, counted } of plan) {
          for (;;) {
            for (const ended of open.filter((r) => r.endsAt <= now)) {
              window.answered(now);
              open.splice(open.indexOf(ended), 1);
            }
            const readyAt = window.readyAt(now);
            if (readyAt <= now) break;
            now = Math.min(readyAt, ...open.map((r) => r.endsAt));
          }
          window.start();
          open.push({ endsAt: now + latency });
          countedAt.push(now + Math.floor(latency * counted));
        }
        countedAt.sort((a, b) => a - b);
        const crowded = countedAt.filter((at, i) => i >= limit && at - (countedAt[i - limit] ?? 0) < 1_000);
        expect(crowded).toEqual([]);
      }),
    );
  });
});
