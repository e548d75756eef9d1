import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { createHookSender } from '../../src/hooks/hookSender.ts';
import { tempFolder } from '../support/tempFolder.ts';

const receiverOf = (page: string): string =>
  /```js\n([\s\S]*?)```/.exec(readFileSync(page, 'utf8'))?.[1] ?? '';

/** Runs the receiver of a page as a reader would. */
async function startReceiver(
  program: string,
  secret: string,
): Promise<{ url: string; nextLine: () => Promise<string> }> {
  const file = join(tempFolder(), 'receiver.mjs');
  writeFileSync(file, program);
  const env = { ...process.env, HOOK_SECRET: secret, PORT: '0' };
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => String((await lines.next()).value);
  const port = /listening on (\d+)/.exec(await nextLine())?.[1];
  return { url: `http://127.0.0.1:${port}/`, nextLine };
}

it('a receiver of twenty lines takes what is signed, each event once, and nothing else', async () => {
  const program = receiverOf('docs/hooks.md');
  expect(program.trim().split('\n').length).toBeLessThanOrEqual(20);
  const secret = 'both know it';
  const receiver = await startReceiver(program, secret);
  const sender = createHookSender();
  onTestFinished(() => sender.close());
  const send = (body: object, by = secret, now = Date.now()) =>
    sender.send({ url: receiver.url, secret: by, allowPrivate: true }, JSON.stringify(body), now);
  const change = { eventId: 'e1', status: 'APPROVED', instanceCode: '采购' };
  expect(await send(change)).toEqual({ status: 204 });
  expect(await send(change)).toEqual({ status: 204 });
  expect(await send({ ...change, status: 'REJECTED' }, 'a guess')).toEqual({ status: 401 });
  expect(await send(change, secret, 1_000)).toEqual({ status: 401 });
  expect((await fetch(receiver.url, { method: 'POST', body: '{}' })).status).toBe(401);
  expect(await send({ ...change, eventId: 'e2' })).toEqual({ status: 204 });
  expect([await receiver.nextLine(), await receiver.nextLine()]).toEqual(['APPROVED 采购', 'APPROVED 采购']);
});

it('the receiver of the Chinese page is the same program', () => {
  const bare = (page: string): string => receiverOf(page).replaceAll(/ *\/\/ .*$/gm, '');
  expect(bare('docs/zh-CN/hooks.md')).toBe(bare('docs/hooks.md'));
});
