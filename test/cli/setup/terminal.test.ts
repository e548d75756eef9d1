import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';
import { expect, it, onTestFinished } from 'vitest';
import { ShiftableClock } from '../../../src/base/clock.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { Signals } from '../../../src/sandbox/world/signals.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'the secret of the app' };
const CODE = '7C468A54-8745-2245-9675-08B7C63E7A85';
const CHAT = 'oc_84983ff6516d731e5b5f68d4ea2e1da5';
const PROGRAM = new URL('../../../dist/cli/main.js', import.meta.url).pathname;
const CTRL_C = '\u0003';

/** The built program in a pseudo-terminal, and a person who reads and types. */
function terminal(folder: string, args: readonly string[]) {
  const { RELAY_CONFIG: _, RELAY_LANG: __, ...env } = process.env;
  const pty = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    cols: 200,
    rows: 50,
    env: { ...env, TERM: 'xterm' },
  });
  const signals = new Signals<{ said: string }>();
  let [shown, read] = ['', 0];
  pty.onData((data) => {
    shown += stripVTControlCharacters(data);
    signals.emit('said', data);
  });
  const ended = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  onTestFinished(async () => {
    pty.kill('SIGKILL');
    await ended;
  });
  return {
    ended,
    shown: () => shown,
    /** Types once this is asked, after all that was answered before. */
    async answer(question: string, keys: string): Promise<void> {
      await signals.until(() => shown.indexOf(question, read) >= 0, 120_000);
      read = shown.length;
      pty.write(keys);
    },
  };
}

it('setup leads from an empty folder to a card in a group, in a terminal, and goes on after Ctrl-C', async () => {
  const sandbox = await startSandbox({ clock: new ShiftableClock(), ...APP });
  onTestFinished(() => sandbox.stop());
  sandbox.addChat({ chatId: CHAT, name: '采购群' });
  sandbox.addApproval({ approvalCode: CODE, name: '采购申请' });
  const folder = tempFolder();
  const args = ['setup', '--existing', '--domain', sandbox.url, '--lang', 'en'];

  const first = terminal(folder, args);
  await first.answer('App ID', `${APP.appId}\r`);
  await first.answer('App Secret', `${APP.appSecret}\r`);
  await first.answer('Which approval?', CTRL_C);
  expect(await first.ended).toBe(1);
  expect(first.shown()).toContain('it continues from here');
  expect(first.shown()).not.toContain(APP.appSecret);
  expect(readFileSync(join(folder, '.env'), 'utf8')).toContain(APP.appId);
  expect(existsSync(join(folder, 'config/relay.yaml'))).toBe(false);

  const second = terminal(folder, args);
  await second.answer('Continue with it?', 'y');
  await second.answer('Which approval?', `${CODE}\r`);
  await second.answer('Which group', '\r');
  expect(await second.ended).toBe(0);
  expect(readFileSync(join(folder, 'config/relay.yaml'), 'utf8')).toContain(CHAT);
  expect(sandbox.messages(CHAT)).toHaveLength(1);
});
