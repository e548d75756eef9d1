import { describe, expect, it } from 'vitest';
import { databases, event, NOW, openAt, openWorking, relay, run } from '../support/stores.ts';

const HOUR_MS = 3_600_000;

describe.each(databases)('what the operators’ page asks of $name', ({ place }) => {
  it('is the whole story of one instance', async () => {
    const store = await openWorking(await place());
    await relay(
      store,
      [event('E1'), event('E2', { instanceCode: 'I2', changedAt: NOW + 1 })],
      ['oc_1', 'oc_2'],
    );
    const { events, deliveries, lookups, cards } = await store.readOnly.historyOf('I1', 10);
    expect(events).toMatchObject([{ status: 'PENDING', reason: 'relayed', source: 'push', receivedAt: NOW }]);
    expect(deliveries.map(({ chat, state, requests }) => [chat, state, requests])).toEqual([
      ['oc_1', 'waiting', []],
      ['oc_2', 'waiting', []],
    ]);
    expect([lookups, cards]).toEqual([[], []]);
    expect(await store.readOnly.historyOf('I9', 10)).toMatchObject({ events: [], deliveries: [] });
  });

  it('has look-ups with their instance', async () => {
    const store = await openWorking(await place());
    await store.inbox.add([event('E1')]);
    const [change] = await store.inbox.dueChanges(NOW, 1);
    if (!change) throw new Error('nothing is due');
    const made = [{ api: 'instance.get', at: NOW, answeredAt: NOW + 7, code: 0, outcome: 'found' }];
    await store.work.postponeChange(change, { nextAt: NOW, attempts: 0, asked: 1, reason: 'early', made });
    const { lookups } = await store.readOnly.historyOf('I1', 10);
    expect(lookups).toMatchObject([{ api: 'instance.get', at: NOW, answeredAt: NOW + 7, code: 0 }]);
  });

  it('counts what ended by the hour, and shows when something is new', async () => {
    const where = await place();
    const store = await openWorking(where);
    const before = await store.readOnly.pulse();
    await relay(store, [event('E1')], ['oc_1', 'oc_2', 'oc_3']);
    const after = await store.readOnly.pulse();
    expect(after).not.toBe(before);
    expect(await store.readOnly.pulse()).toBe(after);
    expect(await store.readOnly.ended(NOW - HOUR_MS, HOUR_MS)).toEqual([]);
    await run(where, `update outbox set state = 'sent', finished_at = ${NOW + 60_000} where chat <> 'oc_3'`);
    await run(
      where,
      `update outbox set state = 'parked', finished_at = ${NOW + HOUR_MS} where chat = 'oc_3'`,
    );
    expect(await store.readOnly.pulse()).not.toBe(after);
    expect(await store.readOnly.ended(NOW - HOUR_MS, HOUR_MS)).toEqual([
      { span: 1, sent: 2, suppressed: 0, parked: 0 },
      { span: 2, sent: 0, suppressed: 0, parked: 1 },
    ]);
  });

  it('shares failed sign-ins and ended sessions between replicas, and forgets them in time', async () => {
    const where = await place();
    const store = await openAt(where);
    expect(await store.signIns.noteFailure('10.0.0.1', NOW, 60_000)).toEqual({
      count: 1,
      until: NOW + 60_000,
    });
    expect(await store.signIns.noteFailure('10.0.0.1', NOW + 9, 60_000)).toEqual({
      count: 2,
      until: NOW + 60_000,
    });
    expect(await store.signIns.noteFailure('10.0.0.2', NOW + 9, 60_000)).toMatchObject({ count: 1 });
    await store.signIns.endSession('one', NOW + 99_000, NOW);
    expect([await store.signIns.isEnded('one'), await store.signIns.isEnded('two')]).toEqual([true, false]);
    expect(await store.signIns.noteFailure('10.0.0.1', NOW + 60_000, 60_000)).toMatchObject({ count: 1 });
    expect(await store.signIns.isEnded('one')).toBe(true);
  });
});
