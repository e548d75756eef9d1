import type { Kysely } from 'kysely';
import type { Change } from '../approval/change.ts';
import { type Delivery, type DeliveryKind, deliveryKey } from '../approval/delivery.ts';
import type { Status } from '../approval/status.ts';
import type { Telling } from '../approval/telling.ts';
import { toDelivery } from './outbox.ts';
import { BY_KEY, prepared, preparedForRows } from './prepared.ts';
import type { Schema } from './schema.ts';
import { createSummaries } from './summaries.ts';
import { superseding } from './supersede.ts';

/** What is told, beside to whom. */
export interface Told extends Change {
  /** The event that made it, or the look-up. */
  readonly id: string;
  readonly receivedAt: number;
  /** The status before; absent: this is the first that is known of the instance. */
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
   * unknown may stand in the chat already, so it is settled first. A chat that does not list the status gets a row only
   * where a card stands or is on its way.
   */
  write(on: Kysely<Schema>, told: Told, tellings: readonly Telling[], now: number): Promise<Written>;
  /** Writes one row, once, by its key. */
  add(
    on: Kysely<Schema>,
    told: Told,
    chat: string,
    kind: DeliveryKind,
    now: number,
    heldAt?: number | null,
  ): Promise<void>;
  /** Writes rows of one kind, each once, by its key. */
  addAll(on: Kysely<Schema>, all: readonly ToldTo[], kind: DeliveryKind): Promise<void>;
}

/** What is told, where, and when that is written, ms. */
export interface ToldTo extends Told {
  readonly chat: string;
  readonly now: number;
}

export function createTellings(db: Kysely<Schema>, app: string): Tellings {
  const openRows = prepared<{ chat: string; instance: string }, OpenRow>((p) =>
    db
      .selectFrom('outbox')
      .selectAll()
      .where('app', '=', app)
      .where('chat', '=', p('chat'))
      .where('instance', '=', p('instance'))
      .where('finished_at', 'is', null)
      // The whole of an index, so that it is chosen.
      .orderBy('app')
      .orderBy('chat')
      .orderBy('instance')
      .orderBy('changed_at')
      .orderBy('seq'),
  );
  const cardStands = prepared<{ chat: string; instance: string }, { message_id: string }>(
    (p) =>
      db
        .selectFrom('cards')
        .select('message_id')
        .where('app', '=', app)
        .where('instance', '=', p('instance'))
        .where('chat', '=', p('chat')),
    BY_KEY,
  );
  const supersede = prepared<{ seq: number; now: number }>((p) => superseding(db, p), BY_KEY);
  const insert = preparedForRows<NewRow>(
    (all) =>
      db
        .insertInto('outbox')
        .values(
          all.map((p) => ({
            app,
            change_id: p('changeId'),
            instance: p('instance'),
            approval: p('approval'),
            status: p('status'),
            changed_at: p('changedAt'),
            chat: p('chat'),
            kind: p('kind'),
            key: p('key'),
            state: 'waiting' as const,
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
            held_at: p('heldAt'),
          })),
        )
        .onConflict((c) => c.columns(['app', 'key']).doNothing()),
    BY_KEY,
  );

  const rowOf = (told: ToldTo, kind: DeliveryKind, heldAt: number | null): NewRow => ({
    changeId: told.id,
    instance: told.instanceCode,
    approval: told.approvalCode,
    status: told.status,
    changedAt: told.changedAt,
    chat: told.chat,
    kind,
    key: deliveryKey(app, told.id, told.chat, kind),
    priority: told.priority,
    detail: told.detail,
    receivedAt: told.receivedAt,
    now: told.now,
    was: told.was ?? '',
    about: told.about ?? '',
    heldAt,
  });
  const add: Tellings['add'] = async (on, told, chat, kind, now, heldAt = null) => {
    await insert.run(on, [rowOf({ ...told, chat, now }, kind, heldAt)]);
  };

  /** Rows of a lane that tell its state, or ring for it, and were surely never sent give way to a newer one. */
  const giveWay = async (on: Kysely<Schema>, rows: readonly OpenRow[], now: number): Promise<Delivery[]> => {
    const waiting = rows.filter(
      (row) => row.state === 'waiting' && row.unknown_since === null && GIVES_WAY.has(row.kind),
    );
    for (const row of waiting) await supersede.run(on, { seq: row.seq, now });
    return waiting.map(toDelivery);
  };

  /** What is on its way in a lane, and whether a card stands there: nothing before the first change of an instance. */
  const standing = async (
    on: Kysely<Schema>,
    { was }: Told,
    lane: Lane,
  ): Promise<{ readonly rows: readonly OpenRow[]; readonly stands: boolean }> => {
    if (was === undefined) return { rows: [], stands: false };
    const { rows } = await openRows.run(on, lane);
    return { rows, stands: (await cardStands.first(on, lane)) !== undefined };
  };

  const summaries = createSummaries(db, app, add);

  /** A card for each change, but of those that are held back only the newest. */
  const writePost = async (
    on: Kysely<Schema>,
    told: Told,
    telling: Telling,
    lane: Lane,
  ): Promise<Written> => {
    const { rows, stands } = await standing(on, told, lane);
    const held = rows.filter((row) => telling.isHeld || row.held_at !== null);
    const superseded = telling.isListed ? await giveWay(on, held, lane.now) : [];
    const kinds: DeliveryKind[] = [
      ...(telling.isListed ? (['card'] as const) : []),
      // A living card from before, or of another entry, must not show a state that is over.
      ...(stands ? (['update'] as const) : []),
    ];
    for (const kind of kinds) {
      const heldAt = kind === 'card' && telling.isHeld ? lane.now : null;
      await add(on, told, lane.chat, kind, lane.now, heldAt);
    }
    return { chats: kinds.length > 0 ? [lane.chat] : [], superseded };
  };

  /** One card for all changes: the row for the newest brings it up to date, and rings where an older one would have. */
  const writeLive = async (
    on: Kysely<Schema>,
    told: Told,
    telling: Telling,
    lane: Lane,
  ): Promise<Written> => {
    const { rows, stands } = await standing(on, told, lane);
    const superseded = await giveWay(on, rows, lane.now);
    const gaveWay = (kind: DeliveryKind): boolean => superseded.some((row) => row.kind === kind);
    const stays = new Set(rows.map((row) => row.seq));
    for (const row of superseded) stays.delete(row.seq);
    const isPosted = stands || rows.some((row) => row.kind === 'card' && stays.has(row.seq));
    const mayPost = telling.isListed || gaveWay('card');
    if (!mayPost && !isPosted) return { chats: [], superseded };
    // An update is silent and waits for nothing.
    const heldAt = telling.isHeld ? lane.now : null;
    await add(on, told, lane.chat, mayPost ? 'card' : 'update', lane.now, isPosted ? null : heldAt);
    if (isPosted && (telling.rings || gaveWay('notice')))
      await add(on, told, lane.chat, 'notice', lane.now, heldAt);
    return { chats: [lane.chat], superseded };
  };

  return {
    add,
    async addAll(on, all, kind) {
      await insert.run(
        on,
        all.map((told) => rowOf(told, kind, null)),
      );
    },
    async write(on, told, tellings, now) {
      const chats: string[] = [];
      const superseded: Delivery[] = [];
      for (const telling of tellings) {
        if (telling.gatheredBy !== undefined) {
          await summaries.gather(on, told, { chat: telling.chat, run: telling.gatheredBy }, now);
          chats.push(telling.chat);
        }
        const lane = { chat: telling.chat, instance: told.instanceCode, now };
        const write = telling.mode === 'live' ? writeLive : writePost;
        const written = await write(on, told, telling, lane);
        chats.push(...written.chats);
        superseded.push(...written.superseded);
      }
      return { chats: [...new Set(chats)], superseded };
    },
  };
}

interface NewRow {
  readonly changeId: string;
  readonly instance: string;
  readonly approval: string;
  readonly status: string;
  readonly changedAt: number;
  readonly chat: string;
  readonly kind: string;
  readonly key: string;
  readonly priority: number;
  readonly detail: string;
  readonly receivedAt: number;
  readonly now: number;
  readonly was: string;
  readonly about: string;
  readonly heldAt: number | null;
}

type OpenRow = Parameters<typeof toDelivery>[0];

/** The rows of one instance in one chat, and the time. */
interface Lane {
  readonly chat: string;
  readonly instance: string;
  readonly now: number;
}

/** A reminder and a summary tell something else. */
const GIVES_WAY: ReadonlySet<string> = new Set<DeliveryKind>(['card', 'update', 'refresh', 'notice']);
