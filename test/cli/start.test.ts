import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { runCommand } from '../support/command.ts';
import { runProgram, writeConfig } from '../support/program.ts';
import { tempFolder } from '../support/tempFolder.ts';

/** A Feishu that nobody reaches. */
function config(more: object = {}): object {
  return {
    feishu: {
      appId: 'cli_0123456789abcdef',
      appSecret: 'the-app-secret',
      domain: 'http://127.0.0.1:9',
      encryptKey: 'the-encrypt-key',
    },
    server: { host: '127.0.0.1', port: 0 },
    approvals: { 'A-1': { chats: ['oc_1'] } },
    ...more,
  };
}

describe('start', () => {
  it('is ready without Feishu, refuses a second process, follows a killed one at once, and ends with 0 on SIGTERM', async () => {
    const folder = tempFolder();
    const file = writeConfig(folder, config());
    const start = () => runProgram(folder, ['start', '--config', file]);
    const first = start();
    const url = await first.url;
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    const ready = await fetch(`${url}/readyz`);
    // That Feishu cannot be reached is a warning, and may be found a moment later.
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'ready', role: 'worker' }]);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('relay_worker 1');

    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.err()).toMatch(
      /^approval-relay: store: another approval-relay already works on sqlite:data\/relay\.db: stop it first.*\n$/,
    );

    first.child.kill('SIGKILL');
    await first.ended;
    const third = start();
    const again = await fetch(`${await third.url}/readyz`);
    expect(await again.json()).toMatchObject({ status: 'ready', role: 'worker' });
    third.child.kill('SIGTERM');
    expect(await third.ended).toBe(0);
    for (const program of [first, third]) {
      expect(program.out()).not.toContain('the-app-secret');
      expect(program.out()).not.toContain('the-encrypt-key');
    }
  });

  it('is not ended by a SIGHUP while it starts or stops', async () => {
    const folder = tempFolder();
    const bot = runProgram(folder, ['start', '--config', writeConfig(folder, config())]);
    await bot.says('working: this process holds the lease');
    bot.child.kill('SIGHUP');
    await bot.url;
    bot.child.kill('SIGTERM');
    await bot.says('stopping');
    bot.child.kill('SIGHUP');
    expect(await bot.ended).toBe(0);
  });

  it('is not ended by a SIGHUP while its modules load', async () => {
    const folder = tempFolder();
    const args = ['start', '--config', writeConfig(folder, config())];
    const bot = runProgram(folder, args, {}, { preload: 'hangUpWhileLoading.mjs' });
    expect((await fetch(`${await bot.url}/healthz`)).status).toBe(200);
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toBe(0);
  });

  it('logs from the configured level on', async () => {
    const folder = tempFolder();
    const file = writeConfig(folder, config({ log: { level: 'warn' } }));
    const program = runProgram(folder, ['start', '--config', file]);
    // Feishu cannot be reached: that is a warning.
    await program.says('"level":"warn"');
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(program.out()).not.toContain('"level":"info"');
  });

  it('says in one sentence that its port is taken, before it works', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const folder = tempFolder();
    const program = runProgram(folder, [
      'start',
      '--config',
      writeConfig(folder, config({ server: { host: '127.0.0.1', port } })),
    ]);
    expect(await program.ended).toBe(1);
    expect(program.err()).toBe(
      `approval-relay: server: port ${port} on 127.0.0.1 is taken by another program: stop that one, or set another "server.port" in the configuration.\n`,
    );
    expect(program.out()).not.toContain('working: this process holds the lease');
    other.close();
  });

  it('says in one sentence that its store cannot be written', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'data'), 'a file where a folder belongs');
    const program = runProgram(folder, ['start', '--config', writeConfig(folder, config())]);
    expect(await program.ended).toBe(1);
    expect(program.err()).toMatch(
      /^approval-relay: store: sqlite:data\/relay\.db cannot be opened for writing .*\n$/,
    );
  });

  it('ends with 2 and the place of every mistake', async () => {
    const folder = tempFolder();
    const file = writeConfig(folder, { ...config(), aprovals: {} });
    const program = runProgram(folder, ['start', '--config', file, '--lang', 'zh']);
    const started = { code: await program.ended, err: program.err() };
    const validated = await runCommand(folder, ['validate', '--config', file]);
    for (const { code, err } of [started, validated]) {
      expect(code).toBe(2);
      expect(err).toMatch(/relay\.yaml:\d+:\d+: .*aprovals.*approvals/);
      expect(err).not.toMatch(/\n\s+at /);
    }
    expect(started.err).toMatch(/是不是想写 "approvals"？\n(?:.*\n)*.*relay\.yaml：未启动/);
    expect(validated.err).toMatch(/did you mean "approvals"\?\n/);
  });

  it('speaks to Feishu through HTTPS_PROXY, and past it if NO_PROXY says so', async () => {
    const asked: string[] = [];
    const proxy = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => proxy.once('listening', resolve));
    const { port } = proxy.address() as AddressInfo;
    const first = new Promise<void>((resolve) => {
      proxy.on('connect', (request, socket) => {
        asked.push(request.url ?? '');
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
        resolve();
      });
    });
    const folder = tempFolder();
    const through = (domain: string) => ({
      appId: 'cli_0123456789abcdef',
      appSecret: 's',
      encryptKey: 'k',
      domain,
    });
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: 'localhost' };
    const file = writeConfig(folder, config({ feishu: through('https://open.feishu.example') }));
    const program = runProgram(folder, ['start', '--config', file], env);
    await first;
    expect(asked[0]).toBe('open.feishu.example:443');
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);

    const before = asked.length;
    const direct = writeConfig(folder, config({ feishu: through('https://localhost:9') }));
    const second = runProgram(folder, ['start', '--config', direct], env);
    await second.says('an approval could not be subscribed');
    expect(asked).toHaveLength(before);
    proxy.close();
  });

  it('warns of an approval that may not be subscribed, names the scope, and tries again', async () => {
    const sandbox = await startSandbox({
      clock: new ShiftableClock(),
      appId: 'cli_0123456789abcdef',
      appSecret: 'the-app-secret',
      scopes: ['approval:approval:readonly', 'im:message'],
    });
    sandbox.addApproval({ approvalCode: 'A-1', name: '采购申请' });
    const folder = tempFolder();
    const feishu = {
      appId: 'cli_0123456789abcdef',
      appSecret: 'the-app-secret',
      domain: sandbox.url,
      encryptKey: 'k',
    };
    const program = runProgram(folder, ['start', '--config', writeConfig(folder, config({ feishu }))]);
    await program.url;
    await program.says('an approval could not be subscribed');
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(program.out()).toContain('approval:definition');
    await sandbox.stop();
  });
});

describe('the command line', () => {
  it.each([
    [['--help'], 0],
    [['--version'], 0],
    [['start', '--nonsense'], 2],
    [[], 2],
  ])('%j ends with %i', async (args, code) => {
    expect(await runCommand(tempFolder(), args as string[])).toMatchObject({ code });
  });

  it('ends with 2 as a process if there is no such command', async () => {
    expect(await runProgram(tempFolder(), ['nonsense']).ended).toBe(2);
  });

  it('names the file that is not there', async () => {
    const { code, err } = await runCommand(tempFolder(), ['validate']);
    expect(code).toBe(2);
    expect(err).toContain('config/relay.yaml');
  });
});
