import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, startApp } from '../app.ts';
import { type Clock, ShiftableClock } from '../base/clock.ts';
import { Closers } from '../base/closers.ts';
import { OperatorError } from '../base/errors.ts';
import { silentLog } from '../base/log.ts';
import type { DeliveryEnd } from '../relay/observe.ts';
import type { DemoDelivery, DemoStory } from '../sandbox/page/demo.ts';
import { startPage } from '../sandbox/page/startPage.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { playStory } from '../sandbox/story.ts';
import { furnish } from '../sandbox/storyCast.ts';
import { formatProblem } from '../settings/readSettings.ts';
import { readConfigured } from './configured.ts';
import { DEMO_APP, demoConfig } from './demoConfig.ts';
import { EXIT_MISUSE, EXIT_OK } from './exit.ts';
import { untilSignal } from './signals.ts';

/** What the strip of the page shows of the past. */
const DELIVERIES_SHOWN = 12;

/** `approval-relay demo`: the sandbox, the bot and the page, until SIGTERM or SIGINT. */
export async function run(options: { port: string; keep?: boolean }): Promise<number> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(`approval-relay: --port ${options.port} is no port: give a number from 0 to 65535.`);
    return EXIT_MISUSE;
  }
  const closers = new Closers();
  try {
    const url = await startDemo(port, options.keep === true, closers);
    console.log(`\n  Approval Relay plays with a sandbox Feishu. Open ${url}\n  Ctrl-C ends it.\n`);
    await untilSignal();
  } finally {
    await closers.close();
  }
  return EXIT_OK;
}

/** Starts everything, pushing what ends it; returns the page's address. */
async function startDemo(port: number, keep: boolean, closers: Closers): Promise<string> {
  const clock = new ShiftableClock();
  const folder = mkdtempSync(join(tmpdir(), 'approval-relay-demo-'));
  closers.push('data folder', () => {
    if (keep) console.log(`  The data folder is ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  });

  // Feishu's patience is for real outages; here a visitor wants to see a switched fault heal.
  const sandbox = await startSandbox({ clock, ...DEMO_APP, retryLadderMs: [3_000, 10_000, 30_000, 60_000] });
  closers.push('sandbox', () => sandbox.stop());
  furnish(sandbox);

  const deliveries: DemoDelivery[] = [];
  const app = await startBot(folder, sandbox.url, clock, (end) => {
    deliveries.unshift(shown(end, clock.now()));
    deliveries.length = Math.min(deliveries.length, DELIVERIES_SHOWN);
  });
  closers.push('bot', () => app.stop());
  sandbox.pushTo(`${app.url}/webhook/event`);

  const story = tellStory(sandbox, clock);
  closers.push('story', story.pause);
  const page = await startPage({
    sandbox,
    story,
    clock,
    port,
    status: async () => {
      const { inboxWaiting, outboxWaiting, parked } = await app.gauges();
      return { inbox: inboxWaiting, outbox: outboxWaiting, parked, deliveries };
    },
  });
  closers.push('page', () => page.stop());
  await sandbox.waitFor(() => sandbox.approvals().every((approval) => approval.subscribed));
  story.resume();
  return page.url;
}

async function startBot(
  folder: string,
  sandboxUrl: string,
  clock: Clock,
  onDelivery: (end: DeliveryEnd) => void,
): Promise<App> {
  const config = join(folder, 'relay.yaml');
  writeFileSync(config, demoConfig(sandboxUrl, join(folder, 'relay.db')));
  const { problems, ready } = readConfigured({ config });
  if (!ready) throw new OperatorError(`demo: ${problems.map(formatProblem).join(' ')}`);
  return startApp({ ...ready, clock, log: silentLog, onDelivery });
}

function shown(end: DeliveryEnd, at: number): DemoDelivery {
  const result = end.reason === '' ? end.result : `${end.result}: ${end.reason}`;
  return { at, chat: end.chat, instance: end.instanceCode, status: end.status, result };
}

/** The story, which plays until somebody pauses it. */
function tellStory(sandbox: Sandbox, clock: Clock): DemoStory {
  let playing: AbortController | undefined;
  return {
    playing: () => playing !== undefined,
    pause: () => {
      playing?.abort();
      playing = undefined;
    },
    resume: () => {
      if (playing) return;
      playing = new AbortController();
      void playStory(sandbox, clock, playing.signal);
    },
  };
}
