import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutLine, LONGEST_LINE, LONGEST_TEXT } from '../../src/ops/logLine.ts';

const lineOf = (facts: object): string =>
  `${JSON.stringify({ level: 'warn', time: '2026-11-28T00:00:00.000Z', msg: 'what happened', ...facts })}\n`;
const read = (line: string) => JSON.parse(line) as Record<string, unknown>;

describe('a log line', () => {
  it('stays as it is if nothing in it is too long', () => {
    const line = lineOf({ chat: 'oc_1', text: 'x'.repeat(LONGEST_TEXT - 200) });
    expect(cutLine(line)).toBe(line);
  });

  it('shows the beginning of a long text, and says how long it was', () => {
    const { why, ...others } = read(cutLine(lineOf({ chat: 'oc_1', why: 'y'.repeat(1_000_000) })));
    expect(others).toMatchObject({ level: 'warn', chat: 'oc_1', msg: 'what happened' });
    expect(why).toMatch(/^y{2000,}… \(cut, 1000000 characters\)$/);
    expect((why as string).length).toBe(LONGEST_TEXT);
  });

  it('is cut in what it is made of, too: lists, inner members, names, and its message', () => {
    const long = 'z'.repeat(5_000);
    const line = cutLine(lineOf({ list: [long], inner: { deep: { long } }, [long]: 1, msg: long }));
    const texts = line.match(/z+/g) ?? [];
    expect(texts).toHaveLength(4);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThan(LONGEST_TEXT);
  });

  it('leaves out what does not fit, and says how much', () => {
    const many = Array.from({ length: 2_000 }, (_, i) => `name-${i}`);
    const line = cutLine(lineOf({ first: 1, many, chat: 'oc_1' }));
    expect(read(line)).toEqual({
      level: 'warn',
      time: '2026-11-28T00:00:00.000Z',
      first: 1,
      leftOut: JSON.stringify(many).length + '"many":,'.length,
      chat: 'oc_1',
      msg: 'what happened',
    });
  });

  it('never ends in half a character', () => {
    for (const before of ['', 'x']) {
      const { text } = read(cutLine(lineOf({ text: before + '🎉'.repeat(5_000) })));
      // It throws if one stands alone.
      expect(() => encodeURIComponent(text as string)).not.toThrow();
    }
  });

  it('is JSON on one line, and short enough, whatever it holds', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: 'binary', minLength: 2_000, maxLength: 3_000 }),
      fc.constantFrom('\u0000'.repeat(5_000), '"'.repeat(5_000), '🎉'.repeat(5_000)),
    );
    const facts = fc.dictionary(
      text,
      fc.oneof(text, fc.array(text, { maxLength: 20 }), fc.dictionary(text, text)),
    );
    fc.assert(
      fc.property(facts, text, (more, msg) => {
        const line = cutLine(lineOf({ ...more, msg }));
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LONGEST_LINE);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(read(line)).toMatchObject({ time: expect.any(String) as string });
      }),
      { numRuns: 30 },
    );
  });
});
