import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { calendarEnds } from '../../src/approval/calendar.ts';
import { demoConfig } from '../../src/cli/demoConfig.ts';
import { calendarEnding } from '../../src/settings/calendarWarning.ts';
import { settingsOf } from '../settings/read.ts';
import { runCommand } from '../support/command.ts';
import { runProgram } from '../support/program.ts';
import { tempFolder } from '../support/tempFolder.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

it('suggests another port if the one of the page is taken', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const program = runProgram(tempFolder(), ['demo', '--port', String(port)]);
  expect(await program.ended).toBe(1);
  expect(program.err()).toMatch(
    new RegExp(
      `^approval-relay: demo: port ${port} on 127\\.0\\.0\\.1 is taken by another program: stop that one, or choose another port: npm run demo -- --port \\d+\\.\\n$`,
    ),
  );
});

it.each(['zh', 'en'] as const)('has no card for operators about the end of a calendar (%s)', (language) => {
  const settings = settingsOf(demoConfig('http://127.0.0.1:9', 'relay.db', 'http://127.0.0.1:9', language));
  expect(settings.reminders).toBeDefined();
  expect(calendarEnding(settings, Date.parse(calendarEnds()))).toBeUndefined();
});

it.each(['http', '70000', '-1'])('refuses --port %s', async (port) => {
  const { code, err } = await runCommand(tempFolder(), ['demo', `--port=${port}`]);
  expect(code).toBe(2);
  expect(err).toContain('give a number from 0 to 65535');
});
