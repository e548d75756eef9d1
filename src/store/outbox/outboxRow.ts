import type { Insertable, Kysely, Selectable } from 'kysely';
import { FULL_DETAIL, isCardDetail } from '../../approval/cardDetail.ts';
import { deliveryKey, type NewDelivery, type OutboxDelivery } from '../../approval/delivery.ts';
import { readBuzzContent, readReminderContent, readSummaryContent } from '../../approval/deliveryContent.ts';
import { readLeftOut } from '../../approval/leftOut.ts';
import { isStatus } from '../../approval/status.ts';
import { BY_KEY, preparedForRows } from '../engine/prepared.ts';
import type { OutboxTable, Schema } from '../engine/schema.ts';

/** A row that cannot be read as a delivery: an older or newer version wrote it, or somebody did by hand. */
export interface UnreadableRow {
  readonly kind: 'unreadable';
  readonly seq: number;
  readonly chat: string;
  /** What cannot be read: a sentence without its full stop, and without text that people typed. */
  readonly fault: string;
}

/** Reads a row of the outbox: the only place that maps its columns to the names of the domain. */
export function toDelivery(row: Selectable<OutboxTable>): OutboxDelivery | UnreadableRow {
  const { seq, chat, kind, status, was } = row;
  const unreadable = (fault: string): UnreadableRow => ({ kind: 'unreadable', seq, chat, fault });
  if (!isCardDetail(row.detail)) return unreadable(`it has the unknown detail "${row.detail}"`);
  const base = {
    seq,
    chat,
    changeId: row.change_id,
    priority: row.priority,
    receivedAt: row.received_at,
    createdAt: row.created_at,
    key: row.key,
    attempts: row.attempts,
    detail: row.detail,
    ...(row.left_out === '' ? undefined : { leftOut: readLeftOut(row.left_out) }),
    ...(row.held_at === null ? undefined : { heldAt: row.held_at }),
    ...(row.unknown_since === null ? undefined : { unknownSince: row.unknown_since }),
  };
  const { approval: approvalCode } = row;
  if (kind === 'summary') {
    const content = readSummaryContent(row.about);
    if (content?.of === 'overdue') return { ...base, kind, approvalCode, content };
    return content ? { ...base, kind, approvalCode, content } : unreadable('its content is no summary');
  }
  if (kind === 'buzz') {
    const content = readBuzzContent(row.about);
    return content ? { ...base, kind, approvalCode, content } : unreadable('its content is no buzz');
  }
  if (!isStatus(status)) return unreadable(`it has the unknown status "${status}"`);
  const change = { instanceCode: row.instance, approvalCode, status, changedAt: row.changed_at };
  if (kind === 'hook') return { ...base, ...change, kind };
  if (kind === 'reminder' || kind === 'snoozed') {
    const content = readReminderContent(row.about);
    return content ? { ...base, ...change, kind, content } : unreadable('its content is no reminder');
  }
  if (kind !== 'card' && kind !== 'update' && kind !== 'refresh' && kind !== 'notice')
    return unreadable(`it is of the unknown kind "${kind}"`);
  return {
    ...base,
    ...change,
    kind,
    ...(isStatus(was) ? { was } : undefined),
    ...(row.about === UNDECIDED ? { isUndecided: true } : undefined),
    ...(row.opening === '' ? undefined : { opening: row.opening }),
  };
}

/** The content of a row for a change of which it could not be known whether it is for the chat. */
export const UNDECIDED = 'undecided';

/** The columns of a new row that vary; the others have fixed initial values. */
type NewRow = Required<
  Pick<
    Insertable<OutboxTable>,
    | 'change_id'
    | 'instance'
    | 'approval'
    | 'status'
    | 'changed_at'
    | 'chat'
    | 'kind'
    | 'key'
    | 'priority'
    | 'received_at'
    | 'created_at'
    | 'was'
    | 'about'
    | 'held_at'
    | 'next_at'
    | 'opening'
  >
>;

/** The key that lets a delivery be written only once, and sent only once. */
export function deliveryRowKey(app: string, delivery: NewDelivery): string {
  const { changeId, chat, kind } = delivery;
  return deliveryKey(app, changeId, chat, kind, openingOf(delivery));
}

function openingOf(delivery: NewDelivery): string {
  return 'opening' in delivery ? (delivery.opening ?? '') : '';
}

/** The row of a delivery that is not in the outbox yet: the reverse of {@link toDelivery}. */
function toRow(app: string, delivery: NewDelivery): NewRow {
  const { chat, changeId, kind } = delivery;
  const change = 'status' in delivery ? delivery : undefined;
  return {
    change_id: changeId,
    // A summary and a buzz have a lane of their own: they are not about one instance.
    instance: change?.instanceCode ?? '',
    approval: delivery.approvalCode,
    status: change?.status ?? '',
    changed_at: change?.changedAt ?? delivery.createdAt,
    chat,
    kind,
    key: deliveryRowKey(app, delivery),
    priority: delivery.priority,
    received_at: delivery.receivedAt,
    created_at: delivery.createdAt,
    was: 'was' in delivery ? (delivery.was ?? '') : '',
    about:
      'content' in delivery
        ? JSON.stringify(delivery.content)
        : 'isUndecided' in delivery && delivery.isUndecided
          ? UNDECIDED
          : '',
    held_at: delivery.heldAt ?? null,
    // Due at once, even if the clock is changed.
    next_at: 'restsUntil' in delivery ? (delivery.restsUntil ?? 0) : 0,
    opening: openingOf(delivery),
  };
}

/** Writes deliveries into the outbox, each once, by its key; used inside the caller's transaction. */
export type InsertDeliveries = (on: Kysely<Schema>, deliveries: readonly NewDelivery[]) => Promise<void>;

export function createInsertDeliveries(db: Kysely<Schema>, app: string): InsertDeliveries {
  const insert = preparedForRows<NewRow>(
    (all) =>
      db
        .insertInto('outbox')
        .values(
          all.map((p) => ({
            app,
            change_id: p('change_id'),
            instance: p('instance'),
            approval: p('approval'),
            status: p('status'),
            changed_at: p('changed_at'),
            chat: p('chat'),
            kind: p('kind'),
            key: p('key'),
            state: 'waiting' as const,
            priority: p('priority'),
            attempts: 0,
            detail: FULL_DETAIL,
            next_at: p('next_at'),
            sending_at: null,
            unknown_since: null,
            message_id: '',
            reason: '',
            received_at: p('received_at'),
            created_at: p('created_at'),
            finished_at: null,
            was: p('was'),
            about: p('about'),
            held_at: p('held_at'),
            opening: p('opening'),
          })),
        )
        .onConflict((c) => c.columns(['app', 'key']).doNothing()),
    BY_KEY,
  );
  return async (on, deliveries) => {
    await insert.run(
      on,
      deliveries.map((delivery) => toRow(app, delivery)),
    );
  };
}
