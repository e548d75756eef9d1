import { type Kysely, sql } from 'kysely';
import type { OutboxDelivery } from '../../approval/delivery.ts';
import { NOBODY, readLeftOut, writeLeftOut } from '../../approval/leftOut.ts';
import type { Leased } from '../engine/leased.ts';
import type { Schema } from '../engine/schema.ts';
import { deliveriesIn } from './lanes.ts';
import { moveParked, moveStatements } from './moveStatements.ts';
import { type At, laneIn, type ParkedRow, rowsWithState, sortLane, sortParked } from './parkedRows.ts';

/** A chat that refuses our messages, or was opened again and whose parked rows were not handled yet. Times are ms. */
export interface ClosedChat {
  readonly chat: string;
  /** Feishu's code and words. */
  readonly code: number;
  readonly reason: string;
  readonly remedy: string;
  /** When one delivery is tried next. */
  readonly probeAt: number;
  /** How many were tried. */
  readonly probes: number;
  /** The row that is tried; null: none was yet. */
  readonly probeSeq: number | null;
  readonly isOpened: boolean;
}

/** Which row is tried in a closed chat, and when the next try is. */
export type Probe = Pick<ClosedChat, 'probeAt' | 'probes' | 'probeSeq'>;

/** What became of the rows that were parked while their chat was closed. */
export interface Revived {
  /** How many are to be sent. */
  readonly revived: number;
  /** Those that no longer need to be sent. */
  readonly superseded: readonly OutboxDelivery[];
}

/** The chats that refuse our messages, and what is parked for them. */
export interface ClosedChats {
  closedChats(): Promise<ClosedChat[]>;
  /** Notes that a chat refuses our messages, or still does. */
  closeChat(closed: Omit<ClosedChat, 'isOpened' | 'probeSeq'>, now: number): Promise<void>;
  /** Notes which row is tried, and when the next try is. */
  noteProbe(chat: string, probe: Probe): Promise<void>;
  /**
   * Queues the newest of a chat's parked deliveries, with its current state, to see whether the chat takes it; the
   * older rows of its lane end. If the chat has none of its own, one is taken that was redirected to it from a person.
   * undefined: none is parked that would be sent.
   */
  probeChat(
    chat: string,
    next: Omit<Probe, 'probeSeq'>,
    at: At,
  ): Promise<{ readonly probeSeq: number; readonly superseded: readonly OutboxDelivery[] } | undefined>;
  /** Allows writing to a chat again. {@link reviveChat} then handles what is parked for it. */
  openChat(chat: string, now: number): Promise<void>;
  /**
   * Queues what was parked for a chat with its current state, or ends it as superseded: see {@link sortParked}. This
   * includes what was to go there because the bot cannot reach a person.
   */
  reviveChat(chat: string, at: At): Promise<Revived>;
}

export function createClosedChats(db: Kysely<Schema>, app: string, leased: Leased): ClosedChats {
  const moves = moveStatements(db);
  return {
    closedChats: () => closedIn(db, app),
    closeChat: ({ chat, code, reason, remedy, probeAt, probes }, now) =>
      leased(async (trx) => {
        const state = { probe_at: probeAt, code, reason, remedy, probes, probe_seq: null, opened_at: null };
        await trx
          .insertInto('chats')
          .values({ app, chat, closed_at: now, ...state })
          .onConflict((c) => c.columns(['app', 'chat']).doUpdateSet(state))
          .execute();
      }),
    noteProbe: (chat, probe) => leased((trx) => noteProbe(trx, app, chat, probe)),
    probeChat: (chat, next, at) =>
      leased(async (trx) => {
        for (const { parked } of await parkedFor(trx, app, chat)) {
          const sorted = sortLane(parked, at);
          const [probe] = sorted.revived;
          if (!probe) continue;
          await noteProbe(trx, app, chat, { ...next, probeSeq: probe.seq });
          await moveParked(trx, moves, sorted, at.now);
          return { probeSeq: probe.seq, superseded: deliveriesIn(sorted.superseded) };
        }
        return undefined;
      }),
    openChat: (chat, now) =>
      leased(async (trx) => {
        await trx
          .updateTable('chats')
          .set({ opened_at: now })
          .where('app', '=', app)
          .where('chat', '=', chat)
          .execute();
      }),
    reviveChat: (chat, at) =>
      leased(async (trx) => {
        const revived: ParkedRow[] = [];
        const superseded: ParkedRow[] = [];
        for (const { of, parked } of await parkedFor(trx, app, chat)) {
          const sorted = sortParked(parked, await openLanes(trx, app, of), at);
          await moveParked(trx, moves, sorted, at.now);
          revived.push(...sorted.revived);
          superseded.push(...sorted.superseded);
        }
        await trx.deleteFrom('chats').where('app', '=', app).where('chat', '=', chat).execute();
        return { revived: revived.length, superseded: deliveriesIn(superseded) };
      }),
  };
}

async function closedIn(db: Kysely<Schema>, app: string): Promise<ClosedChat[]> {
  const rows = await db
    .selectFrom('chats')
    .select(['chat', 'code', 'reason', 'remedy', 'probes', 'opened_at'])
    .select(['probe_at as probeAt', 'probe_seq as probeSeq'])
    .where('app', '=', app)
    .execute();
  return rows.map(({ opened_at: openedAt, ...row }) => ({ ...row, isOpened: openedAt !== null }));
}

async function noteProbe(
  trx: Kysely<Schema>,
  app: string,
  chat: string,
  { probeAt, probes, probeSeq }: Probe,
): Promise<void> {
  await trx
    .updateTable('chats')
    .set({ probe_at: probeAt, probes, probe_seq: probeSeq })
    .where('app', '=', app)
    .where('chat', '=', chat)
    .execute();
}

/** What was parked since the chat was closed, with the state of its instance; oldest first. */
function parkedIn(trx: Kysely<Schema>, app: string, chat: string): Promise<ParkedRow[]> {
  return (
    rowsWithState(trx, app)
      .where('o.chat', '=', chat)
      // Written as a literal: otherwise SQLite does not see that the index of the parked rows fits.
      .where(sql<boolean>`o.state = 'parked'`)
      .where('o.reason', 'like', 'chat-closed%')
      .orderBy('o.seq')
      .execute()
  );
}

/** What is parked for a chat: its own rows, and those redirected to it from people whom the bot cannot reach. */
async function parkedFor(
  trx: Kysely<Schema>,
  app: string,
  chat: string,
): Promise<{ readonly of: string; readonly parked: readonly ParkedRow[] }[]> {
  const all = [{ of: chat, parked: await parkedIn(trx, app, chat) }];
  for (const of of await addressedIn(trx, app, chat))
    all.push({ of, parked: (await parkedIn(trx, app, of)).filter((row) => isFor(row, chat)) });
  return all;
}

/** The people with parked rows that were redirected to this group. */
async function addressedIn(trx: Kysely<Schema>, app: string, chat: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('outbox')
    .select('chat')
    .distinct()
    .where('app', '=', app)
    .where('chat', '<>', chat)
    .where(sql<boolean>`state = 'parked'`)
    .where('left_out', 'like', `%${writeLeftOut({ ...NOBODY, instead: chat })}`)
    .execute();
  return rows.map((row) => row.chat);
}

function isFor({ left_out: leftOut }: ParkedRow, chat: string): boolean {
  return readLeftOut(leftOut).instead === chat;
}

/** The instances and steps that already have a waiting row for the chat. */
async function openLanes(trx: Kysely<Schema>, app: string, chat: string): Promise<ReadonlySet<string>> {
  const rows = await trx
    .selectFrom('outbox')
    .select(['instance', 'opening'])
    .where('app', '=', app)
    .where('chat', '=', chat)
    .where('finished_at', 'is', null)
    .where('kind', 'in', ['card', 'update'])
    .execute();
  return new Set(rows.map(laneIn));
}
