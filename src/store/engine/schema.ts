import type { Generated } from 'kysely';
import type {
  ApprovalsTable,
  CallsTable,
  ChatsTable,
  CommandsTable,
  DailyFiguresTable,
  GroupCommandsTable,
  LeasesTable,
  MattersTable,
  RefreshesTable,
  ReminderCardsTable,
  RemindersTable,
  SchedulesTable,
  SignInsTable,
  SilencesTable,
  WarningsTable,
  WelcomesTable,
} from './stateTables.ts';

/**
 * The tables. Every key begins with `app`, the app id, so one database can serve several apps. Times are milliseconds
 * since the epoch; flags are 0 or 1, since binding a boolean makes libsql abort the process.
 */
export interface Schema {
  inbox: InboxTable;
  instances: InstancesTable;
  outbox: OutboxTable;
  attempts: AttemptsTable;
  cards: CardsTable;
  step_cards: StepCardsTable;
  approvals: ApprovalsTable;
  chats: ChatsTable;
  calls: CallsTable;
  leases: LeasesTable;
  refreshes: RefreshesTable;
  reminders: RemindersTable;
  schedules: SchedulesTable;
  errands: CommandsTable;
  silences: SilencesTable;
  reminder_cards: ReminderCardsTable;
  warnings: WarningsTable;
  welcomes: WelcomesTable;
  group_commands: GroupCommandsTable;
  daily_figures: DailyFiguresTable;
  matters: MattersTable;
  sign_ins: SignInsTable;
}

/** Events from Feishu. `waiting` rows are handled in the order of `seq` within their instance. */
export interface InboxTable {
  seq: Generated<number>;
  app: string;
  /** `header.event_id` or the outer `uuid`. */
  id: string;
  type: string;
  /** Empty if the event could not be understood. */
  instance: string;
  approval: string;
  status: string;
  changed_at: number;
  /** The second guard against duplicates: instance, status and operate_time; null if there are none. */
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
  /** `lookup`: it was not pushed; the body is written by store/reconcile/findings.ts, with the snapshot. */
  source: Generated<'push' | 'lookup' | 'header'>;
}

/** The last recorded state of each instance, and the last look-up of it. */
export interface InstancesTable {
  app: string;
  instance: string;
  approval: string;
  status: string;
  changed_at: number;
  known_by: 'push' | 'lookup';
  /** The API's answer as text; null: never looked up. */
  snapshot: string | null;
  looked_at: number | null;
  /** When it was submitted, if Feishu says so. */
  started_at: Generated<number | null>;
  /** The facts that are in the daily figures: ids, separated by spaces. */
  counted: Generated<string>;
  /** The state that was counted last, see engine/uncounted.ts; -1: none. */
  counted_at: Generated<number>;
}

/** What to send to whom. A row in `sending` belongs to a request whose end was not recorded yet. */
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
  /** `folded`: it is a line of a summary that is not sent yet, and ends with it. */
  state: 'waiting' | 'sending' | 'folded' | 'sent' | 'suppressed' | 'parked';
  /** 0: live; 1: found by reconcile, goes after live work. */
  priority: number;
  attempts: number;
  detail: string;
  next_at: number;
  /** Start of the current or last request. */
  sending_at: number | null;
  unknown_since: number | null;
  message_id: string;
  reason: string;
  received_at: number;
  created_at: number;
  finished_at: number | null;
  /** The status before the change; empty: none was known. */
  was: Generated<string>;
  /** The content of a reminder, a summary or a buzz, as JSON; empty for a change. */
  about: Generated<string>;
  /** Since when it has waited for the chat's hours; null: it never did. */
  held_at: Generated<number | null>;
  /** What a person can do about a parked row; empty: it is not parked. */
  remedy: Generated<string>;
  /** The ids that the card does not mention, since Feishu refuses them: written by approval/leftOut.ts. */
  left_out: Generated<string>;
  /** The row of the summary of which it is a line; null: it is sent by itself. */
  folded_into: Generated<number | null>;
  /** The opening of a step that it is about; empty: the whole instance. */
  opening: Generated<string>;
}

/** Each request, for the operator, and for the rate limiters of the next holder of the lease. */
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
  /** Which instance was looked up; empty: it is a request of an outbox row. */
  instance: Generated<string>;
}

/** The living card that stands in a chat for an instance. */
export interface CardsTable {
  app: string;
  instance: string;
  chat: string;
  /** Empty: the card is gone; the next change posts a fresh one. */
  message_id: string;
  sent_at: number;
  /** The change whose row posted it. */
  change_id: Generated<string>;
  /** The group in which it stands in the place of a person; empty: it stands in its chat. */
  instead: Generated<string>;
}

/** A step that has opened, and its living card in one chat. */
export interface StepCardsTable {
  app: string;
  instance: string;
  chat: string;
  /** See approval/openings.ts. */
  opening: string;
  node_id: string;
  /** The name of the step; may be empty. */
  node: string;
  /** Empty: none was sent yet, or it is gone. */
  message_id: string;
  /** null: none was sent yet. */
  sent_at: number | null;
  /** The change whose row posted it. */
  change_id: string;
  /** As in {@link CardsTable}. */
  instead: Generated<string>;
  /** When a look-up showed that it was left; null: it is open. */
  left_at: number | null;
}
