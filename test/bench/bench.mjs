// npm run bench [-- --quick] [-- --profile FOLDER]: the figures of docs/performance.md, as its tables.
// Everything runs on loopback and in the temporary folder, in processes of its own, and is gone at the end.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAnswers } from './answers.mjs';
import { ROOT, startPart, timeHelp } from './children.mjs';
import { describeCommit, describeMachine } from './figures.mjs';
import { fillPostgres, fillSqlite } from './million.mjs';
import { startBenchPostgres } from './postgres.mjs';
import { writeReport } from './report.mjs';
import { measureRoad } from './road.mjs';
import { APP, APPROVALS } from './world.mjs';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, profile: { type: 'string' } },
});
const size = options.quick
  ? { rounds: 1, events: 5_000, storm: 1_000, singles: 8, restMs: 1_000, rows: 100_000, helps: 3, cards: 200 }
  : {
      rounds: 3,
      events: 15_000,
      storm: 5_000,
      singles: 20,
      restMs: 3_000,
      rows: 1_000_000,
      helps: 7,
      cards: 1_000,
    };
const profile = options.profile && resolve(options.profile);

const folder = mkdtempSync(join(tmpdir(), 'approval-relay-bench-'));
const stops = [];
const closers = { push: (stop) => stops.push(stop) };
const startedAt = performance.now();
const say = (text) =>
  console.error(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${text}`);

async function close() {
  for (const stop of stops.splice(0).reverse()) await stop();
  rmSync(folder, { recursive: true, force: true });
}

async function run() {
  say(`filling stores with ${size.rows} finished rows`);
  const fullPath = join(folder, 'full.db');
  await fillSqlite(fullPath, size.rows);
  const postgres = await startBenchPostgres();
  closers.push(postgres.remove);
  const fullUrl = await postgres.createDatabase();
  await fillPostgres(fullUrl, size.rows);

  const load = await startPart('load.mjs', APP);
  closers.push(load.stop);

  say('--help');
  const helps = [];
  for (let i = 0; i < size.helps; i += 1) helps.push(await timeHelp());

  say('rendering');
  const renderer = await startPart('renderTimes.mjs', { folder, sizes: [20, 400], cards: size.cards });
  closers.push(renderer.stop);
  const { times } = await renderer.ask({});
  await renderer.stop();

  say('answers');
  const sandbox = await startPart('feishu.mjs', { ...APP, approvals: APPROVALS });
  closers.push(sandbox.stop);
  const answers = await measureAnswers({
    folder,
    sandbox,
    load,
    closers,
    fullStore: fullPath,
    profile,
    ...size,
  });
  await sandbox.stop();

  const roads = { sqlite: [], fullSqlite: [], postgres: [], fullPostgres: [] };
  const places = {
    sqlite: async (round) => `sqlite:${join(folder, `road-${round}.db`)}`,
    fullSqlite: async () => `sqlite:${fullPath}`,
    postgres: () => postgres.createDatabase(),
    fullPostgres: async () => fullUrl,
  };
  for (let round = 1; round <= size.rounds; round += 1) {
    for (const [name, place] of Object.entries(places)) {
      say(`the whole road, round ${round}: ${name}`);
      const store = await place(round);
      roads[name].push(await measureRoad({ folder, load, closers, store, name, profile, ...size }));
    }
  }
  return { answers, roads, helps, times };
}

process.once('SIGINT', () => void close().finally(() => process.exit(130)));
try {
  const figures = await run();
  say('done');
  const about = `${describeMachine()}; commit ${describeCommit(ROOT)}; ${new Date().toISOString().slice(0, 10)}`;
  console.log(writeReport(figures, size, about));
} finally {
  await close();
}
