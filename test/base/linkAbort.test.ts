import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { linkAbort } from '../../src/base/linkAbort.ts';

describe('a linked signal', () => {
  it('aborts with the other, with its reason, also if that has aborted before', () => {
    const [from, to, late] = [new AbortController(), new AbortController(), new AbortController()];
    linkAbort(from.signal, to);
    expect(to.signal.aborted).toBe(false);
    from.abort('why');
    linkAbort(from.signal, late);
    expect([to.signal.reason, late.signal.reason]).toEqual(['why', 'why']);
  });

  it('leaves nothing behind in the other once it is unlinked', () => {
    const [from, to] = [new AbortController(), new AbortController()];
    for (let i = 0; i < 20; i += 1) linkAbort(from.signal, to)();
    expect(getEventListeners(from.signal, 'abort')).toEqual([]);
    from.abort();
    expect(to.signal.aborted).toBe(false);
  });
});
