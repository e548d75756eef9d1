import { describe, expect, it } from 'vitest';
import { createDeliver } from '../../../src/relay/deliver/deliver.ts';
import { sqliteError } from '../../../src/store/engine/sqliteAway.ts';
import { step } from '../../support/step.ts';
import { event, relay, run } from '../../support/stores.ts';
import { refusal, stage } from './stage.ts';

const I1 = event('e1', { instanceCode: 'I1' });
const I2 = event('e2', { instanceCode: 'I2' });

describe('deliver', () => {
  it('sends what is due to each chat, in order, each once', async () => {
    const { store, until, requests, ends } = await stage();
    const later = event('e3', { instanceCode: 'I1', status: 'APPROVED', changedAt: 1_780_000_000_001 });
    await relay(store, [I1, I2, later], ['oc_1', 'oc_2']);
    await until(6);
    expect(ends.map((end) => [end.result, end.kind])).toEqual(Array(6).fill(['sent', 'card']));
    const toFirst = requests.filter(({ target }) => target === 'oc_1');
    expect(toFirst.map(({ content }) => /I[12]/.exec(content)?.[0])).toEqual(['I1', 'I2', 'I1']);
    expect(new Set(requests.map(({ key }) => key)).size).toBe(6);
    expect(await store.outbox.counts()).toEqual({ waiting: 0, parked: 0 });
  });

  it('goes on with the other chats while one hangs at its limit', async () => {
    const { store, answers, until, requests } = await stage();
    answers(({ target }) => {
      if (target === 'oc_1') throw refusal(230020);
    });
    await relay(store, [I1, I2], ['oc_1', 'oc_2']);
    await until(3);
    expect(requests.filter(({ target }) => target === 'oc_2')).toHaveLength(2);
  });

  it('keeps the limit of a group that also gets what is for people out of reach', async () => {
    const people = ['ou_a', 'ou_b', 'ou_c'];
    const config = `feishu: { appId: cli_a1b2c3d4e5f60718, appSecret: s, encryptKey: k }
approvals: { A1: { chats: [oc_1, ${people.join(', ')}] } }
limits: { chatPerSecond: 2 }
defaults: { mode: post }
`;
    const { store, clock, answers, deliver, requests } = await stage(config);
    answers(({ target }) => {
      if (target.startsWith('ou_')) throw refusal(230013);
    });
    await relay(store, [I1, I2], ['oc_1', ...people]);
    const toGroup = () => requests.filter(({ target }) => target === 'oc_1');
    deliver.wake(['oc_1', ...people]);
    while (toGroup().length < 8) await step(clock, 100);
    const sentAt = toGroup().map(({ at }) => at);
    const spans = sentAt.slice(2).map((at, i) => at - (sentAt[i] ?? 0));
    expect(Math.min(...spans)).toBeGreaterThanOrEqual(1_000);
  });

  it('puts a row aside that fails for no known reason, and parks it in the end', async () => {
    const { store, clock, context, until, ends, lines, signals } = await stage();
    let isBroken = true;
    const broken = {
      ...context,
      templates: () => {
        if (isBroken) throw new Error('out of templates');
        return context.templates();
      },
    };
    const deliver = createDeliver(broken);
    await relay(store, [I1]);
    for (let tries = 1; tries <= 10; tries += 1) {
      deliver.wake(await store.outbox.dueChats(clock.now()));
      await signals.until(() => lines.filter((line) => line.text === 'a delivery failed').length === tries);
      await step(clock, 300_000);
    }
    await signals.until(() => ends.length === 1);
    expect(ends).toMatchObject([{ result: 'parked', reason: 'error' }]);
    isBroken = false;
    await relay(store, [I2]);
    await until(2);
    expect(ends.at(-1)).toMatchObject({ result: 'sent', instanceCode: 'I2' });
  });

  it('parks a row that nobody can read, once, with what to do, and sends the others', async () => {
    const { store, place, until, ends, lines } = await stage();
    await relay(store, [I1, I2]);
    await run(place, `update outbox set kind = 'postcard' where change_id = 'e1'`);
    await until(1);
    expect(ends).toMatchObject([{ result: 'sent', instanceCode: 'I2' }]);
    expect(lines.map(({ text }) => text)).toEqual(['a row of the outbox cannot be read: parked']);
    const [row] = await run(place, `select state, reason, remedy from outbox where change_id = 'e1'`);
    expect(row).toMatchObject({ state: 'parked' });
    expect(row?.reason).toBe('unreadable: it is of the unknown kind "postcard".');
    expect(row?.remedy).toMatch(/discard it\.$/);
  });

  it('takes up again what it could not record, with the same key', async () => {
    const { store, context, until, requests, ends, lines, signals } = await stage();
    let isAway = true;
    const settleDelivery: typeof store.work.settleDelivery = async (...how) => {
      if (isAway)
        throw sqliteError(
          Object.assign(new Error('the disk is full'), { code: 'SQLITE_FULL' }),
          'sqlite:a.db',
        );
      return store.work.settleDelivery(...how);
    };
    const deliver = createDeliver({
      ...context,
      store: { ...store, work: { ...store.work, settleDelivery } },
    });
    await relay(store, [I1]);
    deliver.wake(['oc_1']);
    await signals.until(() => lines.some(({ text }) => text.startsWith('a delivery could not be made')));
    isAway = false;
    await deliver.tend();
    await until(1);
    expect(ends).toMatchObject([{ result: 'sent', attempts: 2 }]);
    expect(requests.map(({ key }) => key)).toEqual([requests[0]?.key, requests[0]?.key]);
  });

  it('lets what is in flight end when it stops, and begins nothing more', async () => {
    const { store, deliver, signals, stop, requests, ends } = await stage();
    await relay(store, [I1, I2]);
    deliver.wake(['oc_1']);
    await signals.next('request');
    await stop();
    expect(requests).toHaveLength(1);
    expect(ends).toMatchObject([{ result: 'sent', instanceCode: 'I1' }]);
    expect(await store.outbox.counts()).toEqual({ waiting: 1, parked: 0 });
  });
});
