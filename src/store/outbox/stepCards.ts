import { type Kysely, sql } from 'kysely';
import type { AnnouncedChange, ChangeDelivery, NewChange, OutboxDelivery } from '../../approval/delivery.ts';
import type { StepNames, StepNews, StepOpened } from '../../approval/stepNews.ts';
import { BY_KEY, prepared } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import { newDelivery, type WrittenRows } from './announcements.ts';
import type { StandingCard } from './deliveryStatements.ts';
import type { Lanes, StepLane } from './lanes.ts';
import { type InsertDeliveries, UNDECIDED } from './outboxRow.ts';

/** An opened step in one chat, and its card. */
export interface StepCard extends StepNames {
  readonly isLeft: boolean;
  /** undefined: none was sent yet. */
  readonly card: StandingCard | undefined;
}

/** Writes the deliveries about the steps of an instance; used inside the caller's transaction. */
export type WriteSteps = (
  on: Kysely<Schema>,
  change: AnnouncedChange,
  news: StepNews,
  now: number,
  options?: StepOptions,
) => Promise<WrittenRows>;

/** How it is sent. */
export interface StepOptions {
  /** Whether the cards of open steps are updated. */
  readonly refreshes?: boolean;
  /** Until when the deliveries about steps rest. */
  readonly restsUntil?: number | undefined;
}

/**
 * An opening step posts a card, once for each opening and chat. When the step is left, its card is settled; a card that
 * was not sent yet is no longer sent. In between, the card is updated if `refreshes` is set.
 */
export function createWriteSteps(
  db: Kysely<Schema>,
  app: string,
  { lanes, insert }: { readonly lanes: Lanes; readonly insert: InsertDeliveries },
): WriteSteps {
  const does = stepStatements(db, app);
  return async (on, announced, news, now, { refreshes = false, restsUntil = announced.restsUntil } = {}) => {
    const instance = announced.instanceCode;
    const change = restsUntil === undefined ? announced : { ...announced, restsUntil };
    const { rows } = await does.ofInstance.run(on, { instance });
    const written: NewChange[] = [];
    const superseded: OutboxDelivery[] = [];
    for (const step of news.opened) {
      const known = rows.find(({ chat, opening }) => chat === step.chat && opening === step.opening);
      if (known && known.leftAt === null) continue;
      const { chat, opening, nodeId, nodeName } = step;
      // The step is open again.
      if (known)
        superseded.push(
          ...(await lanes.giveWay(on, await lanes.ofStep(on, { chat, instance, opening }), now)),
        );
      await does.open.run(on, { instance, chat, opening, nodeId, nodeName });
      written.push(cardFor(step, change, now));
    }
    for (const row of rows) {
      const { chat, opening } = row;
      if (row.leftAt !== null) continue;
      const lane = await lanes.ofStep(on, { chat, instance, opening });
      if (news.isOpen(opening)) {
        const isIdle = row.messageId !== '' && !lane.some(({ state }) => state === 'waiting');
        if (refreshes && isIdle) written.push(forStep(announced, row, 'refresh', now));
        continue;
      }
      await does.leave.run(on, { instance, chat, opening, now });
      const gaveWay = await lanes.giveWay(on, lane, now);
      superseded.push(...gaveWay);
      const gone = new Set(gaveWay.map(({ seq }) => seq));
      const isPosted =
        row.sentAt !== null ||
        lane.some(({ kind, seq, about }) => kind === 'card' && about !== UNDECIDED && !gone.has(seq));
      if (!isPosted) continue;
      const { rings, isHeld } = news.leaving(row);
      written.push(forStep(change, row, 'update', now));
      if (rings) written.push(forStep(change, row, 'notice', now, isHeld));
    }
    await insert(on, written);
    return { chats: [...new Set(written.map(({ chat }) => chat))], superseded };
  };
}

type ToStep = Pick<StepLane, 'chat' | 'opening'>;

function forStep(
  change: AnnouncedChange,
  { chat, opening }: ToStep,
  kind: ChangeDelivery['kind'],
  now: number,
  isHeld = false,
): NewChange {
  return { ...newDelivery(change, chat, kind, now, isHeld), opening };
}

function cardFor(step: StepOpened, change: AnnouncedChange, now: number): NewChange {
  const { isHeld, isUndecided = false } = step;
  const card = forStep(change, step, 'card', now, isHeld && !isUndecided);
  return isUndecided ? { ...card, isUndecided } : card;
}

interface StepRow extends StepNames {
  readonly chat: string;
  readonly opening: string;
  readonly messageId: string;
  readonly sentAt: number | null;
  readonly changeId: string;
  readonly group: string;
  readonly leftAt: number | null;
}

/** Reads and writes the cards of steps. */
export function stepStatements(db: Kysely<Schema>, app: string) {
  const rows = () =>
    db
      .selectFrom('step_cards')
      .select(['chat', 'opening', 'node_id as nodeId', 'node as nodeName', 'message_id as messageId'])
      .select(['sent_at as sentAt', 'change_id as changeId', 'left_at as leftAt', 'instead as group'])
      .where('app', '=', app);
  const set = (p: Parameters<Parameters<typeof prepared<StepLane>>[0]>[0]) =>
    db
      .updateTable('step_cards')
      .where('app', '=', app)
      .where('instance', '=', p('instance'))
      .where('chat', '=', p('chat'))
      .where('opening', '=', p('opening'));
  return {
    ofInstance: prepared<{ instance: string }, StepRow>(
      (p) => rows().where('instance', '=', p('instance')).orderBy('chat').orderBy('opening'),
      BY_KEY,
    ),
    one: prepared<StepLane, StepRow>(
      (p) =>
        rows()
          .where('instance', '=', p('instance'))
          .where('chat', '=', p('chat'))
          .where('opening', '=', p('opening')),
      BY_KEY,
    ),
    open: prepared<StepLane & StepNames>(
      (p) =>
        db
          .insertInto('step_cards')
          .values({
            app,
            instance: p('instance'),
            chat: p('chat'),
            opening: p('opening'),
            node_id: p('nodeId'),
            node: p('nodeName'),
            message_id: '',
            sent_at: null,
            change_id: '',
            left_at: null,
          })
          // When an instance is recovered after a timeout, the same step is open again.
          .onConflict((c) =>
            c.columns(['app', 'instance', 'chat', 'opening']).doUpdateSet({ left_at: null }),
          ),
      BY_KEY,
    ),
    leave: prepared<StepLane & { now: number }>((p) => set(p).set({ left_at: p('now') }), BY_KEY),
    put: prepared<StepLane & StandingCard>(
      (p) =>
        set(p).set({
          message_id: p('messageId'),
          sent_at: p('sentAt'),
          change_id: p('changeId'),
          instead: p('group'),
        }),
      BY_KEY,
    ),
    forget: prepared<StepLane>((p) => set(p).set({ message_id: sql.lit('') }), BY_KEY),
  };
}

/** A chat's card of a step; undefined: the step was never announced there. */
export function stepCardIn(row: StepRow | undefined): StepCard | undefined {
  if (!row) return undefined;
  const { nodeId, nodeName, messageId, sentAt, changeId, leftAt, group } = row;
  return {
    nodeId,
    nodeName,
    isLeft: leftAt !== null,
    card: sentAt === null ? undefined : { messageId, sentAt, changeId, group },
  };
}
