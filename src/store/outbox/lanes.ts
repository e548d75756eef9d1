import type { Kysely, Selectable } from 'kysely';
import type { Delivery, OutboxDelivery } from '../../approval/delivery.ts';
import { BY_KEY, prepared } from '../engine/prepared.ts';
import type { OutboxTable, Schema } from '../engine/schema.ts';
import { toDelivery } from './outboxRow.ts';
import { superseding } from './supersede.ts';

/** The open rows of one instance, or of one of its steps, in one chat, and whether the chat has a card. */
export interface Lane {
  readonly rows: readonly Selectable<OutboxTable>[];
  readonly stands: boolean;
}

/** One opening of a step, in one chat. */
export interface StepLane {
  readonly chat: string;
  readonly instance: string;
  readonly opening: string;
}

/** Lanes; used inside the caller's transaction. */
export interface Lanes {
  of(on: Kysely<Schema>, chat: string, instance: string): Promise<Lane>;
  /** The open rows of a step's lane. */
  ofStep(on: Kysely<Schema>, step: StepLane): Promise<Lane['rows']>;
  /**
   * Ends those of these rows that show or announce the state and certainly were not sent: a newer row replaces them.
   */
  giveWay(on: Kysely<Schema>, rows: Lane['rows'], now: number): Promise<OutboxDelivery[]>;
}

/** Reminders and summaries are not here: they show more than the state. */
const GIVES_WAY: ReadonlySet<string> = new Set<Delivery['kind']>(['card', 'update', 'refresh', 'notice']);

export function createLanes(db: Kysely<Schema>, app: string): Lanes {
  const openRows = prepared<StepLane, Selectable<OutboxTable>>((p) =>
    db
      .selectFrom('outbox')
      .selectAll()
      .where('app', '=', app)
      .where('chat', '=', p('chat'))
      .where('instance', '=', p('instance'))
      .where('opening', '=', p('opening'))
      .where('finished_at', 'is', null)
      // All columns of an index, so that it is chosen.
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
  return {
    async of(on, chat, instance) {
      const { rows } = await openRows.run(on, { chat, instance, opening: '' });
      return { rows, stands: (await cardStands.first(on, { chat, instance })) !== undefined };
    },
    ofStep: async (on, step) => (await openRows.run(on, step)).rows,
    async giveWay(on, rows, now) {
      const waiting = rows.filter(
        (row) => row.state === 'waiting' && row.unknown_since === null && GIVES_WAY.has(row.kind),
      );
      for (const row of waiting) await supersede.run(on, { seq: row.seq, now });
      return deliveriesIn(waiting);
    },
  };
}

/** The deliveries of these rows; those that cannot be read are left out. */
export function deliveriesIn(rows: Lane['rows']): OutboxDelivery[] {
  return rows.map(toDelivery).filter((read) => read.kind !== 'unreadable');
}
