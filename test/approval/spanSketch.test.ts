import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpanSketch } from '../../src/approval/spanSketch.ts';

const HOUR = 3_600_000;

function sketchOf(spans: readonly number[]): SpanSketch {
  const sketch = new SpanSketch();
  for (const span of spans) sketch.add(span);
  return sketch;
}

/** Up to a year, with many short ones. */
const spans = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 365 * 24 * HOUR })),
  { minLength: 1, maxLength: 300 },
);

describe('a sketch of spans', () => {
  it('knows nothing of no spans', () => {
    const none = new SpanSketch();
    expect([none.count, none.median(), none.quantile(0.9), none.toString()]).toEqual([
      0,
      undefined,
      undefined,
      '',
    ]);
  });

  it('is exact if spans are few', () => {
    const some = sketchOf([5 * HOUR, HOUR, 2 * HOUR, 30 * HOUR]);
    expect(some.median()).toBe(3.5 * HOUR);
    expect(some.quantile(0.9)).toBe(30 * HOUR);
    expect(sketchOf([HOUR]).median()).toBe(HOUR);
  });

  it('is off by 2.2 % at most, below a second by a second', () => {
    fc.assert(
      fc.property(spans, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
        const sorted = all.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(share * all.length)) - 1] ?? 0;
        const estimate = sketchOf(all).quantile(share) ?? Number.NaN;
        expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(Math.max(1_000, exact * 0.022));
      }),
    );
  });

  it('of several days says what one of all their spans would, and so does its text', () => {
    fc.assert(
      fc.property(spans, spans, (one, other) => {
        const merged = SpanSketch.parse(sketchOf(one).toString());
        merged.merge(SpanSketch.parse(sketchOf(other).toString()));
        const all = sketchOf([...one, ...other]);
        expect(merged.count).toBe(all.count);
        expect(merged.toString()).toBe(all.toString());
      }),
    );
  });

  it('leaves out what it cannot read', () => {
    expect(SpanSketch.parse('x 5 -1 9:0 99999 7:2').count).toBe(4);
    expect(SpanSketch.parse('=x 5 -1').count).toBe(1);
  });
});
