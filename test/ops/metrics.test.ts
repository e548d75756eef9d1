import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/ops/metrics.ts';

const own = () => ({ connected: true, working: false });

describe('the metrics', () => {
  it('hold what the store and the process know', async () => {
    const { registry } = createMetrics({
      own,
      store: async () => ({ inboxWaiting: 1, outboxWaiting: 2, parked: 3, chatsClosed: 4, callsMonth: 5 }),
    });
    const text = await registry.metrics();
    for (const line of [
      'relay_inbox_waiting 1',
      'relay_outbox_waiting 2',
      'relay_parked 3',
      'relay_chats_closed 4',
    ])
      expect(text).toContain(line);
    expect(text).toContain('relay_feishu_calls_month 5');
    expect(text).toContain('relay_intake_connected 1');
    expect(text).toContain('relay_worker 0');
  });

  it('show how long the calendar of working days lasts, if the configuration uses it', async () => {
    const store = async () => ({
      inboxWaiting: 0,
      outboxWaiting: 0,
      parked: 0,
      chatsClosed: 0,
      callsMonth: 0,
    });
    const textOf = (calendarDaysLeft?: number) =>
      createMetrics({ own: () => ({ ...own(), calendarDaysLeft }), store }).registry.metrics();
    expect(await textOf(-3)).toContain('relay_calendar_days_left -3');
    expect(await textOf()).toContain('relay_calendar_days_left Nan');
  });

  it('count the warnings that stand, by code', async () => {
    const store = () => Promise.reject(new Error('gone'));
    let warnings = new Map([
      ['chat-closed', 2],
      ['clock-jumped', 1],
    ]);
    const { registry } = createMetrics({ own: () => ({ ...own(), warnings }), store });
    expect(await registry.metrics()).toContain('relay_warnings{code="chat-closed"} 2');
    warnings = new Map([['chat-closed', 1]]);
    const text = await registry.metrics();
    expect(text).toContain('relay_warnings{code="chat-closed"} 1');
    expect(text).not.toContain('clock-jumped');
  });

  it.each<[string, () => Promise<never>]>([
    ['is away', () => Promise.reject(new Error('gone'))],
    ['does not answer', () => new Promise(() => undefined)],
  ])('come without its own figures if the store %s', async (_what, store) => {
    const text = await createMetrics({ own, store }).registry.metrics();
    expect(text).toContain('relay_parked Nan');
    expect(text).toContain('relay_intake_connected 1');
  });
});
