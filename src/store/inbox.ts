import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Change, ReceivedChange } from '../approval/change.ts';
import { isStatus } from '../approval/status.ts';
import { cleanText } from './bind.ts';
import { type InboxRow, type InsertRows, inboxRow } from './inboxInsert.ts';
import { prepared } from './prepared.ts';
import type { InboxTable, Schema } from './schema.ts';

/** An event on its way to disk: understood, or ended at once with the reason why. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  /** The envelope as it was decoded, as text. */
  readonly body: string;
  readonly receivedAt: number;
  readonly change?: Change | undefined;
  /** Why a person must look at it. */
  readonly parked?: string | undefined;
  /** Why nobody is to be told. */
  readonly suppressed?: string | undefined;
}

export interface Inbox {
  /** How many {@link add} may be under way. */
  readonly commitsAtOnce: number;
  /**
   * Commits events: one statement, one sync. Says of each whether it is new; a false one was there already, by
   * its event id or, for a change, by (instance, status, operate_time).
   */
  add(events: readonly NewEvent[]): Promise<boolean[]>;
  /** The first unfinished change of each instance, where it is due, oldest first. */
  dueChanges(now: number, limit: number): Promise<ReceivedChange[]>;
  counts(): Promise<{ waiting: number; parked: number }>;
}

/**
 * An event id as it is stored. Feishu's have some forty characters; one that fits no index of PostgreSQL (2704
 * bytes) is kept by its beginning and its digest, so that it can be parked and recognised like any other.
 */
function keptId(id: string): string {
  const clean = cleanText(id);
  if (clean.length <= LONGEST_ID) return clean;
  return `${clean.slice(0, 64)}#${createHash('sha256').update(clean).digest('hex')}`;
}

const LONGEST_ID = 200;

/**
 * What tells a change from every other. The time comes first: changes of one moment then stand side by side in the
 * index, and a commit writes a few of its pages instead of one for each.
 */
function changeKey({ instanceCode, status, changedAt }: Change): string {
  return `${changedAt}/${instanceCode}/${status}`;
}

function stateOf({ parked, suppressed }: NewEvent): InboxTable['state'] {
  if (parked !== undefined) return 'parked';
  return suppressed === undefined ? 'waiting' : 'done';
}

/**
 * @param insert commits rows: the one statement that Feishu waits for
 * @param onAdded something new waits to be composed
 */
export function createInbox(
  db: Kysely<Schema>,
  { insert, commitsAtOnce }: { readonly insert: InsertRows; readonly commitsAtOnce: number },
  app: string,
  onAdded: () => void,
): Inbox {
  const rowOf = (event: NewEvent): InboxRow => {
    const { change } = event;
    return inboxRow({
      app,
      id: keptId(event.id),
      type: event.type,
      instance: change?.instanceCode,
      approval: change?.approvalCode,
      status: change?.status,
      changed_at: change?.changedAt,
      change_key: change && changeKey(change),
      body: event.body,
      received_at: event.receivedAt,
      state: stateOf(event),
      reason: event.parked ?? event.suppressed ?? '',
      finished_at: stateOf(event) === 'waiting' ? null : event.receivedAt,
    });
  };
  const due = prepared<{ now: number; limit: number }, FoundChange>((p) =>
    db
      .selectFrom('inbox as i')
      .select(['seq', 'id', 'type', 'instance', 'approval', 'status', 'changed_at', 'received_at'])
      .select(['attempts', 'asked', 'source'])
      .where('app', '=', app)
      .where('finished_at', 'is', null)
      .where('next_at', '<=', p('now'))
      // Not "there is none before it": PostgreSQL makes a join of that, and where it knows little of the table, one that
      // goes through all that waits for each that waits. This is one step in the index of the lanes.
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
  return {
    commitsAtOnce,
    async add(events) {
      const isNew = await insert(events.map(rowOf));
      if (events.some((event, i) => isNew[i] && stateOf(event) === 'waiting')) onAdded();
      return isNew;
    },
    async dueChanges(now, limit) {
      const { rows } = await due.run(db, { now, limit });
      return rows.flatMap(({ status, ...row }) => (isStatus(status) ? [{ ...toChange(row), status }] : []));
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

interface FoundChange {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly instance: string;
  readonly approval: string;
  readonly status: string;
  readonly changed_at: number;
  readonly received_at: number;
  readonly attempts: number;
  readonly asked: number;
  readonly source: 'push' | 'lookup';
}

function toChange(row: Omit<FoundChange, 'status'>): Omit<ReceivedChange, 'status'> {
  return {
    seq: row.seq,
    id: row.id,
    type: row.type,
    instanceCode: row.instance,
    approvalCode: row.approval,
    changedAt: row.changed_at,
    receivedAt: row.received_at,
    attempts: row.attempts,
    asked: row.asked,
    source: row.source,
  };
}
