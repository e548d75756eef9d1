import { type RawBuilder, sql } from 'kysely';

/** The statements of one migration, in order. */
type Steps = () => readonly RawBuilder<unknown>[];

/** Silences of reminders. */
export const silences: Steps = () => [
  sql`create table silences (app text not null, id text not null, instance text not null,
    scope text not null, until_at bigint, reason text not null, begun_at bigint not null,
    made_by text not null, choice text not null, finished_at bigint, primary key (app, id))`,
  sql`create index silences_open on silences (app, begun_at) where finished_at is null`,
];

/** Sent reminders with buttons. */
export const reminderCards: Steps = () => [
  sql`create table reminder_cards (app text not null, message_id text not null, chat text not null,
    named_chat text not null, instance text not null, approval text not null, steps text not null,
    sent_at bigint not null, pressed_at bigint, primary key (app, message_id))`,
  sql`create index reminder_cards_pressed on reminder_cards (app, pressed_at) where pressed_at is not null`,
];

/** A reminder has one due time, which alone decides when it is due. */
export const moments: Steps = () => [
  sql`drop index reminders_due`,
  sql`create index reminders_moment on reminders (app, due_at) where due_at is not null`,
];

/** The cards of steps, and which step a delivery or a reminder is about. */
export const steps: Steps = () => [
  sql`alter table outbox add column opening text not null default ''`,
  sql`alter table reminders add column node_id text not null default ''`,
  sql`create table step_cards (app text not null, instance text not null, chat text not null,
    opening text not null, node_id text not null, node text not null, message_id text not null,
    sent_at bigint, change_id text not null, left_at bigint,
    primary key (app, instance, chat, opening))`,
];

/** Sign-ins of the operators' page, and an index for the history of one instance. */
export const operatorPage: Steps = () => [
  sql`create table sign_ins (app text not null, subject text not null, until_at bigint not null,
    failures bigint not null, primary key (app, subject))`,
  sql`create index inbox_story on inbox (app, instance) where finished_at is not null`,
  sql`create index outbox_story on outbox (app, instance) where finished_at is not null`,
];

/** Look-ups record their instance. */
export const lookupStory: Steps = () => [
  sql`alter table attempts add column instance text not null default ''`,
  sql`create index attempts_story on attempts (app, instance) where instance <> ''`,
];
