import { type Kysely, sql, type Transaction } from 'kysely';
import type { KnownState, ReceivedChange } from '../approval/change.ts';
import { type Delivery, type DeliveryKind, deliveryKey } from '../approval/delivery.ts';
import { isFinal, isStatus, STATUSES } from '../approval/status.ts';
import type { Lease } from './lease.ts';
import { createLeased } from './leased.ts';
import type { StoreKind } from './migrations.ts';
import type { AttemptsTable, Schema } from './schema.ts';

/** What a look-up brought, or what stood in the store before. */
export interface KnownInstance extends KnownState {
  readonly snapshot: string | null;
  readonly lookedAt: number | null;
}

/** A request that was made, as the attempts table remembers it. */
export interface Attempt {
  readonly api: string;
  readonly at: number;
  readonly answeredAt: number;
  /** Feishu's code; absent: no answer came. */
  readonly code?: number;
  readonly logId?: string;
  /** `ok`, or what was decided: `retry`, `degrade`, `close`, `park`. */
  readonly outcome: string;
}

/** How a change left the inbox. */
export interface ComposedChange {
  readonly reason: string;
  /** Absent: the recorded state stays as it is. */
  readonly known?: KnownInstance;
  readonly chats: readonly string[];
  readonly detail: string;
  readonly priority: number;
  readonly attempts: readonly Attempt[];
  readonly parked?: boolean;
}

/** How a delivery's request ended. */
export type Settled =
  | { readonly state: 'sent'; readonly messageId: string }
  | { readonly state: 'parked' | 'suppressed'; readonly reason: string }
  | {
      readonly state: 'waiting';
      readonly nextAt: number;
      readonly detail: string;
      readonly unknownSince?: number;
      readonly reason: string;
    };

/** A chat that refused us, and when one delivery may try again. */
export interface ClosedChat {
  readonly closedAt: number;
  readonly probeAt: number;
  readonly code: number;
  readonly reason: string;
}

/**
 * What only the holder of the lease does. Each call is whole or not at all, in a transaction that checks the lease
 * first; calls made at the same time share one.
 */
export interface Work {
  knownInstance(instanceCode: string): Promise<KnownInstance | undefined>;
  /** False: the change had ended before. */
  finishChange(change: ReceivedChange, composed: ComposedChange, now: number): Promise<boolean>;
  postponeChange(
    change: ReceivedChange,
    next: { nextAt: number; attempts: number; asked: number; reason: string; made: readonly Attempt[] },
  ): Promise<void>;
  /** Marks a row as being sent: from now on its outcome is unknown until it is settled. */
  beginDelivery(delivery: Delivery, now: number, api: string): Promise<{ attempt: number }>;
  settleDelivery(
    delivery: Delivery,
    settled: Settled,
    now: number,
    made?: { attempt: number } & Attempt,
  ): Promise<void>;
  /** Parks or suppresses a row for which no request was made. */
  endDelivery(delivery: Delivery, state: 'parked' | 'suppressed', reason: string, now: number): Promise<void>;
  /**
   * Rows that were left in the middle of a request become waiting ones of unknown outcome: all that a former holder
   * left, or only `rows`, whose end could not be written while the store was away. Says how many.
   */
  recoverDeliveries(now: number, rows?: readonly number[]): Promise<number>;
  /** The requests that began in the last `spanMs`, for the windows of a new holder. */
  attemptsSince(at: number): Promise<{ api: string; chat: string; answeredAt: number | null }[]>;
  closedChat(chat: string): Promise<ClosedChat | undefined>;
  closeChat(chat: string, closed: ClosedChat): Promise<boolean>;
  prune(before: number, batch: number): Promise<number>;
}

export function createWork(db: Kysely<Schema>, kind: StoreKind, app: string, lease: Lease): Work {
  const leased = createLeased(db, kind, app, lease);

  return {
    async knownInstance(instanceCode) {
      const row = await db
        .selectFrom('instances')
        .selectAll()
        .where('app', '=', app)
        .where('instance', '=', instanceCode)
        .executeTakeFirst();
      if (!row || !isStatus(row.status)) return undefined;
      return {
        status: row.status,
        changedAt: row.changed_at,
        knownBy: row.known_by,
        snapshot: row.snapshot,
        lookedAt: row.looked_at,
      };
    },
    finishChange: (change, composed, now) =>
      leased(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('inbox')
          .set({ state: composed.parked ? 'parked' : 'done', reason: composed.reason, finished_at: now })
          .where('seq', '=', change.seq)
          .where('finished_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        if (composed.known) await recordInstance(trx, app, change, composed.known);
        await addDeliveries(trx, app, change, composed, now);
        await addAttempts(trx, app, composed.attempts);
        return true;
      }),
    postponeChange: (change, { nextAt, attempts, asked, reason, made }) =>
      leased(async (trx) => {
        await trx
          .updateTable('inbox')
          .set({ next_at: nextAt, attempts, asked, reason })
          .where('seq', '=', change.seq)
          .where('finished_at', 'is', null)
          .execute();
        await addAttempts(trx, app, made);
      }),
    beginDelivery: (delivery, now, api) =>
      leased(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('outbox')
          .set({ state: 'sending', sending_at: now, attempts: delivery.attempts + 1 })
          .where('seq', '=', delivery.seq)
          .where('state', '=', 'waiting')
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw new Error(`outbox row ${delivery.seq} does not wait any more`);
        const { seq } = await trx
          .insertInto('attempts')
          .values({ ...EMPTY_ATTEMPT, app, outbox: delivery.seq, api, chat: delivery.chat, at: now })
          .returning('seq')
          .executeTakeFirstOrThrow();
        return { attempt: seq };
      }),
    settleDelivery: (delivery, settled, now, made) =>
      leased(async (trx) => {
        await settle(trx, delivery, settled, now);
        if (made) {
          await trx
            .updateTable('attempts')
            .set({
              answered_at: made.answeredAt,
              code: made.code ?? null,
              log_id: made.logId ?? '',
              outcome: made.outcome,
            })
            .where('seq', '=', made.attempt)
            .execute();
        }
        if (settled.state !== 'sent') return;
        const card = { message_id: settled.messageId, sent_at: now };
        await trx
          .insertInto('cards')
          .values({ app, instance: delivery.instanceCode, chat: delivery.chat, ...card })
          .onConflict((c) => c.columns(['app', 'instance', 'chat']).doUpdateSet(card))
          .execute();
        await trx.deleteFrom('chats').where('app', '=', app).where('chat', '=', delivery.chat).execute();
      }),
    endDelivery: (delivery, state, reason, now) =>
      leased((trx) => settle(trx, delivery, { state, reason }, now)),
    recoverDeliveries: (now, rows) =>
      leased(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('outbox')
          .set({
            state: 'waiting',
            next_at: now,
            unknown_since: sql<number>`coalesce(unknown_since, sending_at)`,
            reason: 'interrupted',
          })
          .where('app', '=', app)
          .where('finished_at', 'is', null)
          .where('state', '=', 'sending')
          .$if(rows !== undefined, (q) => q.where('seq', 'in', rows ?? []))
          .executeTakeFirst();
        return Number(numUpdatedRows);
      }),
    async attemptsSince(at) {
      const rows = await db
        .selectFrom('attempts')
        .select(['api', 'chat', 'answered_at as answeredAt'])
        .where('app', '=', app)
        .where('at', '>', at)
        .execute();
      return rows;
    },
    async closedChat(chat) {
      const row = await db
        .selectFrom('chats')
        .selectAll()
        .where('app', '=', app)
        .where('chat', '=', chat)
        .executeTakeFirst();
      return row && { closedAt: row.closed_at, probeAt: row.probe_at, code: row.code, reason: row.reason };
    },
    closeChat: (chat, { closedAt, probeAt, code, reason }) =>
      leased(async (trx) => {
        const before = await trx
          .selectFrom('chats')
          .select('chat')
          .where('app', '=', app)
          .where('chat', '=', chat)
          .executeTakeFirst();
        await trx
          .insertInto('chats')
          .values({ app, chat, closed_at: closedAt, probe_at: probeAt, code, reason })
          .onConflict((c) => c.columns(['app', 'chat']).doUpdateSet({ probe_at: probeAt, code, reason }))
          .execute();
        return !before;
      }),
    prune: (before, batch) =>
      leased(async (trx) => {
        let gone = 0n;
        for (const table of ['inbox', 'outbox'] as const) {
          const old = trx
            .selectFrom(table)
            .select('seq')
            .where('app', '=', app)
            .where('finished_at', 'is not', null)
            .where('finished_at', '<', before)
            .limit(batch);
          gone += (await trx.deleteFrom(table).where('seq', 'in', old).executeTakeFirst()).numDeletedRows;
        }
        const attempts = trx
          .selectFrom('attempts')
          .select('seq')
          .where('app', '=', app)
          .where('at', '<', before);
        const { numDeletedRows } = await trx
          .deleteFrom('attempts')
          .where('seq', 'in', attempts.limit(batch))
          .executeTakeFirst();
        // What ended takes its snapshot along: it holds what people typed. What is open is still waited for.
        const ended = trx
          .selectFrom('instances')
          .select('instance')
          .where('app', '=', app)
          .where('changed_at', '<', before)
          .where('status', 'in', STATUSES.filter(isFinal))
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('outbox as o')
                  .select('o.seq')
                  .whereRef('o.app', '=', 'instances.app')
                  .whereRef('o.instance', '=', 'instances.instance')
                  .where('o.finished_at', 'is', null),
              ),
            ),
          )
          .limit(batch);
        const instances = await trx
          .deleteFrom('instances')
          .where('app', '=', app)
          .where('instance', 'in', ended)
          .executeTakeFirst();
        return Number(gone + numDeletedRows + instances.numDeletedRows);
      }),
  };
}

const EMPTY_ATTEMPT = {
  answered_at: null,
  code: null,
  log_id: '',
  outcome: '',
} satisfies Partial<AttemptsTable>;

async function recordInstance(
  trx: Transaction<Schema>,
  app: string,
  change: ReceivedChange,
  known: KnownInstance,
): Promise<void> {
  const state = {
    approval: change.approvalCode,
    status: known.status,
    changed_at: known.changedAt,
    known_by: known.knownBy,
    snapshot: known.snapshot,
    looked_at: known.lookedAt,
  };
  await trx
    .insertInto('instances')
    .values({ app, instance: change.instanceCode, ...state })
    .onConflict((c) => c.columns(['app', 'instance']).doUpdateSet(state))
    .execute();
}

async function addDeliveries(
  trx: Transaction<Schema>,
  app: string,
  change: ReceivedChange,
  { chats, detail, priority }: ComposedChange,
  now: number,
): Promise<void> {
  if (chats.length === 0) return;
  const kind: DeliveryKind = 'card';
  const rows = chats.map((chat) => ({
    app,
    change_id: change.id,
    instance: change.instanceCode,
    approval: change.approvalCode,
    status: change.status,
    changed_at: change.changedAt,
    chat,
    kind,
    key: deliveryKey(app, change.id, chat, kind),
    state: 'waiting' as const,
    priority,
    attempts: 0,
    detail,
    // Due at once, whatever becomes of the clock.
    next_at: 0,
    sending_at: null,
    unknown_since: null,
    message_id: '',
    reason: '',
    received_at: change.receivedAt,
    created_at: now,
    finished_at: null,
  }));
  await trx
    .insertInto('outbox')
    .values(rows)
    .onConflict((c) => c.columns(['app', 'key']).doNothing())
    .execute();
}

async function addAttempts(trx: Transaction<Schema>, app: string, made: readonly Attempt[]): Promise<void> {
  if (made.length === 0) return;
  const rows = made.map((attempt) => ({
    app,
    outbox: null,
    api: attempt.api,
    chat: '',
    at: attempt.at,
    answered_at: attempt.answeredAt,
    code: attempt.code ?? null,
    log_id: attempt.logId ?? '',
    outcome: attempt.outcome,
  }));
  await trx.insertInto('attempts').values(rows).execute();
}

async function settle(
  trx: Transaction<Schema>,
  delivery: Delivery,
  settled: Settled,
  now: number,
): Promise<void> {
  const row =
    settled.state === 'waiting'
      ? {
          state: settled.state,
          next_at: settled.nextAt,
          detail: settled.detail,
          unknown_since: settled.unknownSince ?? null,
          reason: settled.reason,
        }
      : settled.state === 'sent'
        ? { state: settled.state, message_id: settled.messageId, reason: '', finished_at: now }
        : { state: settled.state, reason: settled.reason, finished_at: now };
  await trx.updateTable('outbox').set(row).where('seq', '=', delivery.seq).execute();
}
