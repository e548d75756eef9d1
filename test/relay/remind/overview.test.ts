import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { digestsOf, type OverviewContext, writeOverview } from '../../../src/relay/remind/overview.ts';
import type { OpenInstance } from '../../../src/store/instances/openInstances.ts';
import { settingsOf } from '../../settings/read.ts';
import { sampleRouting } from '../../support/sampleRouting.ts';
import { snapshotOf } from '../../support/snapshotOf.ts';

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(`${text}:00+08:00`);
/** A Thursday, and a working day. */
const NINE = at('2026-11-26T09:00');

function configured(approvals: string, digest = '{ schedule: "0 9 * * *", chat: oc_all }') {
  return settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals: ${approvals}
reminders: { after: 9d, digest: ${digest} }
`);
}

/** An instance that waits in one step since some hours. */
function open(instance: string, approval: string, hours: number, step = '主管'): OpenInstance {
  const since = NINE - hours * HOUR;
  const task = { id: `t-${instance}`, open_id: 'ou_li', status: 'PENDING', node_id: 'n1', node_name: step };
  const seen = { instance_code: instance, status: 'PENDING', start_time: String(since) };
  const text = JSON.stringify({ ...seen, task_list: [{ ...task, start_time: String(since) }] });
  const snapshot = snapshotOf(text, instance);
  return { instance, approval, status: 'PENDING', changedAt: since, snapshot, remindAt: null };
}

/** Writes what the first digest of a configuration has to say; returns the cards and what `writeOverview` said. */
async function overview(
  config: ReturnType<typeof configured>,
  waiting: OpenInstance[],
  now = NINE,
  ticked = now,
) {
  const cards: Parameters<OverviewContext['store']['work']['writeOverview']>[0][] = [];
  const woken: string[] = [];
  const runs = new Map<string, { at: number; state: string }>();
  const work: OverviewContext['store']['work'] = {
    // Pages as the store has them, however many it is asked for.
    openInstances: async (after) => {
      const rest = waiting
        .filter(({ instance }) => instance > after)
        .sort((a, b) => (a.instance < b.instance ? -1 : 1));
      const page = rest.slice(0, 2);
      return { open: page, last: rest.length > 2 ? page.at(-1)?.instance : undefined };
    },
    dailyFigures: async () => [],
    writeOverview: async (card) => {
      cards.push(card);
    },
    lastRun: async (name) => runs.get(name),
    noteRun: async (name, run) => void runs.set(name, run),
  };
  const context: OverviewContext = {
    settings: config,
    routing: sampleRouting(),
    store: { work },
    clock: { now: () => now, monotonic: () => now, at: () => () => undefined },
    log: silentLog,
    worker: {
      wakeCompose: () => undefined,
      wakeRefresh: () => undefined,
      wakeDeliver: (chats) => void (Array.isArray(chats) && woken.push(...chats)),
    },
  };
  const [digest] = digestsOf(config);
  if (!digest) throw new Error('there is no digest');
  const isDone = await writeOverview(context, digest, ticked);
  const [card] = cards;
  const of = card?.content.of === 'overdue' ? card.content : undefined;
  return { isDone, card, of, codes: of?.waiting.map(({ instanceCode }) => instanceCode), woken };
}

describe('an overview', () => {
  it('lists everything that waits under it, the longest waiting first, over all pages', async () => {
    const config = configured('{ A1: { chats: [oc_1] }, A2: { chats: [oc_2] } }');
    const waiting = [open('I1', 'A1', 2), open('I2', 'A2', 7), open('I3', 'A1', 1), open('I4', 'A2', 5)];
    const { isDone, card, codes, of, woken } = await overview(config, waiting);
    expect({ isDone, codes, count: of?.count }).toEqual({
      isDone: true,
      codes: ['I2', 'I4', 'I1', 'I3'],
      count: 4,
    });
    expect(card).toMatchObject({ chat: 'oc_all', approvalCode: 'A2', ticked: NINE });
    expect(woken).toEqual(['oc_all']);
  });

  it('leaves out approvals that are not reminded of, and those under another digest', async () => {
    const other = '{ after: 9d, digest: { schedule: "0 9 * * *", chat: oc_other } }';
    const config = configured(
      `{ A1: { chats: [oc_1] }, A2: { chats: [oc_2], reminders: false }, A3: { chats: [oc_3], reminders: ${other} } }`,
    );
    const waiting = [open('I1', 'A1', 1), open('I2', 'A2', 2), open('I3', 'A3', 3), open('I4', 'A4', 4)];
    expect(digestsOf(config).map(({ reminders }) => reminders.digest.chat.id)).toEqual([
      'oc_all',
      'oc_other',
    ]);
    expect((await overview(config, waiting)).codes).toEqual(['I1']);
    const ofOther = configured(`{ A3: { chats: [oc_3], reminders: ${other} }, A1: { chats: [oc_1] } }`);
    expect((await overview(ofOther, waiting)).codes).toEqual(['I3']);
  });

  it('lists what a condition is true for, and of a chat for one step what waits in that step', async () => {
    const waiting = [open('I1', 'A1', 1, '法务'), open('I2', 'A1', 2, '主管')];
    const legal = configured('{ A1: { chats: [{ chat: oc_1, stage: 法务 }] } }');
    expect((await overview(legal, waiting)).codes).toEqual(['I1']);
    const others = configured('{ A1: { chats: [{ chat: oc_1, when: { applicant: ou_nobody } }] } }');
    expect((await overview(others, waiting)).card).toBeUndefined();
  });

  it('counts what it has no room for', async () => {
    const waiting = Array.from({ length: 61 }, (_, i) => open(`I${100 + i}`, 'A1', i + 1));
    const { of } = await overview(configured('{ A1: { chats: [oc_1] } }'), waiting);
    expect([of?.waiting.length, of?.count, of?.waiting[0]?.instanceCode]).toEqual([60, 61, 'I160']);
  });

  it('is not written if less waits than it asks for', async () => {
    const config = configured('{ A1: { chats: [oc_1] } }', '{ schedule: "0 9 * * *", chat: oc_all, min: 2 }');
    expect(await overview(config, [open('I1', 'A1', 1)])).toMatchObject({ isDone: true, card: undefined });
    expect((await overview(config, [open('I1', 'A1', 1), open('I2', 'A1', 2)])).of?.count).toBe(2);
  });

  it('is left out on a day off, and a tick that was missed waits for working time', async () => {
    const config = configured('{ A1: { chats: [oc_1] } }');
    const waiting = [open('I1', 'A1', 1)];
    const sunday = at('2026-11-29T09:00');
    expect(await overview(config, waiting, sunday)).toMatchObject({ isDone: true, card: undefined });
    const night = at('2026-11-27T03:00');
    expect(await overview(config, waiting, night, NINE)).toMatchObject({ isDone: false, card: undefined });
    const noon = at('2026-11-26T12:00');
    expect(await overview(config, waiting, noon, NINE)).toMatchObject({
      isDone: true,
      card: { ticked: NINE },
    });
  });
});
