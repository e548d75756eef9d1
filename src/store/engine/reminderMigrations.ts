import { sql } from 'kysely';

/** For a while nobody is reminded of something, or somebody else is. */
export const silences = () => [
  sql`create table silences (app text not null, id text not null, instance text not null,
    scope text not null, until_at bigint, reason text not null, begun_at bigint not null,
    made_by text not null, choice text not null, finished_at bigint, primary key (app, id))`,
  sql`create index silences_open on silences (app, begun_at) where finished_at is null`,
];

/** Reminders that stand in a chat, with buttons. */
export const reminderCards = () => [
  sql`create table reminder_cards (app text not null, message_id text not null, chat text not null,
    named_chat text not null, instance text not null, approval text not null, steps text not null,
    sent_at bigint not null, pressed_at bigint, primary key (app, message_id))`,
  sql`create index reminder_cards_pressed on reminder_cards (app, pressed_at) where pressed_at is not null`,
];

/** A reminder has one moment, and falls due by nothing else. */
export const moments = () => [
  sql`drop index reminders_due`,
  sql`create index reminders_moment on reminders (app, due_at) where due_at is not null`,
];
