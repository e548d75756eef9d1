import type { Generated } from 'kysely';

/** What is known of an approval: since when it is configured, subscribed, and listed. */
export interface ApprovalsTable {
  app: string;
  approval: string;
  first_configured_at: number;
  subscribed_at: number | null;
  name: string;
  /** Its instances created before this have been listed; null: never yet. */
  listed_through: Generated<number | null>;
}

/** Chats that refuse us. A row means closed, or opened again and not looked through yet. */
export interface ChatsTable {
  app: string;
  chat: string;
  closed_at: number;
  /** When one delivery is tried next. */
  probe_at: number;
  code: number;
  /** Feishu's own words. */
  reason: string;
  /** What a person can do about it. */
  remedy: Generated<string>;
  /** How many deliveries were tried since it closed. */
  probes: Generated<number>;
  /** The row of the outbox that is tried; null: none was yet. */
  probe_seq: Generated<number | null>;
  /** When it was opened again; null: it is closed. What was parked for it is then to be sent. */
  opened_at: Generated<number | null>;
}

/** Calls that count against Feishu's monthly quota. */
export interface CallsTable {
  app: string;
  /** `2026-11` in the configured time zone; `2026-11 reconcile`; `2026-11-25T13 reconcile`: an hour in UTC. */
  month: string;
  billed: number;
}

export interface LeasesTable {
  app: string;
  name: string;
  holder: string;
  host: string;
  pid: number;
  /** Tells a process from a later one with the same id. */
  born: string;
  /** By the database's clock. */
  until: number;
}

/**
 * Instances of which a task changed: they are looked up again. The row stays for a while after that, so that one
 * instance is not looked up again and again.
 */
export interface RefreshesTable {
  app: string;
  instance: string;
  approval: string;
  /** When the last task event about it came in. */
  marked_at: number;
  due_at: number;
  /** Look-ups that failed. */
  attempts: number;
  /** When the last look-up for it began; 0: none did. */
  looked_at: number;
}

/**
 * One step that somebody must take, and when a chat is reminded of it. A row goes when the step is over; `due_at` is
 * null once it was reminded of as often as is wanted.
 */
export interface RemindersTable {
  app: string;
  instance: string;
  chat: string;
  /** The task's id; empty where no task is open and the instance itself waits. */
  step: string;
  /** `remind`, or `escalate:<span>` for what goes further up. */
  rule: string;
  approval: string;
  /** open_id of whoever must act; of the applicant where no task is open. */
  person: string;
  node: string;
  /** The id of the step. */
  node_id: Generated<string>;
  /** When the step began to wait. */
  since: number;
  /** What made its moment (store/reminders/reminderRow.ts); before that was kept, its schedule. */
  schedule: string;
  due_at: number | null;
  count: number;
  reminded_at: number | null;
}

/** When each schedule ran last, so that sleep, restarts and a moved clock neither repeat nor skip a run. */
export interface SchedulesTable {
  app: string;
  name: string;
  last_run: number;
  /** What an interrupted run goes on from; JSON. */
  state: string;
}

/** What the command line asks of the process that works, on PostgreSQL; JSON in `options` and `result`. */
export interface CommandsTable {
  seq: Generated<number>;
  app: string;
  what: string;
  options: string;
  asked_at: number;
  begun_at: number | null;
  finished_at: number | null;
  result: string;
}

/** What a person must see to. A row goes when it is over, or was not confirmed for too long. */
export interface WarningsTable {
  app: string;
  code: string;
  /** Tells one warning of a code from another; of one that holds for a process alone, also which. */
  subject: string;
  /** Its ids and details, as approval/warning.ts writes them. */
  data: string;
  noticed_at: number;
  /** The process that noticed it: host and process id. */
  noticed_by: string;
  /** Confirmed until then, by the database's clock. */
  until: number;
}

/** For a while nobody is reminded of what it covers, or somebody else is. */
export interface SilencesTable {
  app: string;
  id: string;
  /** Empty: it is not about one instance. */
  instance: string;
  /** What else it covers, and who stands in, as JSON: `person`, `standIn`, `approval`, `chat`, `steps`. */
  scope: string;
  /** null: until the step ends. */
  until_at: number | null;
  reason: string;
  begun_at: number;
  /** The open_id of whoever pressed a button; empty: a command made it. */
  made_by: string;
  /** What the button said; empty: a command made it. */
  choice: string;
  finished_at: number | null;
}

/** A reminder of one instance that stands in a chat, with buttons. */
export interface ReminderCardsTable {
  app: string;
  message_id: string;
  /** As the configuration names it. */
  chat: string;
  /** As Feishu named it when the card was sent. */
  named_chat: string;
  instance: string;
  approval: string;
  /** The steps that the card names, as JSON. */
  steps: string;
  sent_at: number;
  /** When a button was pressed; null: the card is up to date. */
  pressed_at: number | null;
}

/** Groups that the bot was added to, and the welcome card of each. */
export interface WelcomesTable {
  app: string;
  chat: string;
  /** The id of the event that asked for the card. */
  event: string;
  asked_at: number;
  /** 1: the bot was taken out of the group since then. */
  is_out: number;
  /** null: the card is to be sent. */
  finished_at: number | null;
}

/**
 * What came in and what was decided on one day, for one approval, one of its steps, or one person in a step. The rows stay
 * when the instances go.
 */
export interface DailyFiguresTable {
  app: string;
  /** Whole days since 1970-01-01 in the configured time zone. */
  day: number;
  approval: string;
  /** Empty: the whole request. */
  step: string;
  /** Empty: everybody. */
  person: string;
  /** How people call the step, or the approval. */
  name: string;
  /** How many requests came in. */
  created: number;
  /** How long the decisions took, as approval/spanSketch.ts writes it. */
  spans: string;
}

/** What operators are told of: see approval/matter.ts. */
export interface MattersTable {
  app: string;
  code: string;
  subject: string;
  data: string;
  since: number;
  phase: 'new' | 'told' | 'over';
  gone_at: number | null;
  rests_until: number;
  /** Empty: no card about it is being sent. */
  card: string;
  card_at: number;
}

/** What the operators' page remembers for a while: failed sign-ins of an address, sessions that were signed out. */
export interface SignInsTable {
  app: string;
  /** `address …` or `session …`. */
  subject: string;
  /** When it is forgotten. */
  until_at: number;
  failures: number;
}

/** Commands that people wrote in groups. */
export interface GroupCommandsTable {
  app: string;
  message: string;
  chat: string;
  /** `pending`, `id` or `help`. */
  command: string;
  /** open_ids of those whom the message mentions, as JSON. */
  mentions: string;
  asked_at: number;
  /** null: nobody has answered it. */
  answered_at: number | null;
  /** null: it waits for its answer. */
  finished_at: number | null;
}
