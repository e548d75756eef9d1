import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { csvOf } from '../../src/cli/csv.ts';
import { MisuseError } from '../../src/cli/misuse.ts';
import { run } from '../../src/cli/stats.ts';
import { parseSnapshot } from '../../src/feishu/api/instances.ts';
import { createTally } from '../../src/relay/stats/tally.ts';
import { readSettings } from '../../src/settings/readSettings.ts';
import { openStore } from '../../src/store/open.ts';
import { writeConfig } from '../support/program.ts';
import { snapshotOf } from '../support/snapshotOf.ts';
import { event, RELAYED } from '../support/stores.ts';
import { tempFolder } from '../support/tempFolder.ts';

const HOUR = 3_600_000;

/** A store in which one request was passed by the boss after 2 h, and has waited for the accountant since then. */
async function setUp(people = false) {
  const folder = tempFolder();
  const file = writeConfig(folder, {
    feishu: {
      appId: 'cli_a1b2c3d4e5f60718',
      appSecret: 'a secret',
      encryptKey: 'k',
      domain: 'http://127.0.0.1:9',
    },
    store: `sqlite:${folder}/relay.db`,
    stats: { people },
    approvals: { A1: { name: '采购申请', chats: ['oc_1'] } },
  });
  const { settings } = readSettings(file, {});
  if (!settings) throw new Error('the configuration has errors');
  const store = await openStore(settings.store, settings.feishu.appId, parseSnapshot);
  await store.lease.hold();
  const clock = systemClock();
  const now = clock.now();
  const task = (id: string, person: string, node: string, from: number, to: number) => ({
    id,
    open_id: person,
    status: to === 0 ? 'PENDING' : 'APPROVED',
    node_id: `n${id}`,
    node_name: node,
    type: 'AND',
    start_time: String(from),
    end_time: String(to),
  });
  const text = JSON.stringify({
    status: 'PENDING',
    start_time: String(now - 5 * HOUR),
    task_list: [
      task('1', 'ou_boss', '=主管', now - 5 * HOUR, now - 3 * HOUR),
      task('2', 'ou_money', '财务复核', now - 3 * HOUR, 0),
    ],
  });
  await store.inbox.add([event('e1', { changedAt: now - 5 * HOUR })]);
  const [change] = await store.inbox.dueChanges(now, 1);
  if (!change) throw new Error('nothing is due');
  const state = { status: 'PENDING', changedAt: now - 5 * HOUR, knownBy: 'push' } as const;
  const known = { ...state, snapshot: snapshotOf(text), lookedAt: now, startedAt: null };
  await store.work.finishChange(change, { ...RELAYED, announcements: [], known }, now);
  await createTally({ settings, store, clock, log: silentLog })();
  await store.lease.release();
  await store.close();
  const out: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  onTestFinished(() => void vi.restoreAllMocks());
  return { options: { config: file, since: '30d', language: 'en' as const }, out };
}

describe('stats', () => {
  it('gives a program what was decided and what waits, in ms of working time', async () => {
    const { options, out } = await setUp();
    expect(await run({ ...options, json: true })).toBe(0);
    const rows = JSON.parse(out.join('')) as Record<string, unknown>[];
    expect(rows).toMatchObject([
      {
        approval: 'A1',
        name: '采购申请',
        step: '',
        created: 1,
        count: 0,
        median: null,
        p90: null,
        waiting: 1,
      },
      { step: 'n1', stepName: '=主管', count: 1, median: 2 * HOUR, p90: 2 * HOUR, waiting: 0, longest: null },
      { step: 'n2', stepName: '财务复核', count: 0, waiting: 1, longestInstance: 'I1' },
    ]);
    expect(rows[2]?.longest).toBeGreaterThanOrEqual(3 * HOUR);
  });

  it('shows a person the same, by person if the configuration says so', async () => {
    const { options, out } = await setUp(true);
    await run({ ...options, language: 'zh' });
    const [head, whole, ...rest] = out.join('\n').split('\n');
    expect(head).toMatch(/^审批 +节点 +审批人 +新增 +已审批 +中位用时/);
    expect(whole).toMatch(/^采购申请 +（全程） +- +1 +0/);
    expect(rest.find((line) => line.includes('ou_boss'))).toMatch(/=主管 +ou_boss +- +1 +2 小时 +2 小时/);
  });

  it('writes a file for a spreadsheet, in which no text is a formula', async () => {
    const { options, out } = await setUp();
    await run({ ...options, csv: true });
    const lines = out.join('').split('\r\n');
    expect(lines[0]).toBe(
      '\uFEFFapproval,name,step,stepName,person,personName,created,count,median,p90,' +
        'beforeCreated,beforeCount,beforeMedian,beforeP90,waiting,longest,longestInstance',
    );
    expect(lines[2]).toBe(`A1,采购申请,n1,'=主管,,,0,1,${2 * HOUR},${2 * HOUR},0,0,,,0,,`);
    expect(csvOf(['a'], [['x,"y"\n'], [-1]])).toBe('\uFEFFa\r\n"x,""y""\n"\r\n-1\r\n');
  });

  it('says what is wrong with what it was given', async () => {
    const options = { config: 'none.yaml', since: '30d', language: 'en' } as const;
    await expect(run({ ...options, since: 'monday' })).rejects.toThrow(MisuseError);
    await expect(run({ ...options, csv: true, json: true })).rejects.toThrow(/exclude each other/);
  });
});
