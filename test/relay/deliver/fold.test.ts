import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../settings/read.ts';
import { step } from '../../support/step.ts';
import { event, RELAYED, relay } from '../../support/stores.ts';
import { LIVE, POST, refusal, stage } from './stage.ts';

const events = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => event(`e${from + i}`, { instanceCode: `I-${from + i}-` }));

describe('changes that wait for one chat', () => {
  /** So many change at once, in the morning after an outage. */
  const backlog = async (count: number, config = POST) => {
    const own = await stage(config);
    await relay(own.store, events(count), ['oc_1'], own.clock.now());
    return own;
  };

  it('go out one by one up to the limit', async () => {
    const { until, requests, ends } = await backlog(4, `${POST}limits: { foldAbove: 4 }\n`);
    await until(4);
    expect(requests).toHaveLength(4);
    expect(ends.map((end) => end.reason)).toEqual(['', '', '', '']);
  });

  it('become one card with all links above it, and each ends in its own right', async () => {
    const { store, until, requests, ends } = await backlog(21);
    await until(22);
    expect(requests).toHaveLength(1);
    for (let i = 0; i < 21; i += 1) expect(requests[0]?.content).toContain(`I-${i}-`);
    const [summary, ...lines] = ends;
    expect(summary).toMatchObject({ kind: 'summary', result: 'sent' });
    expect(lines.map((end) => [end.kind, end.result, end.reason])).toEqual(
      Array(21).fill(['card', 'sent', 'folded']),
    );
    expect(await store.outbox.counts()).toEqual({ waiting: 0, parked: 0 });
  });

  it('become several cards if one has no room for all', async () => {
    const { until, requests } = await backlog(95);
    await until(98);
    expect(requests).toHaveLength(3);
    const all = requests.map((request) => request.content).join('');
    for (let i = 0; i < 95; i += 1) expect(all.split(`I-${i}-`).length).toBeGreaterThan(1);
  });

  it('go out one by one if that is switched off, and in a chat with living cards', async () => {
    for (const config of [`${POST}limits: { foldAbove: 0, chatPerSecond: 5 }\n`, LIVE]) {
      const { until, requests, clock } = await backlog(24, config);
      const done = until(24);
      while (requests.length < 24) await step(clock, 1_000);
      await done;
      expect(requests).toHaveLength(24);
    }
  });

  it('go out one by one if they go to a group in place of a person', async () => {
    const boss = 'ou_0123456789abcdef0123456789abcdef';
    const { store, clock, until, requests } = await stage(POST.replace('[oc_1,', `[${boss}, oc_1,`));
    await relay(store, events(21), [boss], clock.now());
    const waits = { state: 'waiting', nextAt: 0, detail: 'full', reason: '230013' } as const;
    for (const card of await store.work.foldableCards(boss, clock.now(), 21))
      await store.work.settleDelivery(card, { ...waits, leftOut: { refused: [], instead: 'oc_1' } }, 0);
    const done = until(21);
    while (requests.length < 21) await step(clock, 1_000);
    await done;
    expect(requests.map(({ target }) => target)).toEqual(Array(21).fill('oc_1'));
  });

  it('are repeated with the key of their card if its outcome is unknown', async () => {
    const { answers, until, requests, ends, clock, signals } = await backlog(21);
    let isCut = true;
    answers(() => {
      if (isCut) throw Object.assign(new Error('cut'), {});
    });
    await until(1);
    isCut = false;
    clock.advance(10_000);
    await until(23);
    await signals.until(() => requests.length === 2);
    expect(requests.map(({ key }) => key)).toEqual([requests[0]?.key, requests[0]?.key]);
    expect(ends.filter((end) => end.result === 'sent')).toHaveLength(22);
  });

  it('are sent, though the chat gets the first of their approvals no more', async () => {
    const first = '{ A1: { chats: [oc_1] }, ';
    const both = POST.replace('{ A1: { chats: [oc_1, oc_2] } }', `${first}A2: { chats: [oc_1] } }`);
    const settings = { ...settingsOf(both) };
    const { store, clock, until, requests, ends, answers } = await stage(settings);
    const all = Array.from({ length: 24 }, (_, i) =>
      event(`e${i}`, { instanceCode: `I-${i}-`, approvalCode: i < 3 ? 'A1' : 'A2' }),
    );
    await relay(store, all, ['oc_1'], clock.now());
    answers(() => {
      throw refusal(99991400);
    });
    await until(1);
    Object.assign(settings, { approvals: settingsOf(both.replace(first, '{ ')).approvals });
    answers(() => undefined);
    clock.advance(10_000);
    await until(26);
    const [, card] = requests;
    for (let i = 0; i < 24; i += 1) expect(card?.content.includes(`I-${i}-`)).toBe(i >= 3);
    const byApproval = (code: string) =>
      ends.flatMap(({ kind, approvalCode, result, reason }) =>
        kind === 'card' && approvalCode === code ? [`${result} ${reason}`] : [],
      );
    expect(byApproval('A1')).toEqual(Array(3).fill('suppressed unmapped'));
    expect(byApproval('A2')).toEqual(Array(21).fill('sent folded'));
    expect(await store.outbox.counts()).toEqual({ waiting: 0, parked: 0 });
  });

  it('are parked one by one, with the remedy, if Feishu refuses their card for good', async () => {
    const { answers, until, ends, store } = await backlog(21);
    answers(() => {
      throw refusal(230002);
    });
    await until(22);
    const [summary, ...lines] = ends;
    expect(summary).toMatchObject({ kind: 'summary', result: 'suppressed', reason: 'superseded' });
    for (const line of lines) expect(line).toMatchObject({ result: 'parked', reason: 'chat-closed' });
    expect(lines[0]?.remedy?.en).toContain('Add the bot');
    expect(await store.outbox.counts()).toEqual({ waiting: 0, parked: 21 });
  });

  it('are not sent again when a chat opens, if their card may have arrived before it was closed', async () => {
    const { store, answers, until, requests, ends, clock } = await backlog(21);
    let answer: Error = Object.assign(new Error('cut'), {});
    answers(() => {
      throw answer;
    });
    await until(1);
    answer = refusal(230002);
    clock.advance(10_000);
    await until(23);
    expect(requests).toHaveLength(2);
    answers(() => undefined);
    await store.ledger.reopenChat('oc_1', clock.now());
    await relay(store, [event('later', { instanceCode: 'I-later-' })], ['oc_1'], clock.now());
    await until(24);
    expect(requests.slice(2).map(({ content }) => content.includes('I-later-'))).toEqual([true]);
    expect(await store.outbox.counts()).toEqual({ waiting: 0, parked: 21 });
    for (const line of ends.filter(({ result, kind }) => result === 'parked' && kind === 'card'))
      expect(line).toMatchObject({
        reason: 'outcome-unknown',
        remedy: { en: expect.stringContaining('Check') },
      });
  });
});

describe('what reconcile found', () => {
  /** So many were found while nobody listened; they rest until their run ends. */
  const found = async (count: number, config = LIVE) => {
    const own = await stage(config);
    const { store, clock } = own;
    await store.inbox.add(events(count));
    const rests = { priority: 1, restsUntil: clock.now() + 600_000 };
    for (let left = count; left > 0; ) {
      const due = await store.inbox.dueChanges(clock.now(), 50);
      for (const change of due) await store.work.finishChange(change, { ...RELAYED, ...rests }, clock.now());
      left -= due.length;
    }
    return own;
  };

  it.each([LIVE, `${POST}limits: { foldAbove: 0 }\n`])('becomes one card above twenty', async (config) => {
    const { store, until, requests, clock } = await found(25, config);
    expect(await store.outbox.dueChats(clock.now())).toEqual([]);
    await store.work.endRests();
    await until(26);
    expect(requests).toHaveLength(1);
    for (let i = 0; i < 25; i += 1) expect(requests[0]?.content).toContain(`I-${i}-`);
    expect(await store.outbox.counts()).toEqual({ waiting: 0, parked: 0 });
  });

  it('does not fold what comes live with what rests', async () => {
    const { store, until, requests, clock } = await found(24, POST);
    await relay(store, [event('live', { instanceCode: 'I-live-' })], ['oc_1'], clock.now());
    await until(1);
    expect(requests.map((request) => request.content.includes('I-live-'))).toEqual([true]);
    expect((await store.outbox.counts()).waiting).toBe(24);
  });

  it('goes out one by one up to twenty', async () => {
    const { store, until, requests, clock } = await found(20);
    await store.work.endRests();
    const done = until(20);
    while (requests.length < 20) await step(clock, 1_000);
    await done;
    expect(requests).toHaveLength(20);
  });
});
