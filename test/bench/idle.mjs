import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryOf, startBot, startPart } from './children.mjs';
import { spread, table } from './figures.mjs';
import { APP, APPROVALS, writeConfig } from './world.mjs';

/**
 * The memory of idle bots, each started as by `npx approval-relay start`: without flags of Node.js and without settings in
 * the environment. In MB, one for each round.
 */
export async function measureIdle({ folder, closers, rounds, idleMs }) {
  const sandbox = await startPart('feishu.mjs', { ...APP, approvals: APPROVALS });
  closers.push(sandbox.stop);
  const bots = [];
  for (let round = 1; round <= rounds; round += 1) {
    const name = `idle-${round}`;
    const store = `sqlite:${join(folder, `${name}.db`)}`;
    const config = writeConfig(folder, name, { feishu: sandbox.url, store });
    bots.push(await startBot(folder, config, { nodeArgs: '', settings: {} }));
    closers.push(bots.at(-1).stop);
  }
  // What a start leaves behind is collected by then.
  await sleep(idleMs);
  const idle = bots.map(({ child }) => memoryOf(child).now);
  for (const { stop } of bots) await stop();
  await sandbox.stop();
  return idle;
}

/** {@link measureIdle} as a table. */
export function idleTable(idle) {
  return table(['`npx approval-relay start`', ''], [['memory, idle', spread(idle, 'MB')]]);
}
