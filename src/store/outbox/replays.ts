import { type Kysely, sql } from 'kysely';
import type { OutboxDelivery } from '../../approval/delivery.ts';
import type { Leased } from '../engine/leased.ts';
import type { Schema } from '../engine/schema.ts';
import { deliveriesIn } from './lanes.ts';
import { moveParked, moveStatements } from './moveStatements.ts';
import { laneIn, type ParkedRow, rowsWithState, sortReplayed } from './parkedRows.ts';

/** Why a row is not changed although a person asked for it. */
export type WhyLeft = 'not-found' | 'not-parked' | 'outcome-unknown' | 'unreadable';

/** A row that is not changed. */
export interface LeftRow {
  readonly seq: number;
  readonly why: WhyLeft;
}

/** What happened to rows that a person wanted to send again. */
export interface Replayed {
  /** The chats that now have something to send. */
  readonly chats: readonly string[];
  readonly replayed: number;
  /** Something newer was sent, or is being sent. */
  readonly superseded: readonly OutboxDelivery[];
  readonly left: readonly LeftRow[];
}

/** What happened to rows that a person wanted to end. */
export interface Discarded {
  readonly discarded: number;
  readonly ended: readonly OutboxDelivery[];
  readonly left: readonly LeftRow[];
}

/** Parked deliveries that a person sends again, or ends. */
export interface Replays {
  /**
   * Queues parked rows again with their current state, and opens their chats.
   *
   * @param evenUnknown a person has checked that rows of unknown outcome did not arrive; otherwise these stay parked
   */
  replayDeliveries(seqs: readonly number[], evenUnknown: boolean, now: number): Promise<Replayed>;
  /** Ends parked rows: as sent, because somebody saw the card in the chat, or as discarded. */
  discardDeliveries(seqs: readonly number[], as: 'sent' | 'suppressed', now: number): Promise<Discarded>;
}

export function createReplays(db: Kysely<Schema>, app: string, leased: Leased): Replays {
  const moves = moveStatements(db);
  return {
    replayDeliveries: (seqs, evenUnknown, now) =>
      leased(async (trx) => {
        const { parked, left } = await pick(trx, app, seqs, evenUnknown);
        const sorted = sortReplayed(parked, await overtaking(trx, app, parked, now));
        await moveParked(trx, moves, sorted, now);
        const chats = [...new Set(sorted.revived.map(({ chat }) => chat))];
        await openChats(trx, app, chats, now);
        const superseded = deliveriesIn(sorted.superseded);
        return { chats, replayed: sorted.revived.length, superseded, left };
      }),
    discardDeliveries: (seqs, as, now) =>
      leased(async (trx) => {
        const { parked, left } = await pick(trx, app, seqs, true);
        const ending = parked.map(({ seq }) => seq);
        if (ending.length > 0)
          await trx
            .updateTable('outbox')
            .set({ state: as, reason: as === 'sent' ? SEEN : DISCARDED, remedy: '', finished_at: now })
            .where('seq', 'in', ending)
            .execute();
        return { discarded: ending.length, ended: deliveriesIn(parked), left };
      }),
  };
}

/** The reason of a row that a person ended. */
export const DISCARDED = 'discarded';
/** The reason of a row that counts as sent because a person saw it in the chat. */
const SEEN = 'seen';

/** Whether it is unknown if a row arrived: only somebody who checked the chat may send it again. */
export function isUnknown(row: { readonly unknown_since: number | null; readonly reason: string }): boolean {
  return row.unknown_since !== null || row.reason.startsWith('outcome-unknown');
}

async function pick(
  trx: Kysely<Schema>,
  app: string,
  seqs: readonly number[],
  evenUnknown: boolean,
): Promise<{ parked: ParkedRow[]; left: LeftRow[] }> {
  const rows = seqs.length === 0 ? [] : await rowsWithState(trx, app).where('o.seq', 'in', seqs).execute();
  const found = new Map(rows.map((row) => [row.seq, row]));
  const parked: ParkedRow[] = [];
  const left: LeftRow[] = [];
  for (const seq of seqs) {
    const row = found.get(seq);
    if (!row) left.push({ seq, why: 'not-found' });
    else if (row.state !== 'parked') left.push({ seq, why: 'not-parked' });
    else if (isUnknown(row) && !evenUnknown) left.push({ seq, why: 'outcome-unknown' });
    else parked.push(row);
  }
  return { parked, left };
}

function laneOf(row: { readonly chat: string; readonly instance: string; readonly opening: string }): string {
  return `${row.chat} ${laneIn(row)}`;
}

/** For rows parked longer ago than this, the state of the instance decides, and not what was sent since. */
const LONG_AGO_MS = 7 * 86_400_000;

/** Tells whether a newer change of a row's instance was sent to its chat, or is being sent. */
async function overtaking(
  trx: Kysely<Schema>,
  app: string,
  parked: readonly ParkedRow[],
  now: number,
): Promise<(row: ParkedRow) => boolean> {
  // Most instances have not changed since: for these, no look-up is needed.
  const hasMoved = ({ instance, knownAt, changed_at: changedAt }: ParkedRow): boolean =>
    instance !== '' && (knownAt === null || knownAt > changedAt);
  const isOld = (row: ParkedRow): boolean => row.created_at < now - LONG_AGO_MS;
  const newest = await newestShown(
    trx,
    app,
    parked.filter((row) => hasMoved(row) && !isOld(row)),
  );
  return (row) => {
    if (!hasMoved(row)) return false;
    return isOld(row) ? row.knownAt !== null : row.changed_at < (newest.get(laneOf(row)) ?? 0);
  };
}

/** By lane, when the newest change happened that was sent after these rows were written, or is being sent. */
async function newestShown(
  trx: Kysely<Schema>,
  app: string,
  rows: readonly ParkedRow[],
): Promise<ReadonlyMap<string, number>> {
  const instances = [...new Set(rows.map(({ instance }) => instance))];
  const newest = new Map<string, number>();
  if (instances.length === 0) return newest;
  const since = Math.min(...rows.map((row) => row.created_at));
  // One query for each index.
  for (const where of [
    sql<boolean>`finished_at is null`,
    sql<boolean>`(finished_at is not null and finished_at >= ${since} and state = 'sent')`,
  ]) {
    const shown = await trx
      .selectFrom('outbox')
      .select(['chat', 'instance', 'opening', 'changed_at'])
      .where('app', '=', app)
      .where(where)
      .where('instance', 'in', instances)
      .where('kind', 'in', ['card', 'update', 'refresh'])
      .execute();
    for (const row of shown) newest.set(laneOf(row), Math.max(newest.get(laneOf(row)) ?? 0, row.changed_at));
  }
  return newest;
}

async function openChats(
  trx: Kysely<Schema>,
  app: string,
  chats: readonly string[],
  now: number,
): Promise<void> {
  if (chats.length === 0) return;
  await trx
    .updateTable('chats')
    .set({ opened_at: now })
    .where('app', '=', app)
    .where('chat', 'in', chats)
    .where(sql<boolean>`opened_at is null`)
    .execute();
}
