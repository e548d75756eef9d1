import Router from '@koa/router';
import Koa from 'koa';
import { atMost } from './base/atMost.ts';
import type { Clock } from './base/clock.ts';
import { Closers } from './base/closers.ts';
import { asError, OperatorError } from './base/errors.ts';
import { listen } from './base/httpServer.ts';
import type { Log } from './base/log.ts';
import { startLoop } from './base/loop.ts';
import { settleWithin } from './base/patience.ts';
import type { TemplateSet } from './cards/templates.ts';
import { watchTemplates } from './cards/templateWatch.ts';
import { createFeishuClient } from './feishu/client.ts';
import { createDefinitions } from './feishu/definitions.ts';
import { subscribe } from './feishu/subscriptions.ts';
import { openLongConnection } from './intake/longConnection.ts';
import { createWebhook } from './intake/webhook.ts';
import { watchCalendar } from './ops/calendarWatch.ts';
import { addHealth } from './ops/health.ts';
import { addMetrics, createMetrics, type StoreGauges } from './ops/metrics.ts';
import { createObserver } from './ops/observer.ts';
import { createAccept } from './relay/accept.ts';
import { CallCount } from './relay/callCount.ts';
import { watchIntake } from './relay/intakeWatch.ts';
import type { DeliveryEnd, EventEnd } from './relay/observe.ts';
import { createRoad } from './relay/road.ts';
import { subscribeAll } from './relay/subscribe.ts';
import { createWorker } from './relay/worker.ts';
import { calendarDaysLeft, calendarWarning } from './settings/calendarWarning.ts';
import type { Settings } from './settings/settings.ts';
import type { Lease } from './store/lease.ts';
import { openStore, type Store } from './store/open.ts';
import { isContentRefusal } from './store/storeError.ts';

export interface AppOptions {
  readonly settings: Settings;
  readonly templates: TemplateSet;
  /** The folders that the templates came from: an edit takes effect without a restart. */
  readonly templateRoots: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly onEvent?: (end: EventEnd) => void;
  readonly onDelivery?: (end: DeliveryEnd) => void;
}

/** The running bot. */
export interface App {
  /** Where its HTTP server can be reached from this machine. */
  readonly url: string;
  gauges(): Promise<StoreGauges>;
  /** Takes no more, finishes what is in flight within {@link DRAIN_MS}, closes everything. Idempotent. */
  stop(): Promise<void>;
}

/** How long a stop may take. PM2's `kill_timeout` and an orchestrator's grace period must be longer. */
export const DRAIN_MS = 8_000;
const SAVE_CALLS_EVERY_MS = 10_000;

/**
 * Builds the program in one straight line, each step using what the last one made, and pushes a closing step the
 * moment something exists that must be closed. What fails half-way is taken down by the same steps.
 *
 * @throws OperatorError for what a person must mend: an unwritable store, a second process, a taken port
 */
export async function startApp(options: AppOptions): Promise<App> {
  const closers = new Closers();
  try {
    return await build(options, closers);
  } catch (error) {
    const closing = closers.close().catch(() => undefined);
    await atMost(options.clock, DRAIN_MS, closing);
    throw error;
  }
}

async function build(options: AppOptions, closers: Closers): Promise<App> {
  const { settings, clock, log } = options;
  const { appId } = settings.feishu;

  const store = await openStore(settings.store, appId);
  closers.push('store', () => store.close());
  if (settings.store.kind === 'sqlite') await refuseSecondProcess(store);
  closers.push('lease', () => store.lease.release());

  const calls = new CallCount(clock, settings.timezone, (month, billed) =>
    store.ledger.addCalls(month, billed),
  );
  const saving = startLoop(
    { clock, everyMs: SAVE_CALLS_EVERY_MS, onError: (e) => log.warn({ e }, 'calls') },
    () => calls.save(),
  );
  closers.push('call count', async () => {
    await saving.stop();
    await calls.save();
  });

  const gauges = async (): Promise<StoreGauges> => {
    const [inbox, outbox] = [await store.inbox.counts(), await store.outbox.counts()];
    return {
      inboxWaiting: inbox.waiting,
      outboxWaiting: outbox.waiting,
      parked: inbox.parked + outbox.parked,
      chatsClosed: await store.ledger.closedChats(),
      callsMonth: (await store.ledger.callsOf(calls.month())) + calls.unsaved,
    };
  };
  const intakeFault = (): string | undefined =>
    server.isListening() ? longConnection?.fault() : 'the intake is closed';
  const metrics = createMetrics({
    store: gauges,
    own: () => ({
      connected: intakeFault() === undefined,
      working: worker.isWorking(),
      calendarDaysLeft: calendarDaysLeft(settings, clock.now()),
    }),
  });
  const observer = createObserver(log, metrics, clock.now.bind(clock), options);

  const client = createFeishuClient({
    ...settings.feishu,
    ...settings.limits,
    clock,
    log,
    onAnswer({ api, code, seconds, billed }) {
      metrics.requests.observe({ api, code }, seconds);
      if (billed) calls.count();
    },
  });

  const calendar = watchCalendar(settings, { clock, log });
  closers.push('calendar', () => calendar.stop());
  const definitions = createDefinitions(client, clock, log);
  const templates = watchTemplates(options.templates, { roots: options.templateRoots, clock, log });
  closers.push('templates', () => templates.stop());
  const accept = createAccept({
    appId,
    clock,
    log,
    observer,
    isContentRefusal,
    isMapped: (code) => settings.approvals.has(code) || settings.fallback !== undefined,
    add: (events) => store.inbox.add(events),
    commitsAtOnce: store.inbox.commitsAtOnce,
    reopenChat: (chat) => store.ledger.reopenChat(chat),
    forgetDefinition: (approvalCode) => definitions.forget(approvalCode),
    markForLook: async (mark) => {
      if (!settings.fallback && !settings.approvals.has(mark.approvalCode)) return;
      await store.markForLook(mark);
      worker.wakeRefresh();
    },
    onAccepted: () => worker.wakeCompose(),
  });

  const worker = createWorker({
    ...store,
    client,
    clock,
    log,
    retentionMs: settings.retentionMs,
    isIntakeBusy: () => accept.isBusy(),
    createRoad: () =>
      createRoad({
        settings,
        store,
        client,
        definitions,
        templates: templates.current,
        worker,
        observer,
        clock,
        log,
      }),
  });
  closers.push('worker', () => worker.stop());
  // Before the first run of reconcile: what was created earlier is none of its business.
  await store.ledger.noteConfigured([...settings.approvals.keys()], clock.now());
  await worker.start();

  const router = new Router();
  addHealth(router, {
    pingStore: () => store.ping(),
    intakeFault,
    isWorking: () => worker.isWorking(),
    warnings: () => [calendarWarning(settings, clock.now())].filter((warning) => warning !== undefined),
  });
  addMetrics(router, metrics);
  // Over the long connection nothing is signed: a webhook beside it would be an open door.
  const webhook =
    settings.feishu.events === 'webhook'
      ? createWebhook({
          secrets: settings.feishu,
          accept,
          clock,
          log,
          onAnswer: (door, status) => metrics.answers.inc({ door, status }),
        })
      : undefined;
  webhook?.addTo(router);
  const koa = new Koa();
  koa.on('error', (error: Error) => log.debug({ error: error.message }, 'a request ended badly'));
  if (webhook) koa.use(webhook.first);
  koa.use(router.routes()).use(router.allowedMethods());
  const server = await listen(koa.callback(), settings.server.host, settings.server.port);
  closers.push('http server', () => server.close());
  const longConnection =
    settings.feishu.events === 'websocket'
      ? openLongConnection({ feishu: settings.feishu, accept, clock, log })
      : undefined;
  const intake = watchIntake(intakeFault, {
    clock,
    onBack: () => worker.wakeReconcile('the intake was down'),
  });
  closers.push('intake watch', () => intake.stop());
  // Side by side: a client that is slow to finish its request must not use up the time that sends need to end.
  closers.push('intake and worker', async () => {
    await Promise.all([server.close(), longConnection?.stop(), worker.stop()]);
  });

  const subscribing = new AbortController();
  closers.push('subscriptions', () => subscribing.abort());
  void subscribeAll(
    {
      approvalCodes: [...settings.approvals.keys()],
      subscribe: (approvalCode) => subscribe(client, approvalCode),
      noteSubscribed: (approvalCode, at) => store.ledger.noteSubscribed(approvalCode, at),
      clock,
      log,
    },
    subscribing.signal,
  );

  let stopping: Promise<void> | undefined;
  return {
    url: server.url,
    gauges,
    stop: () => {
      stopping ??= drain(closers, options, store.lease);
      return stopping;
    },
  };
}

/** One process works on a SQLite file at a time; one that was killed leaves nothing to wait for. */
async function refuseSecondProcess(store: Store): Promise<void> {
  const result = await store.lease.hold();
  if (result.held || !result.by.alive) return;
  throw new OperatorError(
    `store: another approval-relay (process ${result.by.pid} on this machine) works on this store already: ` +
      'stop it first, or give this one a "store" of its own in the configuration.',
  );
}

async function drain(
  closers: Closers,
  { clock, log }: AppOptions,
  lease: Pick<Lease, 'release'>,
): Promise<void> {
  const closing = closers
    .close()
    .catch((error: unknown) => log.warn({ error: asError(error).message }, 'not everything closed well'));
  if ((await atMost(clock, DRAIN_MS, closing)) === 'done') return;
  log.warn(
    { drainMs: DRAIN_MS },
    'stopped before everything in flight had ended: it is taken up at the next start',
  );
  // Another process need not wait for a lease that nobody renews any more.
  await settleWithin(500, lease.release());
}
