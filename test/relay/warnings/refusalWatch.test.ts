import { describe, expect, it } from 'vitest';
import { RefusalWatch } from '../../../src/relay/warnings/refusalWatch.ts';

function stage() {
  const standing = new Set<string>();
  const watch = new RefusalWatch({
    raise: (warning) => void standing.add(JSON.stringify(warning.ids)),
    over: () => standing.clear(),
  });
  const refused = (cause: string): void => watch.refused({ cause, why: 'Why.' });
  return { watch, refused, standing: () => [...standing] };
}

describe('what comes in and never fits', () => {
  it('is named from the first time on, and until something fits', () => {
    const { watch, refused, standing } = stage();
    refused('encrypt-key-differs');
    expect(standing()).toEqual(['{"cause":"encrypt-key-differs"}']);
    watch.accepted();
    expect(standing()).toEqual([]);
  });

  it('is named after three in a row, if other events fit', () => {
    const { watch, refused, standing } = stage();
    watch.accepted();
    refused('no-event');
    refused('no-event');
    expect(standing()).toEqual([]);
    watch.accepted();
    for (let i = 0; i < 3; i += 1) refused('no-event');
    expect(standing()).toEqual(['{"cause":"no-event"}']);
  });

  it("causes no warning if it was not Feishu's", () => {
    const { refused, standing } = stage();
    for (let i = 0; i < 5; i += 1) refused('not-from-feishu');
    expect(standing()).toEqual([]);
  });
});
