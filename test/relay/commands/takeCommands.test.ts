import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { createTakeCommands, type DoCommand } from '../../../src/relay/commands/takeCommands.ts';
import type { Command } from '../../../src/store/commands.ts';
import { LeaseLost } from '../../../src/store/engine/storeError.ts';

const NOW = 1_780_000_000_000;

interface Asked extends Command {
  readonly what: string;
}

function stage(asked: Asked[], act: DoCommand) {
  const begun: number[] = [];
  const finished: [number, string][] = [];
  const take = createTakeCommands({
    commands: {
      next: async (what) =>
        asked.find((one) => one.what === what && finished.every(([seq]) => seq !== one.seq)),
      begin: async (seq) => void begun.push(seq),
      finish: async (seq, result) => void finished.push([seq, result]),
    },
    clock: { now: () => NOW, monotonic: () => NOW, at: () => () => undefined },
    log: silentLog,
    doers: { silence: act },
  });
  return { take, begun, finished };
}

const ask = (seq: number, options = '{}', askedAt = NOW): Asked => ({
  seq,
  what: 'silence',
  options,
  askedAt,
  begunAt: null,
});

describe('what the command line asks', () => {
  it('is done in order, and answered as JSON', async () => {
    const { take, begun, finished } = stage(
      [ask(1, 'a'), ask(2, 'b'), { ...ask(3), what: 'other' }],
      async (options) => ({
        did: options,
      }),
    );
    expect(await take()).toBe(true);
    expect(begun).toEqual([1, 2]);
    expect(finished).toEqual([
      [1, '{"did":"a"}'],
      [2, '{"did":"b"}'],
    ]);
    expect(await take()).toBe(false);
  });

  it('is dropped if the caller has gone', async () => {
    const { take, begun, finished } = stage([ask(1, 'a', NOW - 60_001)], async () => ({}));
    expect(await take()).toBe(true);
    expect([begun, finished]).toEqual([[], [[1, '']]]);
  });

  it('is answered with what went wrong', async () => {
    const { take, finished } = stage([ask(1)], async () => {
      throw new Error('no such silence');
    });
    await take();
    expect(finished).toEqual([[1, '{"failed":"no such silence"}']]);
  });

  it('is left to the next worker if this process lost the lease', async () => {
    const { take, finished } = stage([ask(1)], async () => {
      throw new LeaseLost();
    });
    await expect(take()).rejects.toThrow(LeaseLost);
    expect(finished).toEqual([]);
  });
});
