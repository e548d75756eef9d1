import { afterEach, describe, expect, it, vi } from 'vitest';
import { EventParts } from '../../../src/feishu/socket/eventParts.ts';

afterEach(() => vi.useRealTimers());

const part = (seq: number, text: string, more: object = {}) => ({
  message_id: 'm',
  sum: 2,
  seq,
  data: Buffer.from(text),
  ...more,
});

describe('the parts of an event', () => {
  it('become one in any order, cut in the middle of a character or sent twice', () => {
    const parts = new EventParts();
    const bytes = Buffer.from('{"长":1}');
    expect(parts.mergeData(part(1, '', { data: bytes.subarray(3) }))).toBeNull();
    expect(parts.mergeData(part(1, '', { data: bytes.subarray(3) }))).toBeNull();
    expect(parts.mergeData(part(0, '', { data: bytes.subarray(0, 3) }))).toEqual({ 长: 1 });
  });

  it('are forgotten after ten seconds', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const parts = new EventParts();
    expect(parts.mergeData(part(0, '{"a"'))).toBeNull();
    vi.advanceTimersByTime(10_001);
    expect(parts.mergeData(part(1, ':1}'))).toBeNull();
    expect(parts.mergeData(part(0, '{"b"'))).toEqual({ b: 1 });
  });

  it.each([
    ['no number', { sum: Number.NaN }],
    ['none at all', { sum: 0, seq: 0 }],
    ['a part beyond the last', { seq: 2 }],
    ['half a part', { seq: 0.5 }],
    ['too many', { sum: 4_097 }],
    ['no id', { message_id: undefined }],
    ['an id of a megabyte', { message_id: 'm'.repeat(1_000_000) }],
    ['nothing in it', { data: undefined }],
  ])('are refused: %s', (_, more) => {
    expect(() => new EventParts().mergeData(part(0, '{}', more))).toThrow();
  });

  it('are refused if their counts differ, and the others still become an event', () => {
    const parts = new EventParts();
    expect(parts.mergeData(part(0, '{"a"'))).toBeNull();
    expect(() => parts.mergeData(part(1, ':1}', { sum: 3 }))).toThrow(/agree/);
    expect(parts.mergeData(part(1, ':1}'))).toEqual({ a: 1 });
  });
});
