// npm run bench [-- --quick|--smoke] [-- --only answers|storm|http|naive|reload|idle] [-- --profile FOLDER]: the figures of docs/performance.md, as its
// tables.
// Everything runs on loopback and in the temporary folder, in processes of its own, and is gone at the end.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAnswers } from './answers.mjs';
import { ROOT, startPart, timeHelp } from './children.mjs';
import { describeCommit, describeMachine } from './figures.mjs';
import { measureHealing } from './healing.mjs';
import { measureHttp } from './http.mjs';
import { idleTable, measureIdle } from './idle.mjs';
import { fillPostgres, fillSqlite } from './million.mjs';
import { measureNaive } from './naive.mjs';
import { measureRoad } from './pipeline.mjs';
import { startBenchPostgres } from './postgres.mjs';
import { measureReload, reloadTable } from './reload.mjs';
import { answerTable, httpTable, naiveTable, stormTable, writeReport } from './report.mjs';
import { APP, APPROVALS } from './world.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    smoke: { type: 'boolean' },
    only: { type: 'string' },
    profile: { type: 'string' },
  },
});
const QUICK = {
  rounds: 1,
  events: 4_000,
  roadCards: 500,
  naiveCards: 300,
  requests: 3_000,
  storm: 0,
  singles: 8,
  restMs: 1_000,
  idleMs: 10_000,
  open: 40,
  rows: 100_000,
  helps: 5,
  ticks: 5,
  due: 100,
  rendered: 500,
  reloads: 7,
};
const FULL = {
  ...QUICK,
  rounds: 3,
  events: 10_000,
  roadCards: 1_500,
  naiveCards: 1_000,
  requests: 10_000,
  storm: 5_000,
  singles: 12,
  restMs: 1_500,
  open: 60,
  rows: 1_000_000,
};
/** Too small for figures: does each part still run? */
const SMOKE = {
  rounds: 1,
  events: 200,
  roadCards: 20,
  naiveCards: 20,
  requests: 50,
  storm: 20,
  singles: 1,
  restMs: 0,
  idleMs: 0,
  open: 20,
  rows: 5_000,
  helps: 1,
  ticks: 1,
  due: 5,
  rendered: 5,
  reloads: 1,
};
const size = options.smoke ? SMOKE : options.quick ? QUICK : FULL;
/** On a slow machine the later rounds of the pipeline, which take longest, are left out. */
const LAST_ROUND_UNTIL_S = 310;
const profile = options.profile && resolve(options.profile);

const folder = mkdtempSync(join(tmpdir(), 'approval-relay-bench-'));
const stops = [];
const closers = { push: (stop) => stops.push(stop) };
const startedAt = performance.now();
const seconds = () => (performance.now() - startedAt) / 1000;
const say = (text) => console.error(`${seconds().toFixed(0).padStart(4)} s  ${text}`);

async function close() {
  for (const stop of stops.splice(0).reverse()) await stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The first table alone, without the full store: for work on the path from the socket to the disk. */
async function runAnswers() {
  const load = await startPart('load.mjs', APP);
  closers.push(load.stop);
  const sandbox = await startPart('feishu.mjs', { ...APP, approvals: APPROVALS });
  closers.push(sandbox.stop);
  return measureAnswers({ folder, sandbox, load, closers, profile, ...size });
}

/** The comparison with a naive bot alone. */
async function runNaive() {
  const load = await startPart('load.mjs', APP);
  closers.push(load.stop);
  return measureNaive({ folder, load, closers, profile, ...size });
}

/** A storm of mapped events alone: how they are answered while they become cards. */
async function runStorm() {
  const load = await startPart('load.mjs', APP);
  closers.push(load.stop);
  const runs = [];
  for (let round = 1; round <= size.rounds; round += 1) {
    say(`a storm of ${size.roadCards}, round ${round}`);
    const store = `sqlite:${join(folder, `storm-${round}.db`)}`;
    runs.push(
      await measureRoad({
        folder,
        load,
        closers,
        store,
        name: 'storm',
        profile,
        ...size,
        storm: size.roadCards,
      }),
    );
  }
  return runs;
}

async function run() {
  say(`filling stores with ${size.rows} finished rows`);
  const postgres = await startBenchPostgres();
  closers.push(postgres.remove);
  const fullUrl = await postgres.createDatabase();
  const fullPath = join(folder, 'full.db');
  // Side by side: each in a process of its own.
  const filler = await startPart('fill.mjs', { path: fullPath, rows: size.rows });
  closers.push(filler.stop);
  await Promise.all([filler.ask({}), fillPostgres(fullUrl, size.rows)]);
  await filler.stop();

  const load = await startPart('load.mjs', APP);
  closers.push(load.stop);

  say('--help');
  const helps = [];
  for (let i = 0; i < size.helps; i += 1) helps.push(await timeHelp());

  say('an idle bot');
  const idle = await measureIdle({ folder, closers, ...size });

  say('rendering');
  const renderer = await startPart('renderTimes.mjs', { folder, sizes: [20, 400], cards: size.rendered });
  closers.push(renderer.stop);
  const { times } = await renderer.ask({});
  await renderer.stop();

  // Before a bot has worked on these stores: it judges what waits by its own configuration.
  say('a tick of the reminders');
  const ticks = {};
  const few = join(folder, 'few.db');
  await fillSqlite(few, size.due);
  const stores = {
    few: { kind: 'sqlite', path: few },
    sqlite: { kind: 'sqlite', path: fullPath },
    postgres: { kind: 'postgres', url: fullUrl },
  };
  for (const [name, place] of Object.entries(stores)) {
    const ticker = await startPart('tick.mjs', { place });
    closers.push(ticker.stop);
    ticks[name] = [];
    for (let i = 0; i < size.ticks; i += 1) ticks[name].push(await ticker.ask({ due: size.due }));
    await ticker.stop();
  }

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

  say('requests to Feishu');
  const http = await measureHttp({ closers, ...size });

  say('compared with a naive bot');
  const naive = await measureNaive({ folder, load, closers, profile, ...size });

  say('the figures of stats');
  const figures = {};
  for (const name of ['sqlite', 'postgres']) {
    const reader = await startPart('stats.mjs', { place: stores[name] });
    closers.push(reader.stop);
    figures[name] = (await reader.ask({ requests: size.rows, times: size.ticks })).ends;
    await reader.stop();
  }

  say('reconcile with single events meanwhile');
  const healing = await measureHealing({ folder, closers, ...size });

  const roads = { sqlite: [], fullSqlite: [], postgres: [], fullPostgres: [] };
  const places = {
    sqlite: async (round) => `sqlite:${join(folder, `pipeline-${round}.db`)}`,
    fullSqlite: async () => `sqlite:${fullPath}`,
    postgres: () => postgres.createDatabase(),
    fullPostgres: async () => fullUrl,
  };
  const measure = (name, store, storm) =>
    measureRoad({ folder, load, closers, store, name, profile, ...size, storm });
  let longest = 0;
  for (let round = 1; round <= size.rounds && seconds() + longest < LAST_ROUND_UNTIL_S; round += 1) {
    const began = seconds();
    const order = Object.entries(places);
    for (const [name, place] of round % 2 === 1 ? order : order.reverse()) {
      say(`the whole pipeline, round ${round}: ${name}`);
      roads[name].push(await measure(name, await place(round), size.roadCards));
    }
    longest = Math.max(longest, seconds() - began);
  }
  let storm;
  if (size.storm > 0) {
    say(`a storm of ${size.storm}`);
    storm = await measure('storm', `sqlite:${join(folder, 'storm.db')}`, size.storm);
  }
  return { answers, http, naive, roads, storm, helps, idle, times, ticks, figures, healing };
}

process.once('SIGINT', () => void close().finally(() => process.exit(130)));
try {
  const about = `${describeMachine()}; commit ${describeCommit(ROOT)}; ${new Date().toISOString().slice(0, 10)}`;
  if (options.only === 'answers') console.log(answerTable(await runAnswers(), about));
  else if (options.only === 'http') console.log(httpTable(await measureHttp({ closers, ...size })));
  else if (options.only === 'idle')
    console.log(`${about}\n\n${idleTable(await measureIdle({ folder, closers, ...size }))}`);
  else if (options.only === 'naive') console.log(`${about}\n\n${naiveTable(await runNaive(), size)}`);
  else if (options.only === 'reload')
    console.log(
      `${about}\n\n${reloadTable(await measureReload({ folder, closers, profile, times: size.reloads }))}`,
    );
  else if (options.only === 'storm') console.log(stormTable(await runStorm(), size, about));
  else console.log(writeReport(await run(), size, about));
  say('done');
} finally {
  await close();
}
