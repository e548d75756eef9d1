import { join } from 'node:path';
import { processorMsOf, startBot, startPart, untilDrained } from './children.mjs';
import { APP, APPROVALS, UNMAPPED, writeConfig } from './world.mjs';

const CONNECTIONS = 50;
const WARM_UP = 3_000;
/** Nobody listens there: every look-up fails. */
const NO_FEISHU = 'http://127.0.0.1:9';

/**
 * How fast encrypted, signed events are answered by the bot, by the bot with a full store, by the SDK's adapter and
 * by bare Koa. All four run all the time and are loaded in turn, so a slow minute of the machine affects them all.
 *
 * The events are about an approval that no chat is configured for: the bot checks them, commits them, answers, and
 * records between the next answers that they are for no chat. Another bot gets events about an approval that is mapped
 * to a chat, while Feishu cannot be reached: each is also taken up by the worker, fails, and waits for its next try.
 */
export async function measureAnswers({ folder, sandbox, load, closers, fullStore, rounds, events, profile }) {
  const bot = async (name, path, more, feishu = sandbox.url) => {
    const started = await startBot(
      folder,
      writeConfig(folder, name, { feishu, store: `sqlite:${path}` }),
      more,
    );
    closers.push(started.stop);
    return started;
  };
  const part = async (file) => {
    const started = await startPart(file, APP);
    closers.push(started.stop);
    return started;
  };
  const servers = [
    { name: 'bot', server: await bot('answers', join(folder, 'answers.db'), { profile }), isBot: true },
    ...(fullStore ? [{ name: 'fullBot', server: await bot('answersFull', fullStore), isBot: true }] : []),
    {
      name: 'mapped',
      server: await bot('answersMapped', join(folder, 'answersMapped.db'), { profile }, NO_FEISHU),
      approvalCode: APPROVALS[0].approvalCode,
    },
    { name: 'sdk', server: await part('sdkAdapter.mjs') },
    { name: 'bare', server: await part('bareKoa.mjs') },
  ];
  const measured = Object.fromEntries(servers.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    // There and back, so no bot always runs right after the same other one.
    for (const { name, server, isBot, approvalCode = UNMAPPED } of round % 2 === 0
      ? servers
      : servers.toReversed()) {
      const count = round === 0 ? WARM_UP : events;
      const usedBefore = processorMsOf(server.child);
      const run = await load.ask({ connections: CONNECTIONS, approvalCode, url: server.url, count });
      run.cpuMs = (processorMsOf(server.child) - usedBefore) / count;
      // The first round only warms up.
      if (round > 0) measured[name].push(run);
      if (isBot) await untilDrained(server);
    }
  }
  for (const { server } of servers) await server.stop();
  return measured;
}
