import { type RawBuilder, sql } from 'kysely';

/** The statements of one migration, in order. */
type Steps = () => readonly RawBuilder<unknown>[];

/** What the operators' page remembers of who signs in, and the whole story of one instance. */
export const operatorPage: Steps = () => [
  sql`create table sign_ins (app text not null, subject text not null, until_at bigint not null,
    failures bigint not null, primary key (app, subject))`,
  sql`create index inbox_story on inbox (app, instance) where finished_at is not null`,
  sql`create index outbox_story on outbox (app, instance) where finished_at is not null`,
];

/** Look-ups say which instance they were about. */
export const lookupStory: Steps = () => [
  sql`alter table attempts add column instance text not null default ''`,
  sql`create index attempts_story on attempts (app, instance) where instance <> ''`,
];
