import { describe, expect, it } from 'vitest';
import type { Status } from '../../../src/approval/status.ts';
import { ShiftableClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { statsOf } from '../../../src/relay/stats/statsOf.ts';
import { type Days, lastDays } from '../../../src/relay/stats/sums.ts';
import { createTally } from '../../../src/relay/stats/tally.ts';
import { DEFAULTS } from '../../../src/settings/defaults.ts';
import type { Settings } from '../../../src/settings/settings.ts';
import type { Store } from '../../../src/store/open.ts';
import { approvalSettings, chatEntry } from '../../support/sampleSettings.ts';
import { snapshotOf } from '../../support/snapshotOf.ts';
import { APP, databases, event, openWorking, planOf, RELAYED, run } from '../../support/stores.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Wednesday, ten in the morning in Shanghai. */
const NOW = Date.parse('2026-11-25T10:00:00+08:00');

function settingsWith(more: Partial<Settings> = {}): Settings {
  return {
    ...DEFAULTS,
    file: 'relay.yaml',
    feishu: {} as Settings['feishu'],
    approvals: new Map([['A1', approvalSettings('A1', [chatEntry('oc_1')])]]),
    ...more,
  };
}

interface Step {
  readonly step: string;
  readonly person: string;
  readonly from: number;
  readonly to?: number;
}

/** What Feishu says of an instance that was submitted then. */
function snapshot(startedAt: number, steps: readonly Step[], endedAt?: number): string {
  return JSON.stringify({
    approval_name: '采购申请',
    status: endedAt === undefined ? 'PENDING' : 'APPROVED',
    start_time: String(startedAt),
    end_time: String(endedAt ?? 0),
    task_list: steps.map(({ step, person, from, to }, i) => ({
      id: `${i + 1}`,
      open_id: person,
      status: to === undefined ? 'PENDING' : 'APPROVED',
      node_id: step,
      node_name: `步骤 ${step}`,
      type: 'AND',
      start_time: String(from),
      end_time: String(to ?? 0),
    })),
  });
}

let made = 0;
/** Records a state as the event of a change would. */
async function record(
  store: Store,
  instance: string,
  status: Status,
  at: number,
  text: string,
): Promise<void> {
  made += 1;
  await store.inbox.add([event(`e${made}`, { instanceCode: instance, status, changedAt: at })]);
  for (const change of await store.inbox.dueChanges(NOW + DAY, 10)) {
    const known = {
      status,
      changedAt: at,
      knownBy: 'push',
      snapshot: snapshotOf(text, instance),
      lookedAt: at,
      startedAt: null,
    } as const;
    await store.work.finishChange(change, { ...RELAYED, announcements: [], known }, NOW);
  }
}

/** Counts all that is not counted. */
async function tallyAll(store: Store, settings: Settings): Promise<void> {
  const clock = new ShiftableClock();
  clock.set(NOW - clock.now());
  const tally = createTally({ settings, store, clock, log: silentLog });
  while (Number.isFinite(await tally()));
}

/** Each row in a line: approval, step, person, came in, decided, median and 90th percentile in hours. */
async function shown(store: Store, settings: Settings, days?: Days): Promise<string[]> {
  const { work } = store;
  const sources = { ...work, waitingInstances: async () => [] };
  const rows = await statsOf(
    { settings, store: sources },
    days ?? lastDays('Asia/Shanghai', 30 * DAY, NOW),
    NOW,
  );
  return rows.map(({ approval, step, person, created, count, median, p90 }) =>
    [approval, step, person, created, count, (median ?? 0) / HOUR, (p90 ?? 0) / HOUR].join(' '),
  );
}

/** Came in, was passed by the boss after 2 h, by the accountant after 6 h more. */
const started = NOW - DAY;
const steps = (boss: number, accountant?: number): Step[] => [
  { step: 'boss', person: 'ou_boss', from: started, to: started + boss * HOUR },
  {
    step: 'money',
    person: 'ou_money',
    from: started + boss * HOUR,
    ...(accountant === undefined ? {} : { to: started + (boss + accountant) * HOUR }),
  },
];

describe.each(databases)('the figures on $name', ({ place }) => {
  it('count each request and decision once, however often it is recorded', async () => {
    const store = await openWorking(await place());
    const settings = settingsWith();
    await record(store, 'I1', 'PENDING', started, snapshot(started, steps(2).slice(0, 1)));
    await record(store, 'I2', 'PENDING', started, snapshot(started, steps(4)));
    await tallyAll(store, settings);
    expect(await shown(store, settings)).toEqual(['A1   2 0 0 0', 'A1 boss  0 2 3 4']);
    const end = started + 8 * HOUR;
    await record(store, 'I1', 'APPROVED', end, snapshot(started, steps(2, 6), end));
    await tallyAll(store, settings);
    await tallyAll(store, settings);
    expect(await shown(store, settings)).toEqual(['A1   2 1 8 8', 'A1 money  0 1 6 6', 'A1 boss  0 2 3 4']);
  });

  it('are kept by person only if the configuration says so, and are deleted when it no longer does', async () => {
    const where = await place();
    const store = await openWorking(where);
    const withPeople = settingsWith({ stats: { people: true } });
    await record(store, 'I1', 'PENDING', started, snapshot(started, steps(2)));
    await tallyAll(store, withPeople);
    expect(await shown(store, withPeople)).toEqual([
      'A1   1 0 0 0',
      'A1 boss  0 1 2 2',
      'A1 boss ou_boss 0 1 2 2',
    ]);
    expect(await shown(store, settingsWith())).toEqual(['A1   1 0 0 0', 'A1 boss  0 1 2 2']);
    await tallyAll(store, settingsWith());
    expect(await run(where, "select person from daily_figures where person <> ''")).toEqual([]);
    expect(await shown(store, withPeople)).toEqual(['A1   1 0 0 0', 'A1 boss  0 1 2 2']);
  });

  it('outlive the instances, and do not count again what comes back', async () => {
    const where = await place();
    const store = await openWorking(where);
    const settings = settingsWith({ retentionMs: 10 * HOUR });
    const end = NOW - 11 * HOUR;
    const text = snapshot(end - 3 * HOUR, [], end);
    await record(store, 'I1', 'APPROVED', end, text);
    await tallyAll(store, settingsWith());
    await store.work.prune(NOW - 10 * HOUR, 100);
    expect(await run(where, 'select instance from instances')).toEqual([]);
    expect(await shown(store, settings)).toEqual(['A1   1 1 3 3']);
    await record(store, 'I1', 'REVERTED', NOW, text);
    await tallyAll(store, settings);
    expect(await shown(store, settings)).toEqual(['A1   1 1 3 3']);
  });

  it('leave an instance that is recorded again meanwhile for the next time', async () => {
    const store = await openWorking(await place());
    const settings = settingsWith();
    await record(store, 'I1', 'PENDING', started, snapshot(started, steps(2)));
    const [read] = await store.work.uncountedInstances(10);
    if (!read) throw new Error('nothing to count');
    await record(store, 'I1', 'PENDING', started + 1, snapshot(started, steps(2)));
    const { instance, stateAt } = read;
    const add = { day: 1, approval: 'A1', step: '', person: '', name: '' };
    expect(await store.work.addFigures([{ instance, stateAt, counted: ['new'], adds: [add] }])).toBe(0);
    await tallyAll(store, settings);
    expect(await shown(store, settings)).toEqual(['A1   1 0 0 0', 'A1 boss  0 1 2 2']);
  });

  it('are compared with as many days before, by the days of the time zone', async () => {
    const store = await openWorking(await place());
    const settings = settingsWith();
    // Half past midnight in Shanghai is still the day before in UTC.
    const midnight = Date.parse('2026-11-23T00:30:00+08:00');
    await record(store, 'I1', 'PENDING', midnight, snapshot(midnight, []));
    await record(store, 'I2', 'PENDING', midnight - HOUR, snapshot(midnight - HOUR, []));
    await tallyAll(store, settings);
    const days = lastDays('Asia/Shanghai', 3 * DAY, NOW);
    const sources = { ...store.work, waitingInstances: async () => [] };
    const [row] = await statsOf({ settings, store: sources }, days, NOW);
    expect([row?.created, row?.before.created]).toEqual([1, 1]);
  });

  it('find what is not counted by an index that holds nothing else', async () => {
    const where = await place();
    await (await openWorking(where)).close();
    const isUncounted = 'counted_at <> changed_at + coalesce(looked_at, 0)';
    const query = `select instance from instances where app = '${APP}' and ${isUncounted} order by instance limit 50`;
    expect(await planOf(where, query)).toContain('instances_uncounted');
  });
});
