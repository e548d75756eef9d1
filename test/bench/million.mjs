import { closeSync, fsyncSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import pg from 'pg';
import { parseSnapshot } from '../../dist/feishu/api/instances.js';
import { openStore } from '../../dist/store/open.js';
import { APP } from './world.mjs';

/** Rows of each kind, the events' and deliveries' finished, made by the database itself: `$n` counts, `$id` is random, `$at` lies behind us. */
const INBOX = `insert into inbox (app, id, type, instance, approval, status, changed_at, change_key, body, received_at,
  state, attempts, asked, next_at, reason, finished_at)
  select '${APP.appId}', $id, 'approval_instance', 'OLD-' || $n, 'BENCH-1', 'PENDING', $at,
    $at || '/OLD-' || $n || '/PENDING', $body, $at, 'done', 0, 0, $at, 'relayed', $at + 100 from numbers`;
const OUTBOX = `insert into outbox (app, change_id, instance, approval, status, changed_at, chat, kind, key, state,
  priority, attempts, detail, next_at, message_id, reason, received_at, created_at, finished_at)
  select '${APP.appId}', 'OLD-' || $n, 'OLD-' || $n, 'BENCH-1', 'PENDING', $at, 'oc_bench_' || (1 + $n % 50), 'card',
    $id, 'sent', 0, 1, 'full', $at, 'om_' || $n, '', $at, $at, $at + 200 from numbers`;
/** What the figures already contain: the bot counted it when it came. */
const INSTANCES = `insert into instances (app, instance, approval, status, changed_at, known_by, snapshot, looked_at, counted,
  counted_at)
  select '${APP.appId}', 'OLD-' || $n, 'BENCH-1', 'PENDING', $at, 'push', '{}', $at, 'new', $at + $at from numbers`;
const ATTEMPTS = `insert into attempts (app, outbox, api, chat, at, answered_at, code, log_id, outcome)
  select '${APP.appId}', $n, 'message.create', 'oc_bench_' || (1 + $n % 50), $at, $at + 100, 0, '', 'ok' from numbers`;
/**
 * Each of these instances waits, and is reminded of after the run: not so late that the start would take it for the
 * work of a wrong clock, and correct it.
 */
const REMINDERS = `insert into reminders (app, instance, chat, step, rule, approval, person, node, since, schedule,
  due_at, count, reminded_at)
  select '${APP.appId}', 'OLD-' || $n, 'oc_bench_' || (1 + $n % 50), 't1', 'remind', 'BENCH-1', 'ou_x', '', $at,
    '', ${Date.now() + 12 * 3_600_000}, 0, null from numbers`;
const STATEMENTS = [INBOX, OUTBOX, INSTANCES, ATTEMPTS, REMINDERS];
/** As long as the text of a real event. */
const BODY = JSON.stringify('x'.repeat(398)).replaceAll('"', '');
const DAY_MS = 86_400_000;

function statementsFor({ random, numbers }, rows) {
  // Within the retention, or the bot would prune them; a day ago, or they would count as recent requests.
  const latest = Date.now() - DAY_MS;
  const stepMs = Math.floor((60 * DAY_MS) / rows);
  return STATEMENTS.map((text) => {
    const filled = text
      .replaceAll('$id', random)
      .replaceAll('$at', `(${latest} - n * ${stepMs})`)
      .replaceAll('$body', `'${BODY}'`)
      .replaceAll('$n', 'n');
    return filled.replace('from numbers', `from ${numbers}`);
  });
}

/** Makes the tables as the program does, and fills them with finished rows. */
export async function fillSqlite(path, rows) {
  await (await openStore({ kind: 'sqlite', path }, APP.appId, parseSnapshot)).close();
  const Database = createRequire(import.meta.url)('libsql');
  const db = new Database(path);
  db.exec('pragma synchronous = off; pragma cache_size = -400000');
  const numbers = `(with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${rows}) select n from numbers)`;
  for (const text of statementsFor({ random: 'lower(hex(randomblob(16)))', numbers }, rows)) db.exec(text);
  db.exec('pragma wal_checkpoint(truncate)');
  db.close();
  // What the disk still has to write is not the bot's work.
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}

/** The same on PostgreSQL. */
export async function fillPostgres(url, rows) {
  await (await openStore({ kind: 'postgres', url }, APP.appId, parseSnapshot)).close();
  const client = new pg.Client(url);
  await client.connect();
  const numbers = `generate_series(1, ${rows}) as numbers(n)`;
  // The seq and times are bigint, and so must the arithmetic be.
  for (const text of statementsFor({ random: 'md5(random()::text || n)', numbers }, rows)) {
    await client.query(text.replaceAll('- n *', '- n::bigint *'));
  }
  await client.query('vacuum analyze');
  await client.query('checkpoint');
  await client.end();
}
