import { type Kysely, sql } from 'kysely';
import type { OutboxDelivery } from '../../approval/delivery.ts';
import type { Leased } from '../engine/leased.ts';
import type { Schema } from '../engine/schema.ts';
import { deliveriesIn } from './lanes.ts';
import { moveParked, moveStatements } from './moveParked.ts';
import { laneIn, type ParkedRow, sortReplayed } from './parkedRows.ts';

/** Why a row stays as it is, although a person wants it moved. */
export type WhyLeft = 'not-found' | 'not-parked' | 'outcome-unknown' | 'unreadable';

/** A row that stays as it is. */
export interface LeftRow {
  readonly seq: number;
  readonly why: WhyLeft;
}

/** What became of rows that were to be sent again. */
export interface Replayed {
  /** The chats that have something to be sent. */
  readonly chats: readonly string[];
  readonly replayed: number;
  /** Something newer was sent, or is on its way. */
  readonly superseded: readonly OutboxDelivery[];
  readonly left: readonly LeftRow[];
}

/** What became of rows that were to be ended for good. */
export interface Discarded {
  readonly discarded: number;
  readonly ended: readonly OutboxDelivery[];
  readonly left: readonly LeftRow[];
}

/** Parked deliveries that a person has sent again, or ends. */
export interface Replays {
  /**
   * Has parked rows sent again, as they stand now. Their chats are open again.
   *
   * @param evenUnknown a person has seen that rows of unknown outcome did not arrive; else these stay parked
   */
  replayDeliveries(seqs: readonly number[], evenUnknown: boolean, now: number): Promise<Replayed>;
  /** Ends parked rows: as sent, since somebody has seen the card in the chat, or as discarded. */
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

/** Why a row that a person ended is over. */
export const DISCARDED = 'discarded';
/** Why a row counts as sent that a person has seen in the chat. */
const SEEN = 'seen';

/** Whether nobody knows if a row arrived: only whoever looked into its chat may have it sent again. */
export function isUnknown(row: { readonly unknown_since: number | null; readonly reason: string }): boolean {
  return row.unknown_since !== null || row.reason.startsWith('outcome-unknown');
}

async function pick(
  trx: Kysely<Schema>,
  app: string,
  seqs: readonly number[],
  evenUnknown: boolean,
): Promise<{ parked: ParkedRow[]; left: LeftRow[] }> {
  const rows = seqs.length === 0 ? [] : await rowsOf(trx, app, seqs);
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

/** With the state of their instances. */
function rowsOf(trx: Kysely<Schema>, app: string, seqs: readonly number[]): Promise<ParkedRow[]> {
  return trx
    .selectFrom('outbox as o')
    .leftJoin('instances as i', (join) =>
      join.onRef('i.app', '=', 'o.app').onRef('i.instance', '=', 'o.instance'),
    )
    .selectAll('o')
    .select(['i.status as knownStatus', 'i.changed_at as knownAt'])
    .where('o.app', '=', app)
    .where('o.seq', 'in', seqs)
    .execute();
}

function laneOf(row: { readonly chat: string; readonly instance: string; readonly opening: string }): string {
  return `${row.chat} ${laneIn(row)}`;
}

/** Of what was parked so long ago nobody looks up what was sent since: the state of its instance decides. */
const LONG_AGO_MS = 7 * 86_400_000;

/** Says of a row whether a newer change of its instance was sent to its chat, or is on its way. */
async function overtaking(
  trx: Kysely<Schema>,
  app: string,
  parked: readonly ParkedRow[],
  now: number,
): Promise<(row: ParkedRow) => boolean> {
  // Most instances have not changed since: of these, nothing need be looked up.
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

/** When the newest change happened, by lane, that was sent after these rows were written, or is on its way. */
async function newestShown(
  trx: Kysely<Schema>,
  app: string,
  rows: readonly ParkedRow[],
): Promise<ReadonlyMap<string, number>> {
  const instances = [...new Set(rows.map(({ instance }) => instance))];
  const newest = new Map<string, number>();
  if (instances.length === 0) return newest;
  const since = Math.min(...rows.map((row) => row.created_at));
  // One for each index.
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
