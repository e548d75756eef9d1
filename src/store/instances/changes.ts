import type { Kysely } from 'kysely';
import type { Announcement } from '../../approval/announcement.ts';
import type { KnownState, ReceivedChange } from '../../approval/change.ts';
import type { AnnouncedChange } from '../../approval/delivery.ts';
import type { WantedReminder } from '../../approval/reminder.ts';
import { type ReadSnapshot, type Snapshot, storedSnapshot } from '../../approval/snapshot.ts';
import { isStatus, type Status } from '../../approval/status.ts';
import type { StepNews } from '../../approval/stepNews.ts';
import type { Leased } from '../engine/leased.ts';
import { batchedFind } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import { newDelivery, type WriteAnnouncements, type WrittenRows } from '../outbox/announcements.ts';
import type { Attempt, Attempts } from '../outbox/attempts.ts';
import type { InsertDeliveries } from '../outbox/outboxRow.ts';
import type { WriteSteps } from '../outbox/stepCards.ts';
import type { ReminderRows } from '../reminders/reminderRows.ts';
import { type FoundState, moves, questions } from './changeStatements.ts';

/** The result of a look-up, or the stored state. */
export interface KnownInstance extends KnownState {
  readonly snapshot: Snapshot | null;
  readonly lookedAt: number | null;
  /** When it was submitted; null if Feishu does not say. */
  readonly startedAt: number | null;
}

/** The chats with cards of an instance. */
export interface StandingCards {
  readonly chats: readonly string[];
  readonly hasSteps: boolean;
}

/** The result of composing a change. */
export interface ComposedChange {
  readonly reason: string;
  /** Absent: the recorded state is unchanged. */
  readonly known?: KnownInstance;
  /** The status that was recorded before; absent: none. */
  readonly was?: Status;
  readonly announcements: readonly Announcement[];
  /** What chats are sent about its steps; absent: nothing. */
  readonly steps?: StepNews | undefined;
  /** The hooks that get it, as values in place of a chat. */
  readonly hooks?: readonly string[];
  readonly priority: number;
  /** Until when its deliveries wait; absent: they are due at once. */
  readonly restsUntil?: number;
  readonly attempts: readonly Attempt[];
  readonly parked?: boolean;
  /** The reminders from now on; absent: unchanged. */
  readonly reminders?: readonly WantedReminder[] | undefined;
}

/** What was written, and the reason in the inbox row. */
export interface FinishedChange extends WrittenRows {
  readonly reason: string;
}

/** When to compose a change again, and why. */
export interface PostponedChange {
  readonly nextAt: number;
  readonly attempts: number;
  readonly asked: number;
  readonly reason: string;
  readonly made: readonly Attempt[];
}

export interface Changes {
  knownInstance(instanceCode: string): Promise<KnownInstance | undefined>;
  /** The approval of an instance, if it was ever recorded; else empty. */
  approvalOf(instanceCode: string): Promise<string>;
  /** Whether any chat has a card of this instance, or will get one. */
  hasCards(instanceCode: string): Promise<boolean>;
  /** The chats with a living card of this instance, and whether any chat has a card of an open step. */
  standing(instanceCode: string): Promise<StandingCards>;
  /** Whether a later waiting change says that the instance was deleted. */
  isDeletedAfter(change: Pick<ReceivedChange, 'instanceCode' | 'seq'>): Promise<boolean>;
  /** Returns what was written; undefined: the change was already finished. */
  finishChange(
    change: ReceivedChange,
    composed: ComposedChange,
    now: number,
  ): Promise<FinishedChange | undefined>;
  postponeChange(change: ReceivedChange, next: PostponedChange): Promise<void>;
}

/** What recording a change writes in addition to the instance. */
export interface ChangeParts {
  readonly attempts: Attempts;
  readonly announcements: WriteAnnouncements;
  readonly steps: WriteSteps;
  readonly insert: InsertDeliveries;
  readonly reminders: ReminderRows;
  readonly readSnapshot: ReadSnapshot;
}

export function createChanges(db: Kysely<Schema>, app: string, leased: Leased, parts: ChangeParts): Changes {
  const asks = questions(db, app);
  const does = moves(db, app);
  const known = batchedFind(db, asks.find);
  return {
    async knownInstance(instanceCode) {
      const [row] = await known(instanceCode);
      return row && knownIn(row, parts.readSnapshot);
    },
    approvalOf: async (instanceCode) =>
      (await asks.approval.first(db, { instance: instanceCode }))?.approval ?? '',
    async standing(instance) {
      const { rows } = await asks.standing.run(db, { instance });
      const whole = rows.filter(({ opening }) => opening === '');
      return { chats: whole.map(({ chat }) => chat), hasSteps: whole.length < rows.length };
    },
    hasCards: async (instanceCode) =>
      (await asks.hasCards.first(db, { instance: instanceCode })) !== undefined,
    isDeletedAfter: async ({ instanceCode, seq }) =>
      (await asks.deleted.first(db, { instance: instanceCode, seq })) !== undefined,
    finishChange: (change, composed, now) =>
      leased((trx) => finishChange(trx, does, parts, { change, composed, now })),
    postponeChange: (change, { made, ...next }) =>
      leased(async (trx) => {
        await does.postpone.run(trx, { seq: change.seq, ...next });
        await parts.attempts.add(trx, change.instanceCode, made);
      }),
  };
}

function knownIn(row: FoundState, read: ReadSnapshot): KnownInstance | undefined {
  const { status, changedAt, knownBy, snapshot, lookedAt, startedAt } = row;
  if (!isStatus(status)) return undefined;
  const seen = snapshot === null ? null : storedSnapshot(snapshot, row.instance, read);
  return { status, changedAt, knownBy, snapshot: seen, lookedAt, startedAt };
}

async function finishChange(
  trx: Kysely<Schema>,
  does: ReturnType<typeof moves>,
  { attempts, announcements, insert, steps, reminders }: ChangeParts,
  {
    change,
    composed,
    now,
  }: { readonly change: ReceivedChange; readonly composed: ComposedChange; readonly now: number },
): Promise<FinishedChange | undefined> {
  const { seq, instanceCode, approvalCode } = change;
  const { known } = composed;
  const state = composed.parked ? ('parked' as const) : ('done' as const);
  const ended = await does.finish.run(trx, { seq, state, reason: composed.reason, now });
  if (ended.numAffectedRows === 0n) return undefined;
  if (known) {
    const { status, changedAt, knownBy, lookedAt, startedAt } = known;
    const snapshot = known.snapshot?.text ?? null;
    const state = { status, changedAt, knownBy, snapshot, lookedAt, startedAt };
    await does.record.run(trx, [{ instance: instanceCode, approval: approvalCode, ...state }]);
  }
  const { hooks = [] } = composed;
  const news = announced(change, composed);
  const announcedRows = await announcements(trx, news, composed.announcements, now);
  // A hook gets each change, so none of them waits or is superseded.
  const { restsUntil: _, ...due } = news;
  await insert(
    trx,
    hooks.map((hook) => newDelivery(due, hook, 'hook', now)),
  );
  const ofSteps = composed.steps && (await steps(trx, news, composed.steps, now));
  const written = joined({ ...announcedRows, chats: [...announcedRows.chats, ...hooks] }, ofSteps);
  // No chat lists the status, and there is no card; or only a step has changed.
  const isNews = composed.reason === 'relayed' || composed.reason === 'filtered';
  const reason = isNews ? (written.chats.length > 0 ? 'relayed' : 'filtered') : composed.reason;
  if (reason !== composed.reason) await does.relabel.run(trx, { seq, reason });
  await attempts.add(trx, instanceCode, composed.attempts);
  if (composed.reminders) await reminders.sync(trx, change, composed.reminders, { now });
  return { ...written, reason };
}

function joined(one: WrittenRows, other: WrittenRows | undefined): WrittenRows {
  if (!other) return one;
  return {
    chats: [...new Set([...one.chats, ...other.chats])],
    superseded: [...one.superseded, ...other.superseded],
  };
}

/** The change for chats. */
function announced(change: ReceivedChange, { priority, was, restsUntil }: ComposedChange): AnnouncedChange {
  const { id: changeId, instanceCode, approvalCode, status, changedAt, receivedAt } = change;
  const announced = { changeId, instanceCode, approvalCode, status, changedAt, receivedAt, priority };
  if (restsUntil !== undefined) return { ...announced, restsUntil, ...(was === undefined ? {} : { was }) };
  return was === undefined ? announced : { ...announced, was };
}
