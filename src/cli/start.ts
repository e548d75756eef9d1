import { setFlagsFromString } from 'node:v8';
import { startApp } from '../app.ts';
import { systemClock } from '../base/clock.ts';
import { createLogger } from '../ops/logger.ts';
import { describeSettings, formatProblem } from '../settings/readSettings.ts';
import { readConfigured } from './configured.ts';
import { EXIT_MISUSE, EXIT_OK } from './exit.ts';
import { untilSignal } from './signals.ts';

/**
 * How far the heap may grow over what is in use before old objects are collected. Left alone, V8 lets a storm pile
 * up garbage, 300 MB of it after 2,000 cards, and keeps that for a quarter of a minute; so it stays under 180. Here
 * and not among PM2's arguments: it holds however the bot is started.
 */
const HEAP_GROWING_PERCENT = 30;

/** `approval-relay start`: runs the bot until SIGTERM or SIGINT. */
export async function run(options: { config?: string }): Promise<number> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
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
