import type { Generated } from 'kysely';

/** Since when an approval is configured, subscribed, and listed. */
export interface ApprovalsTable {
  app: string;
  approval: string;
  first_configured_at: number;
  subscribed_at: number | null;
  name: string;
  /** Its instances created before this have been listed; null: never. */
  listed_through: Generated<number | null>;
}

/** Closed chats. A row means closed, or opened again with parked rows not handled yet. */
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
  /** The row of the outbox that is tried; null: none yet. */
  probe_seq: Generated<number | null>;
  /** When it was opened again; null: it is closed. Its parked rows are then sent. */
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
  /** Distinguished a process from a later one with the same id; no longer used. */
  born: string;
  /** By the database's clock. */
  until: number;
}

/**
 * Instances of which a task changed: they are looked up again. The row stays for a while after that, so an instance is
 * not looked up too often.
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
  /** When the last look-up for it began; 0: never. */
  looked_at: number;
}

/**
 * One pending step, and when a chat is reminded of it. A row is deleted when the step is over; `due_at` is null after
 * the last reminder.
 */
export interface RemindersTable {
  app: string;
  instance: string;
  chat: string;
  /** The task's id; empty if no task is open and the instance itself waits. */
  step: string;
  /** `remind`, or `escalate:<span>` for an escalation. */
  rule: string;
  approval: string;
  /** open_id of the person who must act; the applicant's if no task is open. */
  person: string;
  node: string;
  /** The id of the step. */
  node_id: Generated<string>;
  /** When the step began to wait. */
  since: number;
  /** The fingerprint of its due time (store/reminders/reminderRow.ts); in old rows its schedule. */
  schedule: string;
  due_at: number | null;
  count: number;
  reminded_at: number | null;
}

/** When each schedule ran last, so sleep, restarts and clock changes neither repeat nor skip a run. */
export interface SchedulesTable {
  app: string;
  name: string;
  last_run: number;
  /** The state from which an interrupted run continues; JSON. */
  state: string;
}

/** Commands for the worker, on PostgreSQL; JSON in `options` and `result`. */
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

/** Warnings. A row is deleted when it is over, or was not confirmed for too long. */
export interface WarningsTable {
  app: string;
  code: string;
  /** Distinguishes warnings of a code; includes the process, if it is about one. */
  subject: string;
  /** Its ids and details, written by approval/warning.ts. */
  data: string;
  noticed_at: number;
  /** The process that noticed it: host and process id. */
  noticed_by: string;
  /** It is confirmed until this time, by the database's clock. */
  until: number;
}

/** Silences: for a while nobody is reminded of what one covers, or a stand-in is. */
export interface SilencesTable {
  app: string;
  id: string;
  /** Empty: it is not about one instance. */
  instance: string;
  /** What else it covers, and the stand-in, as JSON: `person`, `standIn`, `approval`, `chat`, `steps`. */
  scope: string;
  /** null: until the step ends. */
  until_at: number | null;
  reason: string;
  begun_at: number;
  /** The open_id of the person who pressed a button; empty: a command created it. */
  made_by: string;
  /** The choice of the button; empty: a command created it. */
  choice: string;
  finished_at: number | null;
}

/** Sent reminders of one instance, with buttons. */
export interface ReminderCardsTable {
  app: string;
  message_id: string;
  /** Its id in the configuration. */
  chat: string;
  /** Its id from Feishu when the card was sent. */
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
  /** 1: the bot was removed from the group since then. */
  is_out: number;
  /** null: the card is not sent yet. */
  finished_at: number | null;
}

/**
 * New requests and decisions of one day, for one approval, one of its steps, or one person in a step. The rows stay
 * when the instances are deleted.
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
  /** The name of the step, or of the approval. */
  name: string;
  /** How many requests came in. */
  created: number;
  /** How long the decisions took, written by approval/spanSketch.ts. */
  spans: string;
}

/** What is reported to operators: see approval/matter.ts. */
export interface MattersTable {
  app: string;
  code: string;
  subject: string;
  data: string;
  since: number;
  phase: 'new' | 'told' | 'over';
  gone_at: number | null;
  rests_until: number;
  /** The key of the card that is being sent about it; empty: none. */
  card: string;
  card_at: number;
}

/** Failed sign-ins of an address, and sessions that were signed out. */
export interface SignInsTable {
  app: string;
  /** `address …` or `session …`. */
  subject: string;
  /** When it expires. */
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
  /** open_ids of the people whom the message mentions, as JSON. */
  mentions: string;
  asked_at: number;
  /** null: it was not answered. */
  answered_at: number | null;
  /** null: it waits for its answer. */
  finished_at: number | null;
}
