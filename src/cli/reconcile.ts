import { systemClock } from '../base/clock.ts';
import { parseDuration } from '../base/duration.ts';
import { OperatorError } from '../base/errors.ts';
import { startLoop } from '../base/loop.ts';
import type { RunOrder, RunReport } from '../relay/report.ts';
import { formatProblem } from '../settings/readSettings.ts';
import type { Settings } from '../settings/settings.ts';
import { openStore } from '../store/open.ts';
import { openToLook } from '../store/openToLook.ts';
import { askTheBot } from './askTheBot.ts';
import { readConfigured } from './configured.ts';
import { EXIT_FAILED, EXIT_MISUSE, EXIT_OK } from './exit.ts';
import { printReport } from './printReport.ts';
import { lookOnly, runHere } from './reconcileHere.ts';
import { untilSignal } from './signals.ts';

interface ReconcileOptions {
  readonly config?: string;
  readonly since?: string;
  readonly openOnly?: boolean;
  readonly adopt?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * `approval-relay reconcile`: compares with Feishu and repairs. Where a bot works on the store, it is asked to, since only
 * it may work; otherwise this process takes its place for a while. A dry run asks Feishu itself and writes nothing.
 */
export async function run(options: ReconcileOptions): Promise<number> {
  const since = options.since === undefined ? undefined : parseDuration(options.since);
  if (options.since !== undefined && (!since || since.ms === 0)) {
    console.error(`approval-relay: --since ${options.since} is no duration: write one such as 12h or 7d.`);
    return EXIT_MISUSE;
  }
  if (options.openOnly && since) {
    console.error('approval-relay: --since lists instances and --open-only lists none: give one of them.');
    return EXIT_MISUSE;
  }
  const { problems, ready } = readConfigured(options);
  if (!ready) {
    for (const problem of problems) if (problem.severity === 'error') console.error(formatProblem(problem));
    return EXIT_MISUSE;
  }
  const order: RunOrder = {
    ...(since ? { since: systemClock().now() - since.ms } : {}),
    openOnly: options.openOnly === true,
    adopt: options.adopt === true,
    everything: true,
  };
  const how = options.dryRun ? 'dry-run' : 'repair';
  const { report, by } = await (options.dryRun
    ? dryRun(ready.settings, order)
    : repair(ready.settings, order));
  printReport(report, { how, by, asJson: options.json === true, timezone: ready.settings.timezone });
  return report.stopped || report.refused > 0 ? EXIT_FAILED : EXIT_OK;
}

/** Who made the run: the bot that works on the store, or this command. */
interface Done {
  readonly report: RunReport;
  readonly by: 'bot' | 'command';
}

async function dryRun(settings: Settings, order: RunOrder): Promise<Done> {
  const looking = await openToLook(settings.store, settings.feishu.appId);
  try {
    return { report: await lookOnly(settings, looking, order, stopSignal()), by: 'command' };
  } finally {
    await looking.close();
  }
}

async function repair(settings: Settings, order: RunOrder): Promise<Done> {
  const clock = systemClock();
  const store = await openStore(settings.store, settings.feishu.appId);
  try {
    const hold = await store.lease.hold();
    if (!hold.held) return { report: await askTheBot(store.errands, store.lease, order, clock), by: 'bot' };
    const signal = stopSignal();
    const renewing = startLoop({ clock, everyMs: RENEW_MS, onError: () => undefined }, async () => {
      await store.lease.hold();
    });
    try {
      return { report: await runHere(settings, store, order, signal), by: 'command' };
    } catch (thrown) {
      if (!(thrown instanceof Error) || thrown.name !== 'LeaseLost') throw thrown;
      throw new OperatorError(
        'store: another process works on it by now: run this command again, and it is asked.',
      );
    } finally {
      await renewing.stop();
      await store.lease.release();
    }
  } finally {
    await store.close();
  }
}

const RENEW_MS = 5_000;

/** Aborts at the first SIGTERM or SIGINT: what was found until then is on disk, and the rest is left. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  void untilSignal().then(() => stop.abort());
  return stop.signal;
}
