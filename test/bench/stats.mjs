// How long `stats` takes to read thirty days of the figures that a million finished requests leave behind: ninety days of
// twenty approvals with four steps each, and ten people in each step. The store also holds a million finished rows.
import { createRequire } from 'node:module';
import pg from 'pg';
import { SpanSketch } from '../../dist/approval/spanSketch.js';
import { parseSnapshot } from '../../dist/feishu/api/instances.js';
import { statsOf } from '../../dist/relay/stats/statsOf.js';
import { lastDays } from '../../dist/relay/stats/sums.js';
import { openReadOnly } from '../../dist/store/openReadOnly.js';
import { APP } from './world.mjs';

const { place } = JSON.parse(process.argv[2]);
const DAYS = 90;
const APPROVALS = 20;
const STEPS = 4;
const PEOPLE = 10;
const TIMEZONE = 'Asia/Shanghai';
const DAY_MS = 86_400_000;
const INSERT =
  'insert into daily_figures (app, day, approval, step, person, name, created, spans) values ($1, $2, $3, $4, $5, $6, $7, $8)';

/** So many decisions, most of them within hours, some after days. */
function spans(count) {
  const sketch = new SpanSketch();
  for (let i = 0; i < count; i += 1) sketch.add(60_000 * 10 ** (3.5 * Math.random()));
  return sketch.toString();
}

function* figures(requests) {
  const each = Math.round(requests / DAYS / APPROVALS);
  const { from, to } = lastDays(TIMEZONE, DAYS * DAY_MS, Date.now());
  for (let day = from; day <= to; day += 1)
    for (let a = 1; a <= APPROVALS; a += 1) {
      yield [APP.appId, day, `BENCH-${a}`, '', '', '采购申请', each, spans(each)];
      for (let s = 1; s <= STEPS; s += 1) {
        yield [APP.appId, day, `BENCH-${a}`, `n${s}`, '', `步骤 ${s}`, 0, spans(each)];
        for (let p = 1; p <= PEOPLE; p += 1)
          yield [
            APP.appId,
            day,
            `BENCH-${a}`,
            `n${s}`,
            `ou_${a}_${s}_${p}`,
            '',
            0,
            spans(Math.ceil(each / PEOPLE)),
          ];
      }
    }
}

async function fill(requests) {
  if (place.kind === 'sqlite') {
    const Database = createRequire(import.meta.url)('libsql');
    const db = new Database(place.path);
    db.exec('delete from daily_figures');
    const insert = db.prepare(INSERT.replaceAll(/\$\d/g, '?'));
    db.exec('begin');
    for (const row of figures(requests)) insert.run(...row);
    db.exec('commit');
    db.close();
    return;
  }
  const client = new pg.Client(place.url);
  await client.connect();
  await client.query('begin; delete from daily_figures');
  for (const values of figures(requests)) await client.query({ name: 'insert', text: INSERT, values });
  await client.query('commit');
  await client.query('analyze daily_figures');
  await client.end();
}

async function readOnce(people) {
  const settings = {
    timezone: TIMEZONE,
    calendar: { holidays: [], workdays: [] },
    approvals: new Map(),
    stats: { people },
  };
  const startedAt = performance.now();
  const store = await openReadOnly(place, APP.appId, parseSnapshot);
  // Waiting instances are measured elsewhere: this store has no others.
  const sources = { settings, store: { ...store, waitingInstances: async () => [] } };
  const now = Date.now();
  const rows = await statsOf(sources, lastDays(TIMEZONE, 30 * DAY_MS, now), now);
  const ms = performance.now() - startedAt;
  await store.close();
  if (rows.length !== APPROVALS * (1 + STEPS * (people ? 1 + PEOPLE : 1)))
    throw new Error(`${rows.length} rows`);
  return ms;
}

process.on('message', async ({ requests, times }) => {
  try {
    await fill(requests);
    const ends = [];
    for (let i = 0; i < times; i += 1)
      ends.push({ statsMs: await readOnce(false), peopleMs: await readOnce(true) });
    process.send({ ends });
  } catch (error) {
    process.send({ error: error.message });
  }
});
process.send({});
