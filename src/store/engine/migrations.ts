import { type Kysely, type RawBuilder, sql } from 'kysely';
import { STATUSES } from '../../approval/status.ts';
import { lookupStory, moments, operatorPage, reminderCards, silences, steps } from './laterMigrations.ts';
import type { Schema } from './schema.ts';
import { IS_UNCOUNTED } from './uncounted.ts';

/** The two databases that a store may be. */
export type StoreKind = 'sqlite' | 'postgres';

/** The statements of one migration, in order. `seq` is the type of a column that numbers its rows. */
type Steps = (seq: RawBuilder<unknown>, kind: StoreKind) => readonly RawBuilder<unknown>[];

/** The inbox and the outbox. */
const pipeline: Steps = (seq) => [
  sql`create table inbox (seq ${seq}, app text not null, id text not null, type text not null,
      instance text not null, approval text not null, status text not null, changed_at bigint not null,
      change_key text, body text not null, received_at bigint not null, state text not null,
      attempts integer not null, asked integer not null, next_at bigint not null, reason text not null,
      finished_at bigint, unique (app, id), unique (app, change_key))`,
  sql`create index inbox_open on inbox (app, seq) where finished_at is null`,
  sql`create index inbox_lane on inbox (app, instance, seq) where finished_at is null`,
  sql`create index inbox_parked on inbox (app) where state = 'parked'`,
  sql`create index inbox_finished on inbox (app, finished_at) where finished_at is not null`,
  sql`create table instances (app text not null, instance text not null, approval text not null,
      status text not null, changed_at bigint not null, known_by text not null, snapshot text,
      looked_at bigint, primary key (app, instance))`,
  sql`create index instances_changed on instances (app, changed_at)`,
  sql`create table outbox (seq ${seq}, app text not null, change_id text not null, instance text not null,
      approval text not null, status text not null, changed_at bigint not null, chat text not null,
      kind text not null, key text not null, state text not null, priority integer not null,
      attempts integer not null, detail text not null, next_at bigint not null, sending_at bigint,
      unknown_since bigint, message_id text not null, reason text not null, received_at bigint not null,
      created_at bigint not null, finished_at bigint, unique (app, key))`,
  sql`create index outbox_lane on outbox (app, chat, instance, changed_at, seq) where finished_at is null`,
  sql`create index outbox_due on outbox (app, next_at) where finished_at is null`,
  sql`create index outbox_parked on outbox (app, chat) where state = 'parked'`,
  sql`create index outbox_finished on outbox (app, finished_at) where finished_at is not null`,
  sql`create table attempts (seq ${seq}, app text not null, outbox bigint, api text not null,
      chat text not null, at bigint not null, answered_at bigint, code bigint, log_id text not null,
      outcome text not null)`,
  sql`create index attempts_at on attempts (app, at)`,
  sql`create index attempts_outbox on attempts (outbox)`,
  sql`create table cards (app text not null, instance text not null, chat text not null,
      message_id text not null, sent_at bigint not null, primary key (app, instance, chat))`,
  sql`create table approvals (app text not null, approval text not null,
      first_configured_at bigint not null, subscribed_at bigint, name text not null,
      primary key (app, approval))`,
  sql`create table chats (app text not null, chat text not null, closed_at bigint not null,
      probe_at bigint not null, code bigint not null, reason text not null, primary key (app, chat))`,
  sql`create table calls (app text not null, month text not null, billed bigint not null,
      primary key (app, month))`,
  sql`create table leases (app text not null, name text not null, holder text not null,
      host text not null, pid bigint not null, born text not null, until bigint not null,
      primary key (app, name))`,
];

/** Living cards, reminders, and look-ups. */
const waiting: Steps = (seq) => [
  sql`alter table inbox add column source text not null default 'push'`,
  sql`alter table outbox add column was text not null default ''`,
  sql`alter table outbox add column about text not null default ''`,
  sql`alter table outbox add column held_at bigint`,
  sql`create index outbox_instance on outbox (app, instance) where finished_at is null`,
  sql`alter table cards add column change_id text not null default ''`,
  sql`alter table instances add column started_at bigint`,
  sql`create table refreshes (app text not null, instance text not null, approval text not null,
      marked_at bigint not null, due_at bigint not null, attempts bigint not null,
      looked_at bigint not null,
      primary key (app, instance))`,
  sql`create index refreshes_due on refreshes (app, due_at)`,
  sql`create index instances_open on instances (app, looked_at)
      where status in ('PENDING', 'OVERTIME_RECOVER')`,
  sql`create index outbox_told on outbox (app, chat, created_at) where kind = 'reminder'`,
  sql`create table reminders (app text not null, instance text not null, chat text not null,
      step text not null, rule text not null, approval text not null, person text not null,
      node text not null, since bigint not null, schedule text not null, due_at bigint,
      count bigint not null, reminded_at bigint, primary key (app, instance, chat, rule, step))`,
  sql`create index reminders_due on reminders (app, schedule, due_at) where due_at is not null`,
  sql`create table schedules (app text not null, name text not null, last_run bigint not null,
      state text not null, primary key (app, name))`,
  sql`alter table approvals add column listed_through bigint`,
  sql`create table errands (seq ${seq}, app text not null, what text not null, options text not null,
      asked_at bigint not null, begun_at bigint, finished_at bigint, result text not null)`,
  sql`create index errands_open on errands (app, seq) where finished_at is null`,
];

/** Findings of a run of reconcile that were not passed on yet. */
const findings: Steps = () => [
  sql`create table findings (app text not null, instance text not null, approval text not null,
      status text not null, changed_at bigint not null, looked_at bigint not null, snapshot text,
      primary key (app, instance))`,
];

/** An index in which the next delivery of a chat is first. */
const next: Steps = () => [
  sql`create index outbox_next on outbox (app, chat, priority, seq) where finished_at is null`,
  // An index that begins with the app fits every query, and is used if little is known of the table.
  sql`create index outbox_due_at on outbox (next_at) where finished_at is null`,
  sql`drop index outbox_due`,
];

/**
 * An index that begins with the time fits every query, and is the smallest: with a million finished rows, PostgreSQL
 * used it for all of them, and read all waiting rows for each card.
 */
const notByTime: Steps = () => [sql`drop index outbox_due_at`];

/** Warnings: every replica shows all of them. */
const warnings: Steps = () => [
  sql`create table warnings (app text not null, code text not null, subject text not null,
    data text not null, noticed_at bigint not null, noticed_by text not null, until bigint not null,
    primary key (app, code, subject))`,
];

/** Changes as lines of one card, remedies of parked rows, probes of closed chats. */
const deliver: Steps = () => [
  sql`alter table outbox add column remedy text not null default ''`,
  sql`alter table outbox add column left_out text not null default ''`,
  sql`alter table outbox add column folded_into bigint`,
  sql`create index outbox_folded on outbox (folded_into)
    where folded_into is not null and finished_at is null`,
  sql`alter table chats add column remedy text not null default ''`,
  sql`alter table chats add column probes bigint not null default 0`,
  sql`alter table chats add column probe_seq bigint`,
  sql`alter table chats add column opened_at bigint`,
];

/** Findings of reconcile go into the inbox at once, and wait in the outbox. */
const rests: Steps = (_, kind) => {
  const body = sql.raw(kind === 'sqlite' ? 'json_object' : 'json_build_object');
  const known = sql.join(STATUSES.map((status) => sql.lit(status)));
  const rested = sql.raw(kind === 'sqlite' ? `json('true')` : 'true');
  return [
    sql`insert into inbox (app, id, type, instance, approval, status, changed_at, body, received_at, state,
        attempts, asked, next_at, reason, source)
      select app, 'lookup:' || instance || ':' || status || ':' || changed_at || ':' || looked_at,
        'reconcile', instance, approval, status, changed_at,
        cast(${body}('snapshot', snapshot, 'rests', ${rested}) as text), looked_at, 'waiting', 0, 0, 0, '', 'lookup'
      from findings where status in (${known}) order by changed_at`,
    sql`delete from findings where status in (${known})`,
  ];
};

/** The welcome card of a group, requested when the bot is added. */
const welcomes: Steps = () => [
  sql`create table welcomes (app text not null, chat text not null, event text not null,
    asked_at bigint not null, is_out bigint not null, finished_at bigint, primary key (app, chat))`,
  sql`create index welcomes_open on welcomes (app, asked_at) where finished_at is null`,
];

/** Daily figures of how long decisions took, and what was counted of each instance. */
const figures: Steps = () => [
  sql`create table daily_figures (app text not null, day bigint not null, approval text not null,
    step text not null, person text not null, name text not null, created bigint not null,
    spans text not null, primary key (app, day, approval, step, person))`,
  sql`alter table instances add column counted text not null default ''`,
  sql`alter table instances add column counted_at bigint not null default -1`,
  sql`create index instances_uncounted on instances (app, instance) where ${IS_UNCOUNTED}`,
];

/** What has been reported to operators. */
const matters: Steps = () => [
  sql`create table matters (app text not null, code text not null, subject text not null,
    data text not null, since bigint not null, phase text not null, gone_at bigint,
    rests_until bigint not null, card text not null, card_at bigint not null,
    primary key (app, code, subject))`,
];

/** Commands in groups; a message is answered once. */
const groupCommands: Steps = () => [
  sql`create table group_commands (app text not null, message text not null, chat text not null,
    command text not null, mentions text not null, asked_at bigint not null, answered_at bigint,
    finished_at bigint, primary key (app, message))`,
  sql`create index group_commands_open on group_commands (app, asked_at) where finished_at is null`,
  sql`create index group_commands_answered on group_commands (app, chat, answered_at)
    where answered_at is not null`,
];

/** The group in which the card for a person stands whom the bot cannot reach. */
const instead: Steps = () =>
  ['cards', 'step_cards'].map(
    (table) => sql`alter table ${sql.table(table)} add column instead text not null default ''`,
  );

/** In the order in which they are applied. A name that was published never changes. */
const MIGRATIONS: Readonly<Record<string, Steps>> = {
  '001-road': pipeline,
  '002-waiting': waiting,
  '003-findings': findings,
  '004-next': next,
  '005-not-by-time': notByTime,
  '006-warnings': warnings,
  '007-deliver': deliver,
  '008-silences': silences,
  '009-rests': rests,
  '010-welcomes': welcomes,
  '011-reminder-cards': reminderCards,
  '012-matters': matters,
  '013-operator-page': operatorPage,
  '014-group-commands': groupCommands,
  '015-figures': figures,
  '016-moments': moments,
  '017-lookup-story': lookupStory,
  '018-steps': steps,
  '019-instead': instead,
};

/** All of them, in order. */
export const MIGRATION_NAMES: readonly string[] = Object.keys(MIGRATIONS);

/**
 * Applies one of them in a transaction. They only add: a program that finds an unknown one refuses to run, since it
 * would not understand the rows.
 *
 * Partial indexes contain only the open rows, so a million finished ones cost nothing. Their condition is `finished_at
 * is null` because SQLite only uses such an index if the query repeats its condition, and a bound `state = ?` proves
 * nothing.
 */
export async function applyMigration(trx: Kysely<Schema>, kind: StoreKind, name: string): Promise<void> {
  const seq = sql.raw(
    kind === 'sqlite'
      ? 'integer primary key autoincrement'
      : 'bigint generated always as identity primary key',
  );
  for (const step of MIGRATIONS[name]?.(seq, kind) ?? []) await step.execute(trx);
}
