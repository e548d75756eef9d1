import type { Kysely } from 'kysely';
import type { Change } from '../approval/change.ts';
import { type Delivery, type DeliveryKind, deliveryKey } from '../approval/delivery.ts';
import type { Status } from '../approval/status.ts';
import type { Telling } from '../approval/telling.ts';
import { toDelivery } from './outbox.ts';
import { prepared } from './prepared.ts';
import type { Schema } from './schema.ts';
import { createSummaries } from './summaries.ts';

/** What is told, beside to whom. */
export interface Told extends Change {
  /** The event that made it, or the look-up. */
  readonly id: string;
  readonly receivedAt: number;
  readonly was?: Status;
  /** The first step of the ladder of simpler cards. */
  readonly detail: string;
  readonly priority: number;
  readonly about?: string;
}

/** What became of tellings. */
export interface Written {
  /** The chats that got a row. */
  readonly chats: readonly string[];
  /** Rows that were not sent yet and need not be any more, since a newer one of their lane says it all. */
  readonly superseded: readonly Delivery[];
}

export interface Tellings {
  /**
   * Writes what chats are to hear. In `live` a row that still waits gives way to the newer one; one whose outcome is
   * unknown may stand in the chat already, so it is settled first. Whoever may only update gets a row only where a
   * card stands or is on its way.
   */
  write(on: Kysely<Schema>, told: Told, tellings: readonly Telling[], now: number): Promise<Written>;
  /** Writes one row, once, by its key. */
  add(on: Kysely<Schema>, told: Told, chat: string, kind: DeliveryKind, now: number): Promise<void>;
}

export function createTellings(db: Kysely<Schema>, app: string): Tellings {
  const openRows = prepared<{ chat: string; instance: string }, Parameters<typeof toDelivery>[0]>((p) =>
    db
      .selectFrom('outbox')
      .selectAll()
      .where('app', '=', app)
      .where('chat', '=', p('chat'))
      .where('instance', '=', p('instance'))
      .where('finished_at', 'is', null),
  );
  const cardStands = prepared<{ chat: string; instance: string }, { message_id: string }>((p) =>
    db
      .selectFrom('cards')
      .select('message_id')
      .where('app', '=', app)
      .where('instance', '=', p('instance'))
      .where('chat', '=', p('chat')),
  );
  const supersede = prepared<{ seq: number; now: number }>((p) =>
    db
      .updateTable('outbox')
      .set({ state: 'suppressed', reason: 'superseded', finished_at: p('now') })
      .where('seq', '=', p('seq'))
      .where('state', '=', 'waiting'),
  );
  const insert = prepared<{
    changeId: string;
    instance: string;
    approval: string;
    status: string;
    changedAt: number;
    chat: string;
    kind: string;
    key: string;
    priority: number;
    detail: string;
    receivedAt: number;
    now: number;
    was: string;
    about: string;
  }>((p) =>
    db
      .insertInto('outbox')
      .values({
        app,
        change_id: p('changeId'),
        instance: p('instance'),
        approval: p('approval'),
        status: p('status'),
        changed_at: p('changedAt'),
        chat: p('chat'),
        kind: p('kind'),
        key: p('key'),
        state: 'waiting',
        priority: p('priority'),
        attempts: 0,
        detail: p('detail'),
        // Due at once, whatever becomes of the clock.
        next_at: 0,
        sending_at: null,
        unknown_since: null,
        message_id: '',
        reason: '',
        received_at: p('receivedAt'),
        created_at: p('now'),
        finished_at: null,
        was: p('was'),
        about: p('about'),
      })
      .onConflict((c) => c.columns(['app', 'key']).doNothing()),
  );

  const add: Tellings['add'] = async (on, told, chat, kind, now) => {
    await insert.run(on, {
      changeId: told.id,
      instance: told.instanceCode,
      approval: told.approvalCode,
      status: told.status,
      changedAt: told.changedAt,
      chat,
      kind,
      key: deliveryKey(app, told.id, chat, kind),
      priority: told.priority,
      detail: told.detail,
      receivedAt: told.receivedAt,
      now,
      was: told.was ?? '',
      about: told.about ?? '',
    });
  };

  /** What waits in the lane and was surely never sent gives way; a reminder tells something else. */
  const giveWay = async (
    on: Kysely<Schema>,
    rows: readonly Parameters<typeof toDelivery>[0][],
    now: number,
  ): Promise<Delivery[]> => {
    const waiting = rows.filter(
      (row) => row.state === 'waiting' && row.unknown_since === null && row.kind !== 'reminder',
    );
    for (const row of waiting) await supersede.run(on, { seq: row.seq, now });
    return waiting.map(toDelivery);
  };

  const summaries = createSummaries(db, app, add);

  return {
    add,
    async write(on, told, tellings, now) {
      const chats: string[] = [];
      const superseded: Delivery[] = [];
      for (const { chat, mode, isListed, rings, isHeld, gatheredBy } of tellings) {
        if (gatheredBy !== undefined) {
          await summaries.gather(on, told, { chat, run: gatheredBy }, now);
          chats.push(chat);
          if (mode === 'post') continue;
        }
        if (mode === 'post') {
          if (isHeld) {
            const { rows } = await openRows.run(on, { chat, instance: told.instanceCode });
            superseded.push(...(await giveWay(on, rows, now)));
          }
          await add(on, told, chat, 'card', now);
          chats.push(chat);
          continue;
        }
        const lane = { chat, instance: told.instanceCode };
        const { rows } = await openRows.run(on, lane);
        const mayStand = (await cardStands.first(on, lane)) !== undefined;
        const gone = rows.length === 0 ? [] : await giveWay(on, rows, now);
        const givenWay = new Set(gone.map((row) => row.seq));
        const isPosted = mayStand || rows.some((row) => row.kind === 'card' && !givenWay.has(row.seq));
        const mayPost = isListed || gone.some((row) => row.kind === 'card');
        superseded.push(...gone);
        if (!mayPost && !isPosted) continue;
        await add(on, told, chat, mayPost ? 'card' : 'update', now);
        if (rings && isPosted) await add(on, told, chat, 'notice', now);
        chats.push(chat);
      }
      return { chats: [...new Set(chats)], superseded };
    },
  };
}
