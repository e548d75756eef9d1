// What a changed configuration of hundreds of approvals costs: from the signal to "in force", how much processor time the bot
// uses for it, and how long a request waits at most meanwhile.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { processorMsOf, startBot, startPart } from './children.mjs';
import { spread, table } from './figures.mjs';
import { APP } from './world.mjs';

const APPROVALS = 500;
/** Between two requests: they must hardly use the processor. */
const PROBE_MS = 5;
const IN_FORCE = 'the configuration is in force';
/** The work that follows, such as rebuilding reminders, is part of the wait. */
const AFTER_MS = 1_000;

const idOf = (kind, i) => `${kind}_${String(i).padStart(32, 'a')}`;
const KNOWN = Array.from({ length: APPROVALS }, (_, i) => ({
  approvalCode: `RELOAD-${i}`,
  chat: idOf('oc', i),
}));

/** The configuration as the n-th change leaves it: every approval has four entries, and one has another name each time. */
function written({ feishu, store }, n) {
  const approvals = Array.from({ length: APPROVALS }, (_, i) => [
    `RELOAD-${i}`,
    {
      name: i === 0 ? `审批 ${n}` : `审批`,
      chats: [
        idOf('oc', i),
        { chat: idOf('oc_b', i), when: { 'form.总金额': { gte: 10_000 }, department: { under: 'od-a' } } },
        { chat: idOf('oc_c', i), stage: '法务', mention: 'approvers' },
        { chat: idOf('oc_d', i), when: 'otherwise' },
      ],
      reminders: { after: n % 2 ? '4h' : '5h' },
    },
  ]);
  return stringify({
    feishu: { ...APP, domain: feishu },
    server: { host: '127.0.0.1', port: 0 },
    store,
    // After a start, subscriptions go on for minutes.
    reconcile: false,
    reminders: {},
    approvals: Object.fromEntries(approvals),
  });
}

/** Reloads `times` times; each run: `{ tookMs, cpuMs, waitMs, idleMs }`. */
export async function measureReload({ folder, closers, times, profile }) {
  const sandbox = await startPart('feishu.mjs', { ...APP, approvals: KNOWN, fields: 4 });
  closers.push(sandbox.stop);
  const file = join(folder, 'reload.yaml');
  const world = { feishu: sandbox.url, store: `sqlite:${join(folder, 'reload.db')}` };
  writeFileSync(file, written(world, 0));
  const bot = await startBot(folder, file, { profile });
  closers.push(bot.stop);
  const runs = [];
  for (let n = 1; n <= times; n += 1) {
    const { waitMs: idleMs } = await longestWait(bot, () => sleep(2 * AFTER_MS));
    let run;
    const { waitMs } = await longestWait(bot, async () => {
      run = await reload(bot, () => writeFileSync(file, written(world, n)));
      await sleep(AFTER_MS);
    });
    runs.push({ ...run, waitMs, idleMs });
  }
  await bot.stop();
  return runs;
}

async function reload(bot, change) {
  const before = bot.said(IN_FORCE);
  change();
  const [startedAt, cpuBefore] = [performance.now(), processorMsOf(bot.child)];
  bot.child.kill('SIGHUP');
  while (bot.said(IN_FORCE) === before) await sleep(2);
  return { tookMs: performance.now() - startedAt, cpuMs: processorMsOf(bot.child) - cpuBefore };
}

/** The longest that a request waits while something is done. */
async function longestWait(bot, done) {
  let isOver = false;
  let waitMs = 0;
  const probing = (async () => {
    while (!isOver) {
      const startedAt = performance.now();
      await (await fetch(`${bot.url}/healthz`)).text();
      waitMs = Math.max(waitMs, performance.now() - startedAt);
      await sleep(PROBE_MS);
    }
  })();
  await done();
  isOver = true;
  await probing;
  return { waitMs };
}

/** {@link measureReload} as a table. */
export function reloadTable(runs) {
  const row = (what, name) => [
    what,
    spread(
      runs.map((run) => run[name]),
      'ms',
    ),
  ];
  return table(
    [`A reload of ${APPROVALS} approvals`, ''],
    [
      row('from the signal to "in force"', 'tookMs'),
      row('processor time of the bot', 'cpuMs'),
      row('longest wait of a request meanwhile', 'waitMs'),
      row('longest wait of a request without a reload, just before', 'idleMs'),
    ],
  );
}
