import { join } from 'node:path';
import { memoryOf, processorMsOf, startBot, startPart, untilDrained } from './children.mjs';
import { APP, APPROVALS, writeConfig } from './world.mjs';

const CONNECTIONS = 50;
const WARM_UP = 300;
/** As many as a usual approval has. */
const FIELDS = 12;

/**
 * The whole way from an event to its posted card, by the bot and by a naive one that stores nothing. Both run all the time,
 * against one sandbox without limits, and are loaded in turn.
 */
export async function measureNaive({ folder, load, closers, profile, rounds, naiveCards }) {
  const part = async (starting) => {
    const started = await starting;
    closers.push(started.stop);
    return started;
  };
  const sandbox = await part(startPart('feishu.mjs', { ...APP, approvals: APPROVALS, fields: FIELDS }));
  const store = `sqlite:${join(folder, 'naive.db')}`;
  const config = writeConfig(folder, 'naive', { feishu: sandbox.url, store });
  const bot = await part(startBot(folder, config, { profile }));
  const naive = await part(startPart('naiveBot.mjs', { ...APP, approvals: APPROVALS, url: sandbox.url }));
  const servers = [
    { name: 'bot', server: bot, settled: () => untilDrained(bot) },
    { name: 'naive', server: naive, settled: async () => undefined },
  ];
  const measured = { bot: [], naive: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, server, settled } of round % 2 === 0 ? servers : servers.toReversed()) {
      const count = round === 0 ? WARM_UP : naiveCards;
      const { targets } = await sandbox.ask({ act: 'submit', count });
      const { cards } = await sandbox.ask({ act: 'cards' });
      const usedBefore = processorMsOf(server.child);
      const { startedAt } = await load.ask({ url: server.url, connections: CONNECTIONS, targets });
      const { lastCardAt } = await sandbox.ask({ act: 'untilCards', cards: cards + count });
      await settled();
      const run = {
        cardsPerSecond: (count * 1000) / (lastCardAt - startedAt),
        cpuMs: (processorMsOf(server.child) - usedBefore) / count,
        memory: memoryOf(server.child).now,
      };
      // The first round only warms up.
      if (round > 0) measured[name].push(run);
    }
  }
  for (const { server } of servers) await server.stop();
  await sandbox.stop();
  return measured;
}
