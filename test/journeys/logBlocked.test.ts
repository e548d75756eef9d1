import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunOptions } from '../support/program.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { setUpTenant } from '../support/tenant.ts';

const TOKEN = 'a verification token';

const ending: (() => unknown)[] = [];
afterEach(() => {
  for (const end of ending.splice(0)) end();
});

function open(path: string, flags: string): number {
  const fd = openSync(path, flags);
  ending.push(() => closeSync(fd));
  return fd;
}

/** A running bot whose log goes where the test says. */
async function startBot(options: RunOptions) {
  const tenant = await setUpTenant({ groups: 1, secret: { verificationToken: TOKEN } });
  const start = tenant.bot({ reconcile: false }, options);
  const program = await start();
  const url = await program.url;
  const get = async (path: string): Promise<Response> => fetch(url + path);
  return {
    program,
    /** Starts it once more, on the same store. */
    restart: start,
    health: async () => (await get('/healthz')).status,
    dropped: async () => {
      const text = await (await get('/metrics')).text();
      return Number(/^relay_log_lines_dropped_total (\d+)$/m.exec(text)?.[1]);
    },
    /** The bot logs a long line for each of these. */
    async storm(lines: number): Promise<void> {
      for (let sent = 0; sent < lines; sent += 20) {
        const posts = Array.from({ length: 20 }, async (_, i) => {
          const uuid = `${sent + i}-`.padEnd(2_000, 'x');
          const body = JSON.stringify({ uuid, token: TOKEN, event: { type: 'made.up' } });
          expect((await fetch(`${url}/webhook/event`, { method: 'POST', body })).status).toBe(200);
        });
        await Promise.all(posts);
      }
    },
    /** An instance, and its card. */
    async relays(): Promise<void> {
      const before = tenant.sandbox.messages().length;
      tenant.submit();
      await tenant.sandbox.waitFor(() => tenant.sandbox.messages().length === before + 1);
    },
  };
}

/** A pipe that the test reads when it likes to. */
function makePipe() {
  const path = join(tempFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  const readable = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writable = open(path, 'w');
  return {
    writable,
    /** Reads from now on; resolves with all of it once the program has written this. */
    read: (until: string) =>
      new Promise<string>((resolve) => {
        let text = '';
        const socket = new Socket({ fd: readable, writable: false });
        ending.push(() => socket.destroy());
        socket.on('data', (chunk) => {
          text += chunk;
          if (text.includes(until)) resolve(text);
        });
      }),
  };
}

const MORE_THAN_WAITS = 600;
const NOTICE = '"msg":"log lines were dropped"';

describe('a log that nobody takes', () => {
  it('because the disk is full costs its lines and nothing else', async () => {
    const bot = await startBot({ log: open('/dev/full', 'w') });
    await bot.relays();
    await bot.storm(MORE_THAN_WAITS);
    expect(await bot.health()).toBe(200);
    await bot.relays();
    expect(await bot.dropped()).toBeGreaterThan(0);
    bot.program.child.kill('SIGTERM');
    expect(await bot.program.ended).toBe(0);
  });

  it('because its reader has stopped waits a little, and then costs its lines and nothing else', async () => {
    const pipe = makePipe();
    const bot = await startBot({ log: pipe.writable });
    await bot.relays();
    expect(await bot.dropped()).toBe(0);
    await bot.storm(MORE_THAN_WAITS);
    expect(await bot.health()).toBe(200);
    await bot.relays();
    expect(await bot.dropped()).toBeGreaterThan(0);

    // The reader comes back: what has waited, and how much is missing.
    const text = await pipe.read(NOTICE);
    const dropped = await bot.dropped();
    const lines = text.split('\n').slice(0, text.split('\n').findIndex((line) => line.includes(NOTICE)) + 1);
    const facts = lines.map((line) => JSON.parse(line) as { msg: string; lines?: number });
    expect(facts[0]?.msg).toMatch(/working/);
    expect(facts.at(-1)).toMatchObject({ level: 'warn', lines: dropped });
    expect(facts.filter(({ msg }) => msg === 'event').length).toBeGreaterThan(100);
    await bot.relays();
    expect(await bot.dropped()).toBe(dropped);
  });

  it('because it goes to a supervisor that hangs does not keep the bot from ending', async () => {
    const bot = await startBot({ log: 'unread' });
    await bot.storm(MORE_THAN_WAITS);
    await bot.relays();
    expect(await bot.dropped()).toBeGreaterThan(0);
    bot.program.child.kill('SIGTERM');
    expect(await bot.program.ended).toBe(0);
  });
});

describe('the last lines of a log', () => {
  it('are in its file when the bot has stopped', async () => {
    const file = join(tempFolder(), 'relay.log');
    const bot = await startBot({ log: open(file, 'w') });
    await bot.storm(40);
    bot.program.child.kill('SIGTERM');
    expect(await bot.program.ended).toBe(0);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.filter((line) => line.includes('"msg":"event"'))).toHaveLength(40);
    expect(lines.at(-1)).toContain('"msg":"stopped"');
  });

  it('report a mistake in the program without the data it was about', async () => {
    const file = join(tempFolder(), 'relay.log');
    const bot = await startBot({ log: open(file, 'w'), preload: 'throwsOnSignal.mjs' });
    bot.program.child.kill('SIGUSR2');
    expect(await bot.program.ended).toBe(1);
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      level: 'error',
      error: expect.stringMatching(/^TypeError: it is not what it seems\n.*throwsOnSignal/) as string,
      msg: expect.stringContaining('mistake in the program') as string,
    });
    expect(text).not.toContain('t-secret');
    await bot.restart();
    await bot.relays();
  });

  it('are given up if nobody reads them, even those of a mistake', async () => {
    const bot = await startBot({ log: 'unread', preload: 'throwsOnSignal.mjs' });
    await bot.storm(MORE_THAN_WAITS);
    bot.program.child.kill('SIGUSR2');
    expect(await bot.program.ended).toBe(1);
  });
});
