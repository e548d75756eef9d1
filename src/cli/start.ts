import { startApp } from '../app.ts';
import { systemClock } from '../base/clock.ts';
import { asError } from '../base/errors.ts';
import type { Language } from '../base/language.ts';
import { createLogger, type Logger } from '../ops/logger.ts';
import { describeSettings } from '../settings/describe.ts';
import { sayProblem } from '../settings/problem.ts';
import type { Settings } from '../settings/settings.ts';
import { NOT_STARTED } from '../words/validateText.ts';
import { type Configured, readConfigured } from './configured.ts';
import { watchConfiguration } from './configWatch.ts';
import { EXIT_FAILED, EXIT_MISUSE, EXIT_OK } from './exit.ts';
import { compileLess, letHeapGrow } from './heap.ts';
import { untilSignal } from './signals.ts';

/** `approval-relay start`: runs the bot until SIGTERM or SIGINT. */
export async function run(options: { config?: string; language: Language }): Promise<number> {
  const { language } = options;
  const { file, problems, ready } = readConfigured(options);
  for (const problem of problems) console.error(sayProblem(problem, language));
  if (!ready) {
    console.error(NOT_STARTED(file)[language]);
    return EXIT_MISUSE;
  }
  const log = createLogger({
    level: ready.settings.log.level,
    pretty: process.stdout.isTTY === true,
    language,
  });
  endOnMistakes(log);
  const signal = untilSignal();
  let now = ready;
  const onTaken = (next: typeof ready): void => {
    now = next;
  };
  while ((await runOnce({ options, language, file, ready: now, onTaken }, log, signal)) === 'replaced');
  await log.flush();
  return EXIT_OK;
}

/** Where the configuration comes from, what is in force, and what to call when that changes. */
interface Configuring {
  readonly options: { config?: string };
  readonly language: Language;
  readonly file: string;
  readonly ready: NonNullable<Configured['ready']>;
  readonly onTaken: (ready: NonNullable<Configured['ready']>) => void;
}

/** Runs the bot until a signal, or until another file is at the path of its store, which needs a new start. */
async function runOnce(
  { options, language, file, ready, onTaken }: Configuring,
  log: Logger,
  signal: Promise<NodeJS.Signals>,
): Promise<'stopped' | 'replaced'> {
  let onStoreReplaced = (): void => undefined;
  const replaced = new Promise<'replaced'>((resolve) => {
    onStoreReplaced = () => resolve('replaced');
  });
  const parts = { ...ready, clock: systemClock(), log, language, logLinesDropped: log.dropped };
  const onReconfigured = ({ log: { level } }: Settings): void => log.setLevel(level);
  const app = await startApp({ ...parts, onStoreReplaced, onReconfigured });
  const { reconfigure } = app;
  const watch = watchConfiguration({ ...parts, options, file, first: ready, reconfigure, onTaken });
  const onHangUp = (): void => watch.now();
  process.on('SIGHUP', onHangUp);
  compileLess();
  letHeapGrow();
  log.info({ url: app.url, ...describeSettings(ready.settings) }, 'ready');
  const end = await Promise.race([signal, replaced]);
  log.info(end === 'replaced' ? {} : { signal: end }, 'stopping');
  process.off('SIGHUP', onHangUp);
  await watch.stop();
  await app.stop();
  log.info({}, 'stopped');
  return end === 'replaced' ? 'replaced' : 'stopped';
}

/**
 * An uncaught error ends the process, with a log line. Node itself would print the error with all its members, and
 * those of a request contain the token.
 */
function endOnMistakes(log: Pick<Logger, 'error' | 'flush'>): void {
  const end = async (thrown: unknown): Promise<void> => {
    const error = asError(thrown).stack ?? String(thrown);
    log.error({ error }, 'this is a mistake in the program, which ends: please report it');
    await log.flush();
    process.exit(EXIT_FAILED);
  };
  process.on('uncaughtException', (thrown) => void end(thrown));
}
