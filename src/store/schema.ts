import type { Generated } from 'kysely';

/**
 * The tables. Every key begins with `app`, the app id, so that one database can serve several apps. Times are
 * milliseconds since the epoch; flags are 0 or 1, since binding a boolean aborts libsql's process.
 */
export interface Schema {
  inbox: InboxTable;
  instances: InstancesTable;
  outbox: OutboxTable;
  attempts: AttemptsTable;
  cards: CardsTable;
  approvals: ApprovalsTable;
  chats: ChatsTable;
  calls: CallsTable;
  leases: LeasesTable;
  refreshes: RefreshesTable;
  reminders: RemindersTable;
  schedules: SchedulesTable;
  errands: ErrandsTable;
  findings: FindingsTable;
}

/** What Feishu said. `waiting` rows are worked off in the order of `seq` within their instance. */
export interface InboxTable {
  seq: Generated<number>;
  app: string;
  /** `header.event_id` or the outer `uuid`. */
  id: string;
  type: string;
  /** Empty where the event could not be understood. */
  instance: string;
  approval: string;
  status: string;
  changed_at: number;
  /** The second guard against doubles: instance, status and operate_time; null where there are none. */
  change_key: string | null;
  body: string;
  received_at: number;
  state: 'waiting' | 'done' | 'parked';
  /** Look-ups that failed. */
  attempts: number;
  /** Look-ups that succeeded but did not show the event, or did not find the instance. */
  asked: number;
  next_at: number;
  /** `relayed`, `duplicate`, `filtered`, `unmapped`, `superseded`, or why it is parked. */
  reason: string;
  finished_at: number | null;
  /** `lookup`: nobody pushed it; the body is what store/findings.ts keeps of it, with the snapshot. */
  source: Generated<'push' | 'lookup'>;
}

/** The last recorded state of each instance, and the last look-up of it. */
export interface InstancesTable {
  app: string;
  instance: string;
  approval: string;
  status: string;
  changed_at: number;
  known_by: 'push' | 'lookup';
  /** The API's answer as text; null: never seen. */
  snapshot: string | null;
  looked_at: number | null;
  /** When it was submitted, where Feishu tells. */
  started_at: Generated<number | null>;
}

/** What is to be told to whom. A row in `sending` was left by a request whose end nobody recorded yet. */
export interface OutboxTable {
  seq: Generated<number>;
  app: string;
  change_id: string;
  instance: string;
  approval: string;
  status: string;
  changed_at: number;
  chat: string;
  kind: string;
  key: string;
  state: 'waiting' | 'sending' | 'sent' | 'suppressed' | 'parked';
  /** 0 live, 1 found by reconcile: goes after live work. */
  priority: number;
  attempts: number;
  detail: string;
  next_at: number;
  /** Start of the request under way, or of the last one. */
  sending_at: number | null;
  unknown_since: number | null;
  message_id: string;
  reason: string;
  received_at: number;
  created_at: number;
  finished_at: number | null;
  /** The status before the change; empty: none was known. */
  was: Generated<string>;
  /** What a reminder, a summary or a buzz is about, as JSON; empty for what tells a change. */
  about: Generated<string>;
  /** Since when it waits for the chat's hours to begin, on purpose; null: it never did. */
  held_at: Generated<number | null>;
}

/** Each request that was made, for the operator, and for the windows of the next holder of the lease. */
export interface AttemptsTable {
  seq: Generated<number>;
  app: string;
  /** The outbox row, or null for a look-up. */
  outbox: number | null;
  api: string;
  chat: string;
  at: number;
  answered_at: number | null;
  /** Feishu's code; null: none came. */
  code: number | null;
  log_id: string;
  outcome: string;
}

/** The living card that stands in a chat for an instance. */
export interface CardsTable {
  app: string;
  instance: string;
  chat: string;
  /** Empty: one stood here and is gone; the next change posts a fresh one. */
  message_id: string;
  sent_at: number;
  /** The change whose row posted it. */
  change_id: Generated<string>;
}

export interface ApprovalsTable {
  app: string;
  approval: string;
  first_configured_at: number;
  subscribed_at: number | null;
  name: string;
  /** Its instances created before this have been listed; null: never yet. */
  listed_through: Generated<number | null>;
}

/** Chats that refuse us. A row means closed. */
export interface ChatsTable {
  app: string;
  chat: string;
  closed_at: number;
  /** When one delivery may be tried again. */
  probe_at: number;
  code: number;
  reason: string;
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
  /** When the step began to wait. */
  since: number;
  /** The schedule by which it is looked at. */
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

/** What the command line asks of the process that works; JSON in `options` and `result`. */
export interface ErrandsTable {
  seq: Generated<number>;
  app: string;
  what: string;
  options: string;
  asked_at: number;
  begun_at: number | null;
  finished_at: number | null;
  result: string;
}

/**
 * What a run of reconcile has found and not yet told: whether each is told by a card of its own is decided at its end.
 * A run that is cut off leaves them for the next.
 */
export interface FindingsTable {
  app: string;
  instance: string;
  approval: string;
  status: string;
  changed_at: number;
  looked_at: number;
  /** null: Feishu does not know the instance any more. */
  snapshot: string | null;
}
