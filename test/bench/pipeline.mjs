import { setTimeout as sleep } from 'node:timers/promises';
import { memoryOf, processorMsOf, startBot, startPart, untilDrained } from './children.mjs';
import { APP, APPROVALS, writeConfig } from './world.mjs';

const CONNECTIONS = 50;
/** Between two single events: none overlaps with the work for the one before. */
const PAUSE_MS = 250;

/**
 * The whole pipeline, once: a new bot and a new sandbox on this store. It gives the time to ready, the memory of an idle
 * bot, the time from a single event to its card, the rate at which a storm becomes cards, and the memory after it.
 *
 * Every event of the storm is about another instance, which is looked up, rendered with twenty fields and posted to
 * one of fifty groups.
 */
export async function measureRoad({ folder, load, closers, store, name, storm, singles, restMs, profile }) {
  const sandbox = await startPart('feishu.mjs', { ...APP, approvals: APPROVALS });
  closers.push(sandbox.stop);
  const { targets } = await sandbox.ask({ act: 'submit', count: storm });
  const bot = await startBot(folder, writeConfig(folder, name, { feishu: sandbox.url, store }), { profile });
  closers.push(bot.stop);
  await sandbox.ask({ act: 'pushTo', url: bot.url });
  await sleep(restMs);
  const idle = memoryOf(bot.child).now;

  // The first ones fetch the token, the definitions and the names.
  await sandbox.ask({ act: 'oneByOne', count: 3, pauseMs: PAUSE_MS });
  const { took } = await sandbox.ask({ act: 'oneByOne', count: singles, pauseMs: PAUSE_MS });
  await untilDrained(bot);

  const { cards } = await sandbox.ask({ act: 'cards' });
  const usedBefore = processorMsOf(bot.child);
  const answered = await load.ask({ url: bot.url, connections: CONNECTIONS, targets });
  const { lastCardAt } = await sandbox.ask({ act: 'untilCards', cards: cards + storm });
  await untilDrained(bot);
  const cpuMs = (processorMsOf(bot.child) - usedBefore) / storm;
  await sleep(restMs);
  const after = memoryOf(bot.child);
  await bot.stop();
  await sandbox.stop();
  return {
    readyMs: bot.readyMs,
    idle,
    took,
    cardsPerSecond: (storm * 1000) / (lastCardAt - answered.startedAt),
    cpuMs,
    answered,
    after: after.now,
    most: after.most,
  };
}
