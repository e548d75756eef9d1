import { hostname } from 'node:os';
import type { Clock } from './base/clock.ts';
import { Closers, closeWithin } from './base/closers.ts';
import { listen } from './base/httpServer.ts';
import type { Language } from './base/language.ts';
import type { Log } from './base/log.ts';
import { settleWithin } from './base/patience.ts';
import { Throttle } from './base/throttle.ts';
import type { TemplateSet } from './cards/templates/templates.ts';
import { watchTemplates } from './cards/templates/templateWatch.ts';
import { parseSnapshot } from './feishu/api/instances.ts';
import type { FeishuAnswer } from './feishu/client/client.ts';
import { openLongConnection } from './intake/longConnection.ts';
import type { Door, Refusal } from './intake/refusal.ts';
import { createWebhook } from './intake/webhook.ts';
import { openAdmin } from './ops/admin/openAdmin.ts';
import { addConfigMetric } from './ops/configMetric.ts';
import { createHttpRoutes } from './ops/httpRoutes.ts';
import { createMetrics, type Metrics, type StoreGauges } from './ops/metrics.ts';
import { createObserver } from './ops/observer.ts';
import { readStoreGauges } from './ops/storeGauges.ts';
import { watchStore } from './ops/storeWatch.ts';
import type { Accept } from './relay/accept/accept.ts';
import { connectAccept } from './relay/accept/connectAccept.ts';
import { CallCount, saveRegularly } from './relay/calls/callCount.ts';
import { connectFeishu, type FeishuConnection } from './relay/calls/connectFeishu.ts';
import type { DeliveryEnd, EventEnd, Observer } from './relay/context/observe.ts';
import { WorkerSignals } from './relay/context/workerSignals.ts';
import { IntakeState } from './relay/warnings/intakeWatch.ts';
import { RefusalWatch } from './relay/warnings/refusalWatch.ts';
import { startWatches, watchEnds } from './relay/warnings/startWatches.ts';
import { createWarningRegistry, type WarningRegistry } from './relay/warnings/warningRegistry.ts';
import { type Configuration, createReconfigure, type Reconfigure } from './relay/worker/reconfigure.ts';
import { startWorker } from './relay/worker/startWorker.ts';
import type { Worker } from './relay/worker/worker.ts';
import { calendarDaysLeft } from './settings/calendarWarning.ts';
import { liveSettings } from './settings/liveSettings.ts';
import type { Settings } from './settings/settings.ts';
import type { Lease } from './store/engine/lease.ts';
import { openStore, type Store } from './store/open.ts';

export interface AppOptions extends Configuration {
  readonly clock: Clock;
  readonly log: Log;
  /** The language of remedies in the log and of `/readyz`. Default: English. */
  readonly language?: Language;
  /** How many log lines could not be written since the start, for the metric. */
  readonly logLinesDropped?: () => number;
  /** Another file is at the path of the SQLite store, such as a restored backup: only a new start can use it. */
  readonly onStoreReplaced?: () => void;
  readonly onEvent?: (end: EventEnd) => void;
  readonly onDelivery?: (end: DeliveryEnd) => void;
  /** A changed configuration is in force. */
  readonly onReconfigured?: (settings: Settings) => void;
}

/** The running bot. */
export interface App {
  /** Where its HTTP server can be reached from this machine. */
  readonly url: string;
  gauges(): Promise<StoreGauges>;
  /** Puts a changed configuration in force. */
  readonly reconfigure: Reconfigure;
  /** Accepts nothing more, finishes what is in flight within {@link DRAIN_MS}, closes everything. Idempotent. */
  stop(): Promise<void>;
}

/** How long a stop may take. PM2's `kill_timeout` and an orchestrator's grace period must be longer. */
export const DRAIN_MS = 8_000;

/** The options; settings and templates follow their files. */
interface Started extends Omit<AppOptions, 'templates'> {
  readonly templates: () => TemplateSet;
  /** Since when the configuration is in force, ms since the epoch. */
  readonly inForce: { readonly since: number };
}

/** What all parts of the composition need. */
interface Core extends Started {
  readonly closers: Closers;
  readonly store: Store;
  readonly warnings: WarningRegistry;
  /** How the worker is woken, and whether it works: created before the worker. */
  readonly signals: WorkerSignals;
  /** Whether events can come in: created before the intake. */
  readonly intake: IntakeState;
  readonly calls: CallCount;
  /** Since when the approvals of the configuration count as configured, if they are new, ms since the epoch. */
  readonly configuredAt: number;
}

/** Metrics, the observer, and the connection to Feishu. */
interface Connections extends FeishuConnection {
  readonly gauges: () => Promise<StoreGauges>;
  readonly metrics: Metrics;
  readonly observer: Observer;
}

/**
 * Builds the program in one straight line; each part uses only earlier ones. As soon as something exists that must be
 * closed, its closing step is pushed. If a part fails, the same steps shut down the earlier ones.
 *
 * @throws OperatorError for what a person must fix: an unwritable store, a second process, a taken port
 */
export async function startApp(options: AppOptions): Promise<App> {
  const closers = new Closers();
  try {
    return await build(options, closers);
  } catch (error) {
    await closeWithin(DRAIN_MS, closers, options);
    throw error;
  }
}

async function build(options: AppOptions, closers: Closers): Promise<App> {
  const live = liveSettings(options.settings);
  const { templateRoots: roots, templatesState: state } = options;
  const watch = watchTemplates(options.templates, { ...options, roots, state });
  closers.push('templates', () => watch.stop());
  const inForce = { since: options.clock.now() };
  const started = { ...options, settings: live.settings, templates: watch.current, inForce };
  const core = await openCore(started, closers);
  const links = openConnections(core);
  const accept = connectAccept({ ...core, ...links });
  // First: a taken port must show before this process takes the lease and works.
  const { url, openIntake } = await openServer(core, links, accept);
  openIntake(await startWorker({ ...core, ...links }, accept, closers));
  const followed = startWatches({ ...core, ...links }, closers);
  const onTaken = (settings: Settings): void => {
    inForce.since = options.clock.now();
    followed();
    options.onReconfigured?.(settings);
  };
  const reconfigure = createReconfigure({ ...core, live, templates: watch, onTaken });
  addConfigMetric(links.metrics.registry, () => reconfigure.isTaken());
  let stopping: Promise<void> | undefined;
  return {
    url,
    gauges: links.gauges,
    reconfigure,
    stop: () => {
      stopping ??= drain(closers, options, core.store.lease);
      return stopping;
    },
  };
}

/** The store, and what everything else uses. */
async function openCore(options: Started, closers: Closers): Promise<Core> {
  const { settings, clock, log, language = 'en', onStoreReplaced: onReplaced } = options;
  const store = await openStore(settings.store, settings.feishu.appId, parseSnapshot);
  closers.push('store', () => store.close());
  closers.push('lease', () => store.lease.release());
  const storeWatch = onReplaced && watchStore(store, { clock, log, onReplaced });
  closers.push('store watch', () => storeWatch?.stop());

  const by = `${hostname()}/${process.pid}`;
  const warnings = await createWarningRegistry({ rows: store.warningRows, clock, log, by, language });
  closers.push('warnings', () => warnings.stop());

  const { ledger } = store;
  const calls = new CallCount(clock, () => settings.timezone, ledger.addCalls);
  const saving = saveRegularly(calls, { clock, log });
  closers.push('call count', () => saving.stop());
  const made = { signals: new WorkerSignals(), intake: new IntakeState(), configuredAt: clock.now() };
  return { ...options, ...made, closers, store, warnings, calls };
}

function openConnections(core: Core): Connections {
  const { settings, store, calls, intake, signals, warnings, closers, clock, log } = core;
  const gauges = (): Promise<StoreGauges> => readStoreGauges(store, calls);
  const metrics = createMetrics({
    store: gauges,
    own: () => ({
      connected: intake.fault() === undefined,
      working: signals.isWorking(),
      calendarDaysLeft: calendarDaysLeft(settings, clock.now()),
      warnings: warnings.counts(),
      logLinesDropped: core.logLinesDropped?.(),
    }),
  });
  const listeners = [core, watchEnds(core, closers)];
  const observer = createObserver(log, metrics, clock.now.bind(clock), listeners);
  const onAnswer = ({ api, code, seconds }: FeishuAnswer): void =>
    metrics.requests.observe({ api, code }, seconds);
  const toFeishu = connectFeishu({ ...core, onAnswer }, closers);
  return { gauges, metrics, observer, ...toFeishu };
}

/**
 * The HTTP server for Feishu and for operators. `openIntake` then opens the long connection, if it is configured; before,
 * `/readyz` says that the intake is not open.
 */
async function openServer(core: Core, links: Connections, accept: Accept) {
  const { settings, store, warnings, signals, intake, closers, clock, log } = core;
  const { metrics } = links;
  const throttle = new Throttle({ clock });
  closers.push('throttled lines', () => throttle.stop());
  const refusals = new RefusalWatch(warnings);
  const onRefused = (door: Door, refusal: Refusal): void => {
    metrics.refused.inc({ door, cause: refusal.cause });
    refusals.refused(refusal);
  };
  const reports = { throttle, onRefused, onAccepted: () => refusals.accepted() };
  // With the long connection there are no keys: a webhook would take unsigned events.
  const onAnswer = (door: string, status: number): void => metrics.answers.inc({ door, status });
  const webhook =
    settings.feishu.events === 'webhook'
      ? createWebhook({ ...core, ...reports, secrets: settings.feishu, accept, onAnswer })
      : undefined;
  const health = {
    pingStore: () => store.ping(),
    intakeFault: () => intake.fault(),
    isWorking: () => signals.isWorking(),
    warnings: () => warnings.list(),
  };
  const admin = await openAdmin({ ...core, ...links, ...health, throttle });
  closers.push('admin', () => admin?.stop());
  const routes = createHttpRoutes({ health: { ...core, ...health }, metrics, webhook, admin, log });
  const server = await listen(routes, settings.server.host, settings.server.port);
  closers.push('http server', () => server.close());
  const openIntake = (worker: Worker): void => {
    const longConnection = webhook
      ? undefined
      : openLongConnection({
          ...{ feishu: settings.feishu, accept, clock, log, ...reports },
          onRefused: (refusal) => onRefused('long-connection', refusal),
        });
    intake.opened(server, longConnection);
    // In parallel: a slow client must not use up the time that sends need to end.
    closers.push('intake and worker', async () => {
      admin?.stop();
      await Promise.all([server.close(), longConnection?.stop(), worker.stop()]);
    });
  };
  return { url: server.url, openIntake };
}

/** Closes in reverse what was opened; what is still in flight after {@link DRAIN_MS} is left to the next start. */
async function drain(closers: Closers, options: AppOptions, lease: Pick<Lease, 'release'>): Promise<void> {
  if ((await closeWithin(DRAIN_MS, closers, options)) === 'done') return;
  options.log.warn(
    { drainMs: DRAIN_MS },
    'stopped before everything in flight had ended: it is taken up at the next start',
  );
  // So another process need not wait until the lease expires.
  await settleWithin(500, lease.release());
}
