import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Change, ReceivedChange } from '../../approval/change.ts';
import { isStatus } from '../../approval/status.ts';
import { bindableText } from '../engine/bind.ts';
import type { StoreKind } from '../engine/migrations.ts';
import { prepared } from '../engine/prepared.ts';
import type { InboxTable, Schema } from '../engine/schema.ts';
import { createInsert, type InboxRow, inboxRow } from './inboxInsert.ts';

/** An event to be stored: a change, or ended at once with a reason. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  /** The decoded envelope as text. */
  readonly body: string;
  /** ms since the epoch. */
  readonly receivedAt: number;
  readonly change?: Change | undefined;
  /** The change has no `operate_time`, so its time cannot identify it. */
  readonly isTimedByHeader?: boolean | undefined;
  /** Why it is parked. */
  readonly parked?: string | undefined;
  /** Why it goes to no chat. */
  readonly suppressed?: string | undefined;
}

/** The queue of events between the webhook and `compose`, and the dedup of events. */
export interface Inbox {
  /**
   * Commits events in one transaction with one sync. Returns for each whether it is new, by its event id and, for a
   * change, by (instance, status, operate_time).
   */
  add(events: readonly NewEvent[]): Promise<boolean[]>;
  /** The first unfinished change of each instance, if it is due, oldest first. */
  dueChanges(now: number, limit: number): Promise<ReceivedChange[]>;
  counts(): Promise<{ waiting: number; parked: number }>;
}

/**
 * @param quick the fast connections: Feishu waits for the commit of an event
 * @param onAdded there is something new to compose
 */
export function createInbox(
  db: Kysely<Schema>,
  quick: Kysely<Schema>,
  kind: StoreKind,
  app: string,
  onAdded: () => void,
): Inbox {
  const insert = createInsert(quick, kind);
  const due = dueStatement(db, app);
  return {
    async add(events) {
      const isNew = await insert(events.map((event) => rowOf(event, app)));
      if (events.some((event, i) => isNew[i] && stateOf(event) === 'waiting')) onAdded();
      return isNew;
    },
    async dueChanges(now, limit) {
      const { rows } = await due.run(db, { now, limit });
      return rows.filter((row): row is ReceivedChange => isStatus(row.status));
    },
    async counts() {
      const rows = db
        .selectFrom('inbox')
        .select((e) => e.fn.countAll<number>().as('rows'))
        .where('app', '=', app);
      const waiting = await rows.where('finished_at', 'is', null).executeTakeFirstOrThrow();
      const parked = await rows.where('state', '=', sql.lit('parked')).executeTakeFirstOrThrow();
      return { waiting: waiting.rows, parked: parked.rows };
    },
  };
}

function rowOf(event: NewEvent, app: string): InboxRow {
  const { change } = event;
  const state = stateOf(event);
  return inboxRow({
    app,
    id: keptId(event.id),
    type: event.type,
    instance: change?.instanceCode,
    approval: change?.approvalCode,
    status: change?.status,
    changed_at: change?.changedAt,
    change_key: change && !event.isTimedByHeader ? changeKey(change) : undefined,
    body: event.body,
    received_at: event.receivedAt,
    state,
    reason: event.parked ?? event.suppressed ?? '',
    finished_at: state === 'waiting' ? null : event.receivedAt,
    source: event.isTimedByHeader ? 'header' : 'push',
  });
}

function stateOf({ parked, suppressed }: NewEvent): InboxTable['state'] {
  if (parked !== undefined) return 'parked';
  return suppressed === undefined ? 'waiting' : 'done';
}

/** Feishu's event ids have about forty characters. */
const LONGEST_ID = 200;

/**
 * The stored form of an event id. If it is too long for an index of PostgreSQL (2704 bytes), its beginning and its
 * digest are stored. So it can be parked and recognised like any other.
 */
function keptId(id: string): string {
  const clean = bindableText(id);
  if (clean.length <= LONGEST_ID) return clean;
  return `${clean.slice(0, 64)}#${createHash('sha256').update(clean).digest('hex')}`;
}

/**
 * The unique key of a change. The time comes first: so changes of about the same time are adjacent in the index, and a
 * commit writes a few of its pages instead of one for each.
 */
function changeKey({ instanceCode, status, changedAt }: Change): string {
  return `${changedAt}/${instanceCode}/${status}`;
}

/** A change from its row: a newer version may have written a status that is unknown to this one. */
type DueChange = Omit<ReceivedChange, 'status'> & { readonly status: string };

function dueStatement(db: Kysely<Schema>, app: string) {
  return prepared<{ now: number; limit: number }, DueChange>((p) =>
    db
      .selectFrom('inbox as i')
      .select(['seq', 'id', 'type', 'status', 'attempts', 'asked', 'source'])
      .select(['instance as instanceCode', 'approval as approvalCode'])
      .select(['changed_at as changedAt', 'received_at as receivedAt'])
      .where('app', '=', app)
      .where('finished_at', 'is', null)
      .where('next_at', '<=', p('now'))
      // Not "there is none before it": PostgreSQL makes a join of that. If it knows little of the table, that join goes
      // through all that waits for each that waits. This is one step in the index of the lanes.
      .where((e) =>
        e(
          'seq',
          '=',
          e
            .selectFrom('inbox as first')
            .select('first.seq')
            .whereRef('first.app', '=', 'i.app')
            .whereRef('first.instance', '=', 'i.instance')
            .where('first.finished_at', 'is', null)
            .orderBy('first.app')
            .orderBy('first.instance')
            .orderBy('first.seq')
            .limit(1),
        ),
      )
      .orderBy('seq')
      .limit(p('limit')),
  );
}
