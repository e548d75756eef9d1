import { systemClock } from '../base/clock.ts';
import { parseDuration } from '../base/duration.ts';
import type { Language } from '../base/language.ts';
import { parseSnapshot } from '../feishu/api/instances.ts';
import { RECONCILE } from '../relay/reconcile/reconcile.ts';
import type { RunOrder, RunReport } from '../relay/reconcile/runReport.ts';
import type { Settings } from '../settings/settings.ts';
import type { Store } from '../store/open.ts';
import { openReadOnly } from '../store/openReadOnly.ts';
import { openToWork } from '../store/openToWork.ts';
import { FOUND_IS_KEPT } from '../words/askText.ts';
import { noDuration, ONE_OF_TWO, progressOf } from '../words/reconcileText.ts';
import { askTheBot, type CommandForBot } from './askTheBot.ts';
import { mustBeConfigured } from './configured.ts';
import { EXIT_FAILED, EXIT_OK } from './exit.ts';
import { MisuseError } from './misuse.ts';
import { printReport } from './printReport.ts';
import { runDry, runHere } from './reconcileHere.ts';
import { stopSignal, whileHolding } from './whileHolding.ts';

interface ReconcileOptions {
  readonly config?: string;
  readonly since?: string;
  readonly openOnly?: boolean;
  readonly adopt?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly language: Language;
}

/**
 * `approval-relay reconcile`: compares with Feishu and repairs. If a bot works on the store, it is asked to do it,
 * since only it may write; otherwise this process takes its place. A dry run asks Feishu itself and writes nothing.
 */
export async function run(options: ReconcileOptions): Promise<number> {
  const { language } = options;
  const since = options.since === undefined ? undefined : parseDuration(options.since);
  if (options.since !== undefined && (!since || since.ms === 0)) {
    throw new MisuseError(noDuration(options.since));
  }
  if (options.openOnly && since) {
    throw new MisuseError(ONE_OF_TWO);
  }
  const ready = mustBeConfigured(options);
  const order: RunOrder = {
    ...(since ? { since: systemClock().now() - since.ms } : {}),
    openOnly: options.openOnly === true,
    adopt: options.adopt === true,
    everything: true,
  };
  const how = options.dryRun ? 'dry-run' : 'repair';
  const { report, by } = await (options.dryRun
    ? dryRun(ready.settings, order)
    : repair(ready.settings, order, language));
  printReport(report, {
    how,
    by,
    asJson: options.json === true,
    timezone: ready.settings.timezone,
    language,
  });
  return report.stopped || report.refused > 0 ? EXIT_FAILED : EXIT_OK;
}

/** Who made the run: the bot that works on the store, or this command. */
interface Done {
  readonly report: RunReport;
  readonly by: 'bot' | 'command';
}

async function dryRun(settings: Settings, order: RunOrder): Promise<Done> {
  const readOnly = await openReadOnly(settings.store, settings.feishu.appId, parseSnapshot);
  try {
    return { report: await runDry(settings, readOnly, order, stopSignal()), by: 'command' };
  } finally {
    await readOnly.close();
  }
}

/**
 * A run that writes: by the bot that works on the store, else by this process.
 *
 * @param options `mayMake`: a missing store is created
 */
export async function repair(
  settings: Settings,
  order: RunOrder,
  language: Language,
  options: { readonly mayMake?: boolean } = {},
): Promise<Done> {
  const opened = await openToWork(settings.store, settings.feishu.appId, parseSnapshot, options);
  try {
    return opened.kind === 'ours'
      ? { report: await repairHere(settings, opened.store, order), by: 'command' }
      : { report: await askTheBot(opened.store, asked(order, language), systemClock()), by: 'bot' };
  } finally {
    await opened.store.close();
  }
}

/** A run in this process, in place of a bot. */
function repairHere(settings: Settings, store: Store, order: RunOrder): Promise<RunReport> {
  return whileHolding(store, () => runHere(settings, store, order, stopSignal()));
}

function asked(order: RunOrder, language: Language): CommandForBot<RunReport> {
  return {
    what: RECONCILE,
    command: 'reconcile',
    order,
    kept: FOUND_IS_KEPT,
    progress: ({ listed, looked, found }) => progressOf(listed, looked, found.length)[language],
  };
}
