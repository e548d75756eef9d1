import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { OperatorError } from '../base/errors.ts';
import type { Schema } from './schema.ts';

export type StoreKind = 'sqlite' | 'postgres';

/**
 * Migrations only add. A program that finds one it does not know refuses to run: it would not understand the rows. Partial indexes cover the open rows alone, so that a million finished ones cost
 * nothing. Their condition is `finished_at is null` because SQLite uses such an index only where the query says the
 * very same thing, and a bound `state = ?` proves nothing to it.
 */
function migrations(kind: StoreKind): Record<string, Migration> {
  const seq = sql.raw(
    kind === 'sqlite'
      ? 'integer primary key autoincrement'
      : 'bigint generated always as identity primary key',
  );
  const run = (db: Kysely<unknown>, ...statements: ReturnType<typeof sql>[]): Promise<void> =>
    statements.reduce(async (before, statement) => {
      await before;
      await statement.execute(db);
    }, Promise.resolve());
  return {
    '001-road': {
      up: (db) =>
        run(
          db,
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
        ),
    },
    // Living cards, reminders, and what a look-up finds by itself.
    '002-waiting': {
      up: (db) =>
        run(
          db,
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
        ),
    },
    // What a run of reconcile has found and not yet told.
    '003-findings': {
      up: (db) =>
        run(
          db,
          sql`create table findings (app text not null, instance text not null, approval text not null,
            status text not null, changed_at bigint not null, looked_at bigint not null, snapshot text,
            primary key (app, instance))`,
        ),
    },
    // What a chat is to be sent next stands first in it.
    '004-next': {
      up: (db) =>
        run(
          db,
          sql`create index outbox_next on outbox (app, chat, priority, seq) where finished_at is null`,
          // One that begins with the app fits any question, and is taken where little is known of the table.
          sql`create index outbox_due_at on outbox (next_at) where finished_at is null`,
          sql`drop index outbox_due`,
        ),
    },
    // One that begins with the time fits any question, too, and is the smallest: with a million finished rows PostgreSQL
    // took it for all of them, and went through everything that waits for each card.
    '005-not-by-time': {
      up: (db) => run(db, sql`drop index outbox_due_at`),
    },
  };
}

/**
 * Brings the tables up to date.
 *
 * @throws OperatorError where the database was written by a newer version, or is not ours to change
 */
export async function migrate(db: Kysely<Schema>, kind: StoreKind, where: string): Promise<void> {
  const known = migrations(kind);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => known } });
  const { error, results } = await migrator.migrateToLatest();
  if (!error) return;
  const text = error instanceof Error ? error.message : String(error);
  if (/previously executed migration/.test(text)) {
    throw new OperatorError(
      `store: ${where} was last written by a newer version of approval-relay (${text}): ` +
        'run that version or a later one, or name another store.',
    );
  }
  const failed = results?.find((r) => r.status === 'Error')?.migrationName ?? 'the first look';
  throw new OperatorError(
    `store: ${where} could not be prepared at ${failed} (${text}): let this user create and change tables there.`,
    {
      cause: error,
    },
  );
}
