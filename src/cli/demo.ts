import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from '../app.ts';
import { STATUSES } from '../approval/status.ts';
import { type Clock, ShiftableClock } from '../base/clock.ts';
import { Closers } from '../base/closers.ts';
import { OperatorError } from '../base/errors.ts';
import { silentLog } from '../base/log.ts';
import type { DeliveryEnd } from '../relay/observe.ts';
import type { DemoDelivery, DemoPlan, DemoStory } from '../sandbox/page/demo.ts';
import { startPage } from '../sandbox/page/startPage.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { playStory } from '../sandbox/story.ts';
import { furnish } from '../sandbox/storyCast.ts';
import { formatProblem } from '../settings/readSettings.ts';
import type { Settings } from '../settings/settings.ts';
import { type Configured, readConfigured } from './configured.ts';
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
export async function startDemo(port: number, keep: boolean, closers: Closers): Promise<string> {
  const clock = new ShiftableClock();
  const folder = mkdtempSync(join(tmpdir(), 'approval-relay-demo-'));
  closers.push('data folder', () => {
    if (keep) console.log(`  The data folder is ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  });

  // Feishu's patience is for real outages; here a visitor wants to see a switched fault heal.
  const retryLadderMs = [3_000, 10_000, 30_000, 60_000];
  // Task events move "who is next" on the standing cards.
  const sandbox = await startSandbox({ clock, ...DEMO_APP, retryLadderMs, taskEvents: true });
  closers.push('sandbox', () => sandbox.stop());
  furnish(sandbox);

  const deliveries: DemoDelivery[] = [];
  const ready = configure(folder, sandbox.url);
  const plans = plansOf(ready.settings);
  const living = new Set<string>();
  const app = await startApp({
    ...ready,
    clock,
    log: silentLog,
    onDelivery(end) {
      deliveries.unshift(shown(end, clock.now()));
      deliveries.length = Math.min(deliveries.length, DELIVERIES_SHOWN);
      const isLive = end.kind === 'card' && plans.get(end.chat)?.mode === 'live';
      if (isLive && end.messageId) living.add(end.messageId);
    },
  });
  closers.push('bot', () => app.stop());
  sandbox.pushTo(`${app.url}/webhook/event`);

  const story = tellStory(sandbox, clock);
  closers.push('story', story.pause);
  const page = await startPage({
    sandbox,
    story,
    clock,
    plans,
    isLiving: (messageId) => living.has(messageId),
    port,
    timezone: ready.settings.timezone,
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

/** Writes the demo's configuration into its folder and reads it as `start` would. */
function configure(folder: string, sandboxUrl: string): NonNullable<Configured['ready']> {
  const config = join(folder, 'relay.yaml');
  writeFileSync(config, demoConfig(sandboxUrl, join(folder, 'relay.db')));
  const { problems, ready } = readConfigured({ config });
  if (!ready) throw new OperatorError(`demo: ${problems.map(formatProblem).join(' ')}`);
  return ready;
}

/** What each chat hears, for the captions: read from the settings, so that they say what is so. */
function plansOf({ approvals }: Settings): Map<string, DemoPlan> {
  const plans = new Map<string, DemoPlan>();
  for (const { code, chats } of approvals.values()) {
    for (const { chat, statuses, mode } of chats) {
      const before = plans.get(chat.id);
      const isChoosy = statuses.length < STATUSES.length || before?.isChoosy === true;
      plans.set(chat.id, { approvals: [...(before?.approvals ?? []), code], isChoosy, mode });
    }
  }
  return plans;
}

function shown(end: DeliveryEnd, at: number): DemoDelivery {
  const { chat, instanceCode: instance, status, kind, result, reason } = end;
  return { at, chat, instance, status, kind, result, reason };
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
