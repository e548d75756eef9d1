import { type Kysely, type RawBuilder, sql } from 'kysely';
import { insteadOf, NOBODY, writeLeftOut } from '../../approval/leftOut.ts';
import type { Schema } from '../engine/schema.ts';
import { isUnknown } from './replays.ts';

/** The state of a delivery, or of an event: `waiting` includes what is being sent or was folded. */
export const LISTED_STATES = ['sent', 'waiting', 'parked', 'suppressed'] as const;

export type ListedState = (typeof LISTED_STATES)[number];

/** One line of the list of deliveries. Times are ms. */
export interface ListedRow {
  /** `d` and a number: a delivery. `e` and a number: an event without a delivery. */
  readonly id: string;
  /** Empty for an event. */
  readonly chat: string;
  /**
   * The group it is redirected to, because its chat is a person whom the bot cannot reach; empty: it is not redirected.
   */
  readonly instead: string;
  /** Empty: it is about several instances, or the event was not understood. */
  readonly instance: string;
  readonly approval: string;
  readonly status: string;
  /** The kind of delivery, or `event`. */
  readonly kind: string;
  readonly state: ListedState;
  readonly reason: string;
  /** In English, as it is stored. */
  readonly remedy: string;
  /** When it ended, or if it has not, when it was written. */
  readonly at: number;
  readonly isUnknown: boolean;
}

export interface ListFilter {
  readonly chat?: string | undefined;
  readonly instance?: string | undefined;
  readonly state?: ListedState | undefined;
  /** The word before the colon. */
  readonly reason?: string | undefined;
  /** Leaves out what ended, or was written, earlier. */
  readonly since?: number | undefined;
  /** The same, but open and parked rows are listed at any age. */
  readonly endedSince?: number | undefined;
  /** Only these. */
  readonly ids?: readonly string[] | undefined;
}

/** Reads what was sent, waits, or is parked. */
export interface DeliveryList {
  /** The newest first. */
  listDeliveries(filter: ListFilter, most: number): Promise<ListedRow[]>;
}

export function createDeliveryList(db: Kysely<Schema>, app: string): DeliveryList {
  return {
    async listDeliveries(filter, most) {
      const deliveries = await deliveriesOf(db, app, filter, most);
      // An event is not assigned to a chat yet.
      const events = filter.chat === undefined ? await eventsOf(db, app, filter, most) : [];
      return [...deliveries, ...events].sort((a, b) => b.at - a.at).slice(0, most);
    },
  };
}

const OUTBOX_STATES = {
  sent: ['sent'],
  waiting: ['waiting', 'sending', 'folded'],
  parked: ['parked'],
  suppressed: ['suppressed'],
} as const;

/** The numbers behind a letter; undefined: none are named. */
function numbersOf({ ids }: ListFilter, letter: 'd' | 'e'): number[] | undefined {
  return ids?.filter((id) => id.startsWith(letter)).map((id) => Number(id.slice(1)));
}

/** A part of the list that one index covers. */
interface Part {
  readonly where: RawBuilder<boolean>;
  /** In the order of that index. */
  readonly by: 'seq' | 'finished_at';
}

/**
 * The states are literals, so that the indexes of open, parked and finished rows fit: a million other rows cost
 * nothing.
 */
function partsOf(
  { state, since, endedSince, ids }: ListFilter,
  writtenAt: 'created_at' | 'received_at',
): Part[] {
  if (ids) return [{ where: sql<boolean>`1 = 1`, by: 'seq' }];
  const parts: Part[] = [];
  const open = sql<boolean>`finished_at is null`;
  if (state === undefined || state === 'waiting')
    parts.push({
      where: since === undefined ? open : sql<boolean>`(${open} and ${sql.ref(writtenAt)} >= ${since})`,
      by: 'seq',
    });
  const isAnyParked = since === undefined && (state === undefined || state === 'parked');
  if (isAnyParked) parts.push({ where: sql<boolean>`state = 'parked'`, by: 'seq' });
  if (state !== 'waiting' && !(isAnyParked && state === 'parked'))
    parts.push({
      where: sql<boolean>`(finished_at is not null and finished_at >= ${since ?? endedSince ?? 0})`,
      by: 'finished_at',
    });
  return parts;
}

/** Rows of several parts, each once. */
function merged(parts: readonly (readonly ListedRow[])[]): ListedRow[] {
  return [...new Map(parts.flat().map((row) => [row.id, row])).values()];
}

async function deliveriesOf(
  db: Kysely<Schema>,
  app: string,
  filter: ListFilter,
  most: number,
): Promise<ListedRow[]> {
  const { chat, instance, state, reason } = filter;
  const seqs = numbersOf(filter, 'd');
  if (seqs?.length === 0) return [];
  const listed: ListedRow[][] = [];
  for (const { where, by } of partsOf(filter, 'created_at')) {
    const rows = await db
      .selectFrom('outbox')
      .select(['seq', 'chat', 'instance', 'approval', 'status', 'kind', 'state', 'reason', 'remedy'])
      .select(['created_at', 'finished_at', 'unknown_since', 'left_out'])
      .where('app', '=', app)
      .where(where)
      .$if(seqs !== undefined, (q) => q.where('seq', 'in', seqs ?? []))
      .$if(chat !== undefined, (q) => q.where(isFor(chat ?? '')))
      .$if(instance !== undefined, (q) => q.where('instance', '=', instance ?? ''))
      .$if(state !== undefined, (q) => q.where('state', 'in', OUTBOX_STATES[state ?? 'sent']))
      .$if(reason !== undefined, (q) => q.where(isReason(reason ?? '')))
      .orderBy(by, 'desc')
      .limit(most)
      .execute();
    listed.push(
      rows.map(
        ({ seq, created_at: createdAt, finished_at: finishedAt, unknown_since, left_out, ...row }) => ({
          ...row,
          instead: insteadOf(left_out),
          id: `d${seq}`,
          state: LISTED_STATES.find((one) => one === row.state) ?? 'waiting',
          at: finishedAt ?? createdAt,
          isUnknown: isUnknown({ unknown_since, reason: row.reason }),
        }),
      ),
    );
  }
  return merged(listed);
}

/** A relayed event is shown by its deliveries; a duplicate is not shown. */
const SHOWN_ENDS = ['unmapped', 'filtered', 'superseded', 'discarded'];

async function eventsOf(
  db: Kysely<Schema>,
  app: string,
  filter: ListFilter,
  most: number,
): Promise<ListedRow[]> {
  const { instance, state, reason } = filter;
  const seqs = numbersOf(filter, 'e');
  if (seqs?.length === 0 || state === 'sent') return [];
  const listed: ListedRow[][] = [];
  for (const { where, by } of partsOf(filter, 'received_at')) {
    const rows = await db
      .selectFrom('inbox')
      .select(['seq', 'instance', 'approval', 'status', 'state', 'reason', 'received_at', 'finished_at'])
      .where('app', '=', app)
      .where(where)
      .where((e) => e.or([e('state', '<>', 'done'), e('reason', 'in', SHOWN_ENDS)]))
      .$if(seqs !== undefined, (q) => q.where('seq', 'in', seqs ?? []))
      .$if(instance !== undefined, (q) => q.where('instance', '=', instance ?? ''))
      .$if(state === 'suppressed', (q) => q.where('state', '=', 'done'))
      .$if(state === 'parked' || state === 'waiting', (q) => q.where('state', '=', state as 'parked'))
      .$if(reason !== undefined, (q) => q.where(isReason(reason ?? '')))
      .orderBy(by, 'desc')
      .limit(most)
      .execute();
    listed.push(
      rows.map(({ seq, received_at: receivedAt, finished_at: finishedAt, ...row }) => ({
        ...row,
        id: `e${seq}`,
        chat: '',
        instead: '',
        kind: 'event',
        remedy: '',
        state: row.state === 'done' ? ('suppressed' as const) : row.state,
        at: finishedAt ?? receivedAt,
        isUnknown: false,
      })),
    );
  }
  return merged(listed);
}

/** What goes to a chat: its own rows, and those redirected to it from a person. */
function isFor(chat: string) {
  return sql<boolean>`(chat = ${chat} or left_out like ${`%${writeLeftOut({ ...NOBODY, instead: chat })}`})`;
}

function isReason(word: string) {
  return sql<boolean>`(reason = ${word} or substr(reason, 1, ${word.length + 1}) = ${`${word}:`})`;
}
