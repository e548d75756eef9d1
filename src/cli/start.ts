import { startApp } from '../app.ts';
import { systemClock } from '../base/clock.ts';
import { createLogger } from '../ops/logger.ts';
import { describeSettings, formatProblem } from '../settings/readSettings.ts';
import { readConfigured } from './configured.ts';
import { EXIT_MISUSE, EXIT_OK } from './exit.ts';
import { untilSignal } from './signals.ts';

/** `approval-relay start`: runs the bot until SIGTERM or SIGINT. */
export async function run(options: { config?: string }): Promise<number> {
  const { file, problems, ready } = readConfigured(options);
  for (const problem of problems) {
    if (problem.severity !== 'notice') console.error(formatProblem(problem));
  }
  if (!ready) {
    console.error(`${file}: not started. "approval-relay validate" checks it again.`);
    return EXIT_MISUSE;
  }
  const log = createLogger({ level: 'info', pretty: process.stdout.isTTY === true });
  const app = await startApp({ ...ready, clock: systemClock(), log });
  log.info({ url: app.url, ...describeSettings(ready.settings) }, 'ready');
  const signal = await untilSignal();
  log.info({ signal }, 'stopping');
  await app.stop();
  log.info({}, 'stopped');
  return EXIT_OK;
}
