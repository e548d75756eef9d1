// What reconcile costs live events: instances whose last look-up is a day old are looked up again, one after the other,
// while single events come in. It is paced: a thousand would take longer, but load the bot no more at any moment.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBot, startPart, untilDrained } from './children.mjs';
import { APP, APPROVALS, writeConfig } from './world.mjs';

const PAUSE_MS = 250;
const WARM_UP = 3;
const DAY_MS = 86_400_000;

/**
 * How long single events take to become cards during a run of reconcile, and without one, in ms; and how many requests
 * the run made for so many open instances.
 */
export async function measureHealing({ folder, closers, open, singles }) {
  const sandbox = await startPart('feishu.mjs', { ...APP, approvals: APPROVALS });
  closers.push(sandbox.stop);
  const path = join(folder, 'healing.db');
  const start = async (name, reconcile) => {
    const config = writeConfig(folder, name, { feishu: sandbox.url, store: `sqlite:${path}`, reconcile });
    const bot = await startBot(folder, config);
    closers.push(bot.stop);
    await sandbox.ask({ act: 'pushTo', url: bot.url });
    return bot;
  };

  const before = await start('healing-before', false);
  await sandbox.ask({ act: 'oneByOne', count: open, pauseMs: 0 });
  const { took: without } = await sandbox.ask({ act: 'oneByOne', count: singles, pauseMs: PAUSE_MS });
  await untilDrained(before);
  await before.stop();
  const standing = ageLooks(path);

  const bot = await start('healing', {});
  await sandbox.ask({ act: 'oneByOne', count: WARM_UP, pauseMs: PAUSE_MS });
  const { took: during } = await sandbox.ask({ act: 'oneByOne', count: singles, pauseMs: PAUSE_MS });
  // Without those of the events.
  const looked = async () => (await lookUpsOf(bot)) - during.length - WARM_UP;
  if ((await looked()) >= standing) throw new Error('the run was over before the events: more must be open');
  while ((await looked()) < standing) await sleep(200);
  await sleep(1_000);
  const lookUps = await looked();
  await bot.stop();
  await sandbox.stop();
  return { standing, without, during, lookUps };
}

/** As if a day had passed since each instance was last looked up. Returns how many are open. */
function ageLooks(path) {
  const Database = createRequire(import.meta.url)('libsql');
  const db = new Database(path);
  const { changes } = db
    .prepare(`update instances set looked_at = looked_at - ${DAY_MS} where status = 'PENDING'`)
    .run();
  db.close();
  return changes;
}

/** How many look-ups a bot has asked for since it was started. */
async function lookUpsOf(bot) {
  const text = await (await fetch(`${bot.url}/metrics`)).text();
  const counts = text.matchAll(/^relay_feishu_request_seconds_count\{[^}]*api="instance.get"[^}]*\} (\d+)/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
