import { describe, expect, it } from 'vitest';
import { createReplay, ROWS } from '../../../src/relay/commands/replay.ts';
import type { RowOrder, RowReport } from '../../../src/relay/commands/rowReport.ts';
import { event, relay } from '../../support/stores.ts';
import { refusal, stage } from '../deliver/stage.ts';

/** A bot with parked rows, which somebody asks to move them. */
async function parked(count: number) {
  const own = await stage();
  own.answers(() => {
    throw refusal(11246);
  });
  const events = Array.from({ length: count }, (_, i) => event(`e${i}`, { instanceCode: `I${i}` }));
  await relay(own.store, events, ['oc_1'], own.clock.now());
  await own.until(count);
  own.answers(() => undefined);
  const lines: object[] = [];
  const log = { ...own.context.log, info: (facts: object) => void lines.push(facts) };
  const replay = createReplay({ ...own.context, log }, own.deliver);
  const ask = async (order: RowOrder): Promise<RowReport> => {
    const seq = await own.store.commands.ask(ROWS, JSON.stringify(order), own.clock.now());
    await replay();
    const state = await own.store.commands.stateOf(seq);
    return JSON.parse(state?.result ?? '') as RowReport;
  };
  return { ...own, ask, replay, lines };
}

describe('the bot that is asked about parked rows', () => {
  it('sends them again, each by the way of every delivery, once', async () => {
    const { ask, requests, signals, ends } = await parked(2);
    const before = requests.length;
    const report = await ask({ do: 'replay', ids: ['d1', 'd2', 'd7'], evenUnknown: false });
    expect(report).toMatchObject({ total: 3, done: 3, replayed: 2, left: [{ id: 'd7', why: 'not-found' }] });
    await signals.until(() => ends.filter(({ result }) => result === 'sent').length === 2);
    expect(requests.length - before).toBe(2);
    const again = await ask({ do: 'replay', ids: ['d1'], evenUnknown: false });
    expect(again).toMatchObject({ replayed: 0, left: [{ id: 'd1', why: 'not-parked' }] });
  });

  it('ends them, and says so, and where it was asked for', async () => {
    const { ask, ends, requests, lines } = await parked(2);
    const before = requests.length;
    expect(await ask({ do: 'discard', ids: ['d1'], sent: false })).toMatchObject({ discarded: 1 });
    expect(ends.at(-1)).toMatchObject({ result: 'suppressed', reason: 'discarded' });
    expect(await ask({ do: 'discard', ids: ['d2'], sent: true, by: 'page' })).toMatchObject({ discarded: 1 });
    expect(ends.at(-1)).toMatchObject({ result: 'sent', reason: 'seen' });
    expect(requests.length).toBe(before);
    expect(lines).toMatchObject([{ by: 'command' }, { by: 'page' }]);
  });

  it('logs nothing if it moved nothing', async () => {
    const { ask, lines } = await parked(1);
    expect(await ask({ do: 'discard', ids: ['d99', 'e99'], sent: false })).toMatchObject({ discarded: 0 });
    expect(lines).toEqual([]);
  });

  it('drops what was asked long ago, since nobody waits for it', async () => {
    const { store, clock, replay } = await parked(1);
    const order: RowOrder = { do: 'replay', ids: ['d1'], evenUnknown: false };
    await store.commands.ask(ROWS, JSON.stringify(order), clock.now() - 3_600_000);
    await replay();
    expect(await store.commands.next(ROWS)).toBeUndefined();
    expect(await store.outbox.counts()).toMatchObject({ parked: 1 });
  });
});
