import { sql } from 'kysely';

/** The cards of steps, and which step a delivery or a reminder is about. */
export const steps = () => [
  sql`alter table outbox add column opening text not null default ''`,
  sql`alter table reminders add column node_id text not null default ''`,
  sql`create table step_cards (app text not null, instance text not null, chat text not null,
    opening text not null, node_id text not null, node text not null, message_id text not null,
    sent_at bigint, change_id text not null, left_at bigint,
    primary key (app, instance, chat, opening))`,
];
