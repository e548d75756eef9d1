import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import { run as deliveries } from '../../src/cli/deliveries.ts';
import { run as discard } from '../../src/cli/discard.ts';
import { MisuseError } from '../../src/cli/misuse.ts';
import { run as replay } from '../../src/cli/replay.ts';
import { parseSnapshot } from '../../src/feishu/api/instances.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { openStore } from '../../src/store/open.ts';
import { runProgram, writeConfig } from '../support/program.ts';
import { event, NOW, nextDelivery, relay, run as runSql, untilRows } from '../support/stores.ts';
import { tempFolder } from '../support/tempFolder.ts';

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };
const open: Sandbox[] = [];

afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.stop();
});

/** A bot with a sandbox whose group has removed it. */
async function setUp() {
  const sandbox = await startSandbox({ clock: new ShiftableClock(), ...APP, encryptKey: 'an encrypt key' });
  open.push(sandbox);
  const applicant = sandbox.addPerson({ name: '张三' }).openId;
  sandbox.addChat({ chatId: 'oc_1', name: '采购群' });
  sandbox.addApproval({ approvalCode: 'A-1', name: '采购申请', subscribed: true });
  const folder = tempFolder();
  writeConfig(folder, {
    feishu: { ...APP, domain: sandbox.url, encryptKey: 'an encrypt key' },
    server: { host: '127.0.0.1', port: 0 },
    approvals: { 'A-1': { chats: ['oc_1'] } },
    reconcile: false,
  });
  const program = (...args: string[]) => runProgram(folder, [...args, '--config', 'relay.yaml']);
  const bot = program('start');
  sandbox.pushTo(`${await bot.url}/webhook/event`);
  sandbox.removeBot('oc_1', { event: false });
  const code = sandbox.submit({ approvalCode: 'A-1', applicant });
  await untilRows(folder, "select 1 from outbox where state = 'parked'", 1);
  const ask = async (...args: string[]) => {
    const one = program(...args);
    return { code: await one.ended, out: one.out(), err: one.err() };
  };
  return { sandbox, bot, ask, code };
}

describe('an operator whose request did not arrive', () => {
  it('finds out why, mends it, and sends it again, without SQL', async () => {
    const { sandbox, bot, ask, code } = await setUp();

    const why = await ask('deliveries', '--instance', code);
    expect(why).toMatchObject({ code: 0, err: '' });
    expect(why.out).toContain('chat-closed: ');
    expect(why.out).toContain('Add the bot to the group again');
    expect(why.out).toContain('approval-relay replay ID');
    const [row] = JSON.parse((await ask('deliveries', '--state', 'parked', '--json')).out);
    expect(row).toEqual({
      id: 'd1',
      chat: 'oc_1',
      instance: code,
      approval: 'A-1',
      status: 'PENDING',
      kind: 'card',
      state: 'parked',
      reason: expect.stringContaining('230002'),
      remedy: expect.stringContaining('Add the bot'),
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    });

    sandbox.addBot('oc_1', { event: false });
    const replayed = await ask('replay', row.id, '--json');
    expect(replayed.code).toBe(0);
    expect(JSON.parse(replayed.out)).toMatchObject({ replayed: 1, left: [], by: 'bot' });
    await sandbox.waitFor(() => sandbox.messages('oc_1').length === 1);
    expect(sandbox.messages('oc_1')[0]?.content).toContain(code);
    expect(sandbox.messages('oc_1')).toHaveLength(1);
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toBe(0);
  });
});

/** The commands in this process, over a store with one parked row, on which no bot works. */
async function alone() {
  const folder = tempFolder();
  const place = { kind: 'sqlite', path: `${folder}/relay.db` } as const;
  const store = await openStore(place, APP.appId, parseSnapshot);
  await store.lease.hold();
  await relay(store, [event('e1', { instanceCode: 'I1' })]);
  const delivery = await nextDelivery(store, 'oc_1', NOW);
  if (!delivery) throw new Error('nothing is due');
  const remedy = 'Add the bot.';
  await store.work.settleDelivery(
    delivery,
    { state: 'parked', reason: 'chat-closed: 230002: out', remedy },
    NOW,
  );
  await store.lease.release();
  await store.close();
  const feishu = { ...APP, encryptKey: 'an encrypt key' };
  const approvals = { 'A-1': { chats: ['oc_1'] } };
  const config = writeConfig(folder, { feishu, approvals, store: `sqlite:${place.path}` });
  const out: string[] = [];
  const err: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line));
  onTestFinished(() => void vi.restoreAllMocks());
  /** What a command prints. */
  const said = async (code: Promise<number>) => {
    out.length = 0;
    err.length = 0;
    return { code: await code, out: out.join('\n'), err: err.join('\n') };
  };
  return { options: { config, language: 'en' as const }, said, place };
}

describe('the commands about parked rows', () => {
  it('list and send again what a hook refused, by the name of the hook', async () => {
    const { options, said, place } = await alone();
    await runSql(place, "update outbox set chat = 'hook:erp', kind = 'hook', reason = 'refused: http-422'");
    const listed = await said(deliveries({ ...options, chat: 'hook:erp', json: true }));
    expect(JSON.parse(listed.out)).toMatchObject([
      { id: 'd1', chat: 'hook:erp', kind: 'hook', state: 'parked', reason: 'refused: http-422' },
    ]);
    const asText = await said(deliveries({ ...options, chat: 'hook:erp' }));
    expect(asText.out).toMatch(/d1 .* hook:erp .* refused: http-422/);
    expect((await said(deliveries({ ...options, chat: 'hook:other' }))).out).not.toContain('d1');
    const replayed = await said(replay({ ...options, parked: true, chat: 'hook:erp', json: true }, []));
    expect(JSON.parse(replayed.out)).toMatchObject({ replayed: 1, left: [] });
    const waiting = await said(deliveries({ ...options, state: 'waiting', json: true }));
    expect(JSON.parse(waiting.out)).toMatchObject([{ id: 'd1', chat: 'hook:erp', reason: '' }]);
  });

  it('list what goes to a group in the place of a person under both', async () => {
    const { options, said, place } = await alone();
    await runSql(place, "update outbox set chat = 'ou_boss', left_out = 'ou_bad >oc_1'");
    for (const chat of ['ou_boss', 'oc_1']) {
      const listed = await said(deliveries({ ...options, chat, json: true }));
      expect(JSON.parse(listed.out)).toMatchObject([{ id: 'd1', chat: 'ou_boss', instead: 'oc_1' }]);
    }
    expect((await said(deliveries(options))).out).toMatch(/d1 .* ou_boss → oc_1 /);
    expect((await said(deliveries({ ...options, chat: 'oc_11' }))).out).not.toContain('d1');
  });

  it('do it themselves if no bot runs', async () => {
    const { options, said } = await alone();
    expect(await said(replay({ ...options, parked: true, reason: 'refused' }, []))).toMatchObject({
      code: 0,
      out: 'No parked row matches.',
    });
    expect(await said(replay({ ...options, parked: true, reason: 'chat-closed' }, []))).toMatchObject({
      code: 0,
      out: expect.stringContaining('they are sent when it starts'),
    });
    const waiting = await said(deliveries({ ...options, state: 'waiting', json: true }));
    expect(JSON.parse(waiting.out)).toMatchObject([{ id: 'd1', state: 'waiting', reason: '' }]);
    // What is not parked stays as it is.
    expect(await said(discard(options, ['d1', '7']))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/d7 stays as it is.*\n.*d1 stays as it is|d1 stays as it is.*\n.*d7 stays/),
    });
  });

  it('send one that may have arrived only once somebody says that it is missing', async () => {
    const { options, said, place } = await alone();
    await runSql(place, "update outbox set reason = 'outcome-unknown: x', unknown_since = 1");
    expect(await said(replay({ ...options, parked: true }, []))).toMatchObject({
      code: 0,
      err: expect.stringContaining('it is unknown whether they arrived: d1'),
    });
    await expect(replay(options, ['d1'])).rejects.toThrow(/d1\. Check the chat.*--yes/);
    expect(await said(replay({ ...options, language: 'zh', yes: true }, ['d1']))).toMatchObject({
      code: 0,
      out: expect.stringContaining('重新发送 1 条'),
    });
  });

  it('end one that somebody has seen', async () => {
    const { options, said } = await alone();
    expect(await said(discard({ ...options, sent: true, json: true }, ['1']))).toMatchObject({ code: 0 });
    const listed = await said(deliveries({ ...options, language: 'zh' }));
    expect(listed.out).toMatch(/d1 .*已发送.* seen/);
  });

  it.each([
    ['neither ids nor --parked', {}, []],
    ['both', { parked: true }, ['d1']],
    ['--chat without --parked', { chat: 'oc_1' }, ['d1']],
    ['what is no id', {}, ['x1']],
  ])('take no order with %s', async (_, more, ids) => {
    await expect(replay({ language: 'en', ...more }, ids)).rejects.toBeInstanceOf(MisuseError);
  });

  it('know four states, and durations', async () => {
    await expect(deliveries({ language: 'en', state: 'lost' })).rejects.toThrow(
      /sent, waiting, parked, suppressed/,
    );
    await expect(deliveries({ language: 'en', since: 'noon' })).rejects.toThrow(/12h or 7d/);
  });
});
