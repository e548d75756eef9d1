import { afterEach, describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { runCommand } from '../support/command.ts';
import { runProgram, writeConfig } from '../support/program.ts';
import { openAt, run as runSql } from '../support/stores.ts';
import { tempFolder } from '../support/tempFolder.ts';

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };
const ENCRYPT_KEY = 'an encrypt key';
const NOWHERE = 'http://127.0.0.1:9/';

/** What happens in this sandbox was an hour ago: the program lives by the clock of the machine. */
class HourAgo extends ShiftableClock {
  override now(): number {
    return super.now() - 3_600_000;
  }
}

const open: Sandbox[] = [];

afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.stop();
});

async function setUp({ wasStarted = true } = {}) {
  const sandbox = await startSandbox({
    clock: new HourAgo(),
    ...APP,
    encryptKey: ENCRYPT_KEY,
    retryLadderMs: [],
    webhookUrl: NOWHERE,
  });
  open.push(sandbox);
  const applicant = sandbox.addPerson({ name: '张三' }).openId;
  sandbox.addChat({ chatId: 'oc_1', name: '采购群' });
  sandbox.addApproval({ approvalCode: 'A-1', name: '采购申请', subscribed: true });
  const folder = tempFolder();
  writeConfig(folder, {
    feishu: { ...APP, domain: sandbox.url, encryptKey: ENCRYPT_KEY },
    server: { host: '127.0.0.1', port: 0 },
    store: 'sqlite:data/relay.db',
    approvals: { 'A-1': { chats: ['oc_1'] } },
    reconcile: false,
  });
  const program = (...args: string[]) => runProgram(folder, [...args, '--config', 'relay.yaml']);
  const command = (...args: string[]) => runCommand(folder, ['reconcile', ...args, '--config', 'relay.yaml']);
  const place = { kind: 'sqlite' as const, path: `${folder}/data/relay.db` };
  if (wasStarted) await (await openAt(place, APP.appId)).close();
  return {
    sandbox,
    program,
    command,
    submit: () => sandbox.submit({ approvalCode: 'A-1', applicant }),
    rows: (table: string) => runSql(place, `select * from ${table}`),
    /** Runs the command to its end. */
    async reconcile(...args: string[]) {
      const { code, out, err } = await command(...args, '--json');
      return { code, err, report: out === '' ? undefined : JSON.parse(out) };
    },
  };
}

describe('approval-relay reconcile', () => {
  it('takes on what waits, then finds what became of it, without a bot and through one', async () => {
    const { sandbox, program, submit, rows, reconcile } = await setUp();
    const [first, second, over] = [submit(), submit(), submit()];
    sandbox.approveAll(over);

    // Nothing of its own accord: those were there before it was.
    expect(await reconcile()).toMatchObject({ code: 0, report: { listed: 0, found: [], by: 'command' } });
    expect(await reconcile('--since', '1d', '--adopt')).toMatchObject({
      code: 0,
      report: { windows: 3, listed: 3, looked: 3, adopted: 2, found: [], refused: 0 },
    });
    expect((await rows('instances')).map((row) => row.instance).sort()).toEqual([first, second].sort());

    sandbox.approveAll(first);
    const before = await Promise.all(
      ['instances', 'findings', 'inbox', 'leases', 'calls', 'approvals'].map(rows),
    );
    const dry = await reconcile('--since', '1d', '--dry-run');
    expect(dry).toMatchObject({ code: 0, report: { dryRun: true, adopted: 0, by: 'command' } });
    const wouldBe = dry.report.found as { instance: string; status: string }[];
    expect(wouldBe.map((one) => `${one.instance} ${one.status}`).sort()).toEqual(
      [`${first} APPROVED`, `${over} APPROVED`].sort(),
    );
    expect(
      await Promise.all(['instances', 'findings', 'inbox', 'leases', 'calls', 'approvals'].map(rows)),
    ).toEqual(before);

    expect(await reconcile('--open-only')).toMatchObject({
      code: 0,
      report: { found: [{ instance: first, status: 'APPROVED' }] },
    });
    expect(sandbox.messages()).toEqual([]);

    const bot = program('start');
    await bot.url;
    await sandbox.waitFor(() => sandbox.messages('oc_1').length === 1);
    expect(sandbox.messages('oc_1')[0]?.content).toContain(first);
    sandbox.approveAll(second);
    expect(await reconcile('--open-only')).toMatchObject({
      code: 0,
      report: { by: 'bot', found: [{ instance: second, status: 'APPROVED' }] },
    });
    await sandbox.waitFor(() => sandbox.messages('oc_1').length === 2);
    expect(sandbox.messages('oc_1')[1]?.content).toContain(second);
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toBe(0);
  });

  it('says what is wrong, where, and what to do', async () => {
    const { sandbox, program, command, reconcile } = await setUp();
    const misuse = await reconcile('--since', 'yesterday');
    expect([misuse.code, misuse.err]).toEqual([2, expect.stringContaining('write one such as 12h or 7d')]);
    expect(await reconcile('--since', '1d', '--open-only')).toMatchObject({ code: 2 });
    const noStore = await (await setUp({ wasStarted: false })).reconcile('--dry-run');
    expect([noStore.code, noStore.err]).toEqual([1, expect.stringMatching(/store/)]);

    sandbox.turn({ scopes: [] });
    const refused = await reconcile('--since', '1d');
    expect(refused).toMatchObject({ code: 1, report: { stopped: { why: 'refused' } } });
    expect(refused.err).toContain('scope');

    sandbox.turn({ scopes: ['approval:approval:readonly'] });
    const words = program('reconcile', '--since', '1d');
    expect(await words.ended).toBe(0);
    expect(words.out()).toContain('Nothing was missed.');
    const chinese = await command('--since', '1d', '--lang', 'zh');
    expect(chinese.code).toBe(0);
    expect(chinese.out).toContain('没有遗漏。');
  });
});

describe('what approval-relay reconcile says if nothing was found', () => {
  it('is that nothing was compared, before there is anything to compare', async () => {
    const { command } = await setUp();
    const first = await command();
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/Nothing was compared.*--since 7d/);
    expect(first.out).not.toContain('Nothing was missed');
  });

  it('is never that nothing was missed, if Feishu did not show it', async () => {
    const { sandbox, command } = await setUp();
    sandbox.faults.add({ api: 'instance.list', kind: 'status', status: 400, code: 1390001, msg: 'param' });
    const refused = await command('--since', '1d');
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('Nothing could be compared.');

    sandbox.faults.clear();
    sandbox.turn({ scopes: [] });
    const stopped = await command('--since', '1d');
    expect(stopped.code).toBe(1);
    expect(stopped.out).toContain('Nothing was found until then');
    for (const one of [refused, stopped]) expect(one.out).not.toContain('Nothing was missed');
  });
});
