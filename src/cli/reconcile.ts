import { systemClock } from '../base/clock.ts';
import { parseDuration } from '../base/duration.ts';
import type { Language } from '../base/language.ts';
import { RECONCILE } from '../relay/reconcile/reconcile.ts';
import type { RunOrder, RunReport } from '../relay/reconcile/runReport.ts';
import type { Settings } from '../settings/settings.ts';
import { FOUND_IS_KEPT } from '../words/askText.ts';
import { badSince } from '../words/cliText.ts';
import { ONE_OF_TWO, progressOf } from '../words/reconcileText.ts';
import { askTheBot, type CommandForBot } from './askTheBot.ts';
import { mustBeConfigured } from './configured.ts';
import { EXIT_FAILED, EXIT_OK } from './exit.ts';
import { MisuseError } from './misuse.ts';
import { printReport } from './printReport.ts';
import { runDry, runHere } from './reconcileHere.ts';
import { readStore, workOnStore } from './storeOf.ts';
import { stopSignal } from './whileHolding.ts';

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
    throw new MisuseError(badSince(options.since));
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
  const report = await readStore(settings, (store) => runDry(settings, store, order, stopSignal()));
  return { report, by: 'command' };
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
  const { result: report, by } = await workOnStore(
    settings,
    {
      here: (store) => runHere(settings, store, order, stopSignal()),
      ask: (store) => askTheBot(store, asked(order, language), systemClock()),
    },
    options,
  );
  return { report, by };
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
