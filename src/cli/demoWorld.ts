import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, startApp } from '../app.ts';
import { STATUSES } from '../approval/status.ts';
import { type Clock, ShiftableClock } from '../base/clock.ts';
import type { Closers } from '../base/closers.ts';
import { OperatorError } from '../base/errors.ts';
import { makeFolder } from '../base/folder.ts';
import { joined } from '../base/language.ts';
import { silentLog } from '../base/log.ts';
import type { DemoPlan, DemoStatus, DemoStory, DemoWorld } from '../sandbox/page/pageOptions.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { furnish } from '../sandbox/story/cast.ts';
import { playStory } from '../sandbox/story/playStory.ts';
import type { StoryLanguage } from '../sandbox/story/storyLanguage.ts';
import { problemsText } from '../settings/problem.ts';
import type { Settings } from '../settings/settings.ts';
import { type Configured, readConfigured } from './configured.ts';
import { DEMO_APP, DEMO_OPERATORS, demoConfig } from './demoConfig.ts';
import { DemoDeliveries } from './demoDeliveries.ts';
import { startDemoHook } from './demoHook.ts';
import { demoRoutes } from './demoRoutes.ts';

/** Shorter than Feishu's delays, so a visitor sees the bot recover. Ms. */
const RETRY_DELAYS_MS = [3_000, 10_000, 30_000, 60_000];

/**
 * Starts a sandbox in one language, with the bot. The story waits for its first `resume`.
 *
 * @param folder for the configuration and the database; created if missing
 * @param closers collects the steps that end it
 */
export async function startDemoWorld(
  language: StoryLanguage,
  folder: string,
  closers: Closers,
): Promise<DemoWorld> {
  const clock = new ShiftableClock();
  // Task events update "who is next" on the standing cards.
  const options = { clock, ...DEMO_APP, retryLadderMs: RETRY_DELAYS_MS, taskEvents: true };
  const sandbox = await startSandbox(options);
  closers.push('sandbox', () => sandbox.stop());
  furnish(sandbox, language);
  sandbox.addChat({ chatId: DEMO_OPERATORS.chatId, name: DEMO_OPERATORS.name[language] });

  const hook = await startDemoHook(clock, closers);
  const ready = configure(folder, sandbox.url, hook.url, language);
  const plans = plansOf(ready.settings);
  const deliveries = new DemoDeliveries();
  const living = new Set<string>();
  const app = await startApp({
    ...ready,
    clock,
    log: silentLog,
    onDelivery(end) {
      // Requests to hooks have their own list.
      if (end.kind !== 'hook' || end.result !== 'sent') deliveries.add(end, clock.now());
      const isLive = end.kind === 'card' && plans.get(end.chat)?.mode === 'live';
      if (isLive && end.messageId) living.add(end.messageId);
    },
  });
  closers.push('bot', () => app.stop());
  sandbox.pushTo(`${app.url}/webhook/event`);
  await sandbox.waitFor(() => sandbox.approvals().every((approval) => approval.subscribed));

  const story = writeStory(sandbox, clock, language);
  closers.push('story', story.pause);
  return {
    sandbox,
    story,
    clock,
    plans,
    isLiving: (messageId) => living.has(messageId),
    timezone: ready.settings.timezone,
    status: () => statusOf(app, deliveries),
    hooks: hook.received,
    operators: { url: `${app.url}/admin`, token: DEMO_APP.adminToken },
    routes: demoRoutes(ready.settings, clock, closers),
  };
}

async function statusOf(app: App, deliveries: DemoDeliveries): Promise<DemoStatus> {
  const { inboxWaiting: inbox, outboxWaiting: outbox, parked } = await app.gauges();
  return {
    inbox,
    outbox,
    parked,
    deliveries: deliveries.last,
    parkedDeliveries: deliveries.parked(parked),
  };
}

/** Writes the demo's configuration into its folder and reads it as `start` would. */
function configure(
  folder: string,
  sandboxUrl: string,
  hookUrl: string,
  language: StoryLanguage,
): NonNullable<Configured['ready']> {
  makeFolder(folder);
  const config = join(folder, 'relay.yaml');
  writeFileSync(config, demoConfig(sandboxUrl, join(folder, 'relay.db'), hookUrl, language));
  const { problems, ready } = readConfigured({ config });
  if (!ready) throw new OperatorError(joined('demo: ', problemsText(problems, ' ')));
  return ready;
}

/** What each chat gets, for the captions: read from the settings, so the captions are always true. */
function plansOf({ approvals }: Settings): Map<string, DemoPlan> {
  const plans = new Map<string, DemoPlan>();
  for (const { code, chats } of approvals.values()) {
    for (const { chat, statuses, when, stage, mode } of chats) {
      const before = plans.get(chat.id);
      const isPart = statuses.length < STATUSES.length || when.length > 0 || stage !== undefined;
      const isChoosy = isPart || before?.isChoosy === true;
      plans.set(chat.id, { approvals: [...(before?.approvals ?? []), code], isChoosy, mode });
    }
  }
  return plans;
}

/** The story, which plays from `resume` to `pause`. */
function writeStory(sandbox: Sandbox, clock: Clock, language: StoryLanguage): DemoStory {
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
      void playStory(sandbox, clock, playing.signal, { language });
    },
  };
}
