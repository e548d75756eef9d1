import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { waitsOf } from '../../src/approval/reminder.ts';
import { ShiftableClock } from '../../src/base/clock.ts';
import { parseSnapshot } from '../../src/feishu/api/instances.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { type Printed, runCommand } from '../support/command.ts';
import { freshDatabase } from '../support/postgres.ts';
import { runProgram, writeConfig } from '../support/program.ts';
import { snapshotOf } from '../support/snapshotOf.ts';
import { event, NOW, RELAYED } from '../support/stores.ts';
import { tempFolder } from '../support/tempFolder.ts';

const APP = 'cli_a1b2c3d4e5f60718';
const MINUTE = 60_000;
const HOUR = 3_600_000;

async function record(
  store: Store,
  instanceCode: string,
  task: object,
  { status = 'PENDING', approvalCode = 'A1', dueAt = NOW + HOUR } = {},
): Promise<void> {
  const state = { status: status as 'PENDING', changedAt: NOW };
  const snapshot = {
    instance_code: instanceCode,
    approval_code: approvalCode,
    approval_name: '采购申请',
    serial_number: '2026001',
    status: 'PENDING',
    open_id: 'ou_zhang',
    start_time: String(NOW - 9 * HOUR),
    task_list: [
      { id: '1', status: 'PENDING', node_id: 'n1', node_name: '财务\u202e复核', type: 'AND', ...task },
    ],
  };
  await store.inbox.add([event(instanceCode, { instanceCode, approvalCode, ...state })]);
  const [change] = await store.inbox.dueChanges(NOW, 10);
  if (!change) throw new Error('nothing is due');
  const [wait] = waitsOf(undefined, state);
  const known = {
    ...state,
    knownBy: 'push' as const,
    snapshot: snapshotOf(JSON.stringify(snapshot), instanceCode),
  };
  const reminders = wait ? [{ ...wait, chat: 'oc_1', rule: 'remind', dueAt: () => dueAt }] : [];
  const composed = {
    ...RELAYED,
    announcements: [],
    reminders,
    known: { ...known, lookedAt: 1, startedAt: null },
  };
  await store.work.finishChange(change, composed, NOW);
}

async function pending(
  store: string,
  args: readonly string[] = [],
  {
    domain = 'http://127.0.0.1:9',
    approvals = { A1: { chats: ['oc_1'] } },
    isAlone = false,
  }: Partial<Configured> = {},
): Promise<Printed> {
  const folder = tempFolder();
  writeConfig(folder, {
    feishu: { appId: APP, appSecret: 'a secret', encryptKey: 'a key', domain },
    store,
    reminders: { calendar: 'always', hours: '00:00-24:00' },
    approvals,
  });
  const command = ['pending', '--config', 'relay.yaml', ...args];
  if (!isAlone) return runCommand(folder, command);
  const program = runProgram(folder, command);
  const code = (await program.ended) as number;
  return { code, out: program.out(), err: program.err() };
}

interface Configured {
  /** In a process of its own. */
  readonly isAlone: boolean;
  readonly domain: string;
  readonly approvals: object;
}

describe('approval-relay pending', () => {
  const stores = [
    {
      name: 'SQLite',
      place: async () => ({ kind: 'sqlite', path: join(tempFolder(), 'relay.db') }) as const,
    },
    { name: 'PostgreSQL', place: async () => ({ kind: 'postgres', url: await freshDatabase() }) as const },
  ];
  it.each(stores)(
    'lists what waits in $name beside the bot, longest first, and only looks',
    async ({ place }) => {
      const at = await place();
      const where = at.kind === 'sqlite' ? `sqlite:${at.path}` : at.url;
      const store = await openStore(at, APP, parseSnapshot);
      await store.lease.hold();
      await record(store, 'I1', { open_id: 'ou_li', start_time: String(NOW - 2 * HOUR) });
      await record(store, 'I2', { open_id: 'ou_wang', start_time: String(NOW - 5 * HOUR) });
      await record(store, 'I3', {}, { status: 'APPROVED' });
      const bytes = (): string =>
        at.kind === 'sqlite'
          ? readFileSync(at.path).toString('base64') + readFileSync(`${at.path}-wal`).toString('base64')
          : '';
      const before = bytes();

      const table = await pending(where, [], { isAlone: true });
      expect(table).toMatchObject({ code: 0, err: '' });
      const lines = table.out.trim().split('\n');
      expect(lines).toHaveLength(3);
      expect(lines[1]).toMatch(
        /^\d+ days.* ou_wang +财务 复核 +采购申请 +2026001 +2\d{3}-\d\d-\d\d \d\d:\d\d +I2$/,
      );
      expect(lines[2]).toContain('ou_li');

      const chinese = (await pending(where, ['--lang', 'zh'])).out.split('\n');
      expect(chinese[0]).toMatch(/^已等待 +等待自 +等待 +节点 +审批 +编号 +下次催办 +实例$/);
      expect(chinese[1]).toMatch(/^\d+ 天/);
      const askedAt = Date.now();
      const listed = JSON.parse((await pending(where, ['--json', '--lang', 'zh'])).out);
      const answeredAt = Date.now();
      expect(listed[0].waiting[0].waited).toMatch(/days/);
      expect(listed).toMatchObject([
        {
          instance: 'I2',
          status: 'PENDING',
          applicant: 'ou_zhang',
          waiting: [{ person: 'ou_wang', since: new Date(NOW - 5 * HOUR).toISOString() }],
          nextReminder: expect.any(String),
        },
        { instance: 'I1' },
      ]);
      // It has long been due, and every moment counts: it goes out at once.
      const dueAt = Date.parse(listed[0].nextReminder);
      expect(dueAt).toBeGreaterThanOrEqual(askedAt);
      expect(dueAt).toBeLessThanOrEqual(answeredAt + MINUTE);
      expect(bytes()).toBe(before);
      expect(await store.lease.hold()).toEqual({ held: true, renewed: true });
      await store.close();
    },
  );

  it('shows when the next reminder can be sent: when it is due, and in the hours of the chat', async () => {
    const path = join(tempFolder(), 'relay.db');
    const store = await openStore({ kind: 'sqlite', path }, APP, parseSnapshot);
    await store.lease.hold();
    const tomorrow = (Math.floor(Date.now() / (24 * HOUR)) + 1) * 24 * HOUR;
    await record(
      store,
      'I1',
      { open_id: 'ou_li', start_time: String(NOW) },
      { dueAt: tomorrow + 1.5 * HOUR },
    );
    const at = async (chats: unknown[]): Promise<string> => {
      const approvals = { A1: { chats } };
      const [one] = JSON.parse((await pending(`sqlite:${path}`, ['--json'], { approvals })).out);
      return one.nextReminder.slice(11, 16);
    };
    // 09:30 in Shanghai; then the hours of the chat begin.
    expect(await at(['oc_1'])).toBe('01:30');
    expect(await at([{ chat: 'oc_1', hours: '14:00-18:00' }])).toBe('06:00');
    await store.close();
  });

  it('names people if Feishu can be asked', async () => {
    const clock = new ShiftableClock();
    const sandbox = await startSandbox({ clock, appId: APP, appSecret: 'a secret' });
    const li = sandbox.addPerson({ name: '李四' }).openId;
    const path = join(tempFolder(), 'relay.db');
    const store = await openStore({ kind: 'sqlite', path }, APP, parseSnapshot);
    await store.lease.hold();
    await record(store, 'I1', { open_id: li, start_time: String(NOW) });
    const { out } = await pending(`sqlite:${path}`, [], { domain: sandbox.url });
    expect(out).toContain('李四');
    await store.close();
    await sandbox.stop();
  });

  it('only counts what belongs to an approval that was taken out, until it is configured again', async () => {
    const path = join(tempFolder(), 'relay.db');
    const store = await openStore({ kind: 'sqlite', path }, APP, parseSnapshot);
    await store.lease.hold();
    await record(store, 'I1', {});
    for (const code of ['OLD1', 'OLD2']) await record(store, code, {}, { approvalCode: 'A-OLD' });
    const where = `sqlite:${path}`;
    const codes = ({ out }: { readonly out: string }): string[] =>
      JSON.parse(out).map((one: { readonly instance: string }) => one.instance);

    const table = await pending(where);
    expect(table.code).toBe(0);
    expect(table.out).not.toContain('OLD');
    expect(table.err).toContain('not listed: 2, since');
    expect(table.err).toContain('(A-OLD)');
    const json = await pending(where, ['--json']);
    expect(codes(json)).toEqual(['I1']);
    expect(json.err).toBe(table.err);
    for (const approvals of [{ 'A-OLD': { chats: ['oc_1'] } }, { '*': { chats: ['oc_1'] } }]) {
      const again = await pending(where, ['--json'], { approvals });
      expect(codes(again)).toEqual(expect.arrayContaining(['OLD1', 'OLD2']));
    }
    await store.close();
  });

  it('says so if there is no store yet, and creates none', async () => {
    const path = join(tempFolder(), 'none', 'relay.db');
    const { code, err } = await pending(`sqlite:${path}`);
    expect(code).toBe(1);
    expect(err).toContain(`store: there is no sqlite:${path} yet: start the bot first`);
    expect(() => readFileSync(path)).toThrow();
  });
});
