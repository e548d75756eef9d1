import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { NewDelivery, OverdueDelivery } from '../../approval/delivery.ts';
import { type RemindedInstance, type RemindedStep, sinceOf } from '../../approval/deliveryContent.ts';
import type { Schema } from '../engine/schema.ts';
import { recordInstances } from '../instances/changeStatements.ts';
import type { RecordedInstance } from '../instances/instanceRow.ts';
import type { InsertDeliveries } from '../outbox/outboxRow.ts';
import { createJudgeDays, type JudgeDay, noteFold } from './reminderDay.ts';
import type { Fold, FreshInstance, RemindOrder, RemindResult, Speaking } from './reminderOrder.ts';
import { BY_RULES, isDue, postponed, type ReminderRow, reminderKey } from './reminderRow.ts';
import { planRows, type ReminderRows } from './reminderRows.ts';
import { createUnsentOf, sayingKey } from './unsentReminders.ts';
import { createWaitingStates, type WaitingState } from './waitingStates.ts';

/** What one transaction will write. */
interface Batch {
  readonly looks: RecordedInstance[];
  readonly changed: ReminderRow[];
  readonly gone: ReminderRow[];
  readonly cards: NewDelivery[];
}

/** What was read from the store when a transaction began. */
interface Known {
  readonly states: ReadonlyMap<string, WaitingState>;
  readonly stood: ReadonlyMap<string, readonly ReminderRow[]>;
  readonly judge: JudgeDay;
  readonly unsent: ReadonlySet<string>;
}

/** What reminders write. Each call belongs into one transaction. */
export function createRemindMany(
  db: Kysely<Schema>,
  app: string,
  { rows, insert }: { readonly rows: ReminderRows; readonly insert: InsertDeliveries },
) {
  const statesOf = createWaitingStates(db, app);
  const record = recordInstances(db, app);
  const judgeDays = createJudgeDays(db, app);
  const unsentOf = createUnsentOf(db, app);

  /** Handles orders about different instances. */
  const remindEach = async (on: Kysely<Schema>, orders: readonly RemindOrder[]): Promise<RemindResult[]> => {
    const codes = orders.map(({ fresh }) => fresh.instanceCode);
    const known = {
      states: await statesOf(on, codes),
      stood: await rows.ofAll(on, codes),
      judge: await judgeDays(on, orders),
      unsent: await unsentOf(on, orders),
    };
    const batch: Batch = { looks: [], changed: [], gone: [], cards: [] };
    const ends: RemindResult[] = [];
    for (const order of orders) ends.push(await remindOne(order, known, batch));
    await record.run(on, batch.looks);
    await rows.drop(on, batch.gone);
    await rows.put(on, batch.changed);
    await insert(on, batch.cards);
    return ends;
  };

  return {
    /**
     * Reminds of many instances with a few statements for all of them: on PostgreSQL each statement is a round
     * trip. The result is the same as if they had been handled one by one.
     */
    async remind(on: Kysely<Schema>, orders: readonly RemindOrder[]): Promise<RemindResult[]> {
      const ends = new Map<RemindOrder, RemindResult>();
      // One instance may come twice: then the second order sees the result of the first.
      for (let left = orders; left.length > 0; left = left.filter((order) => !ends.has(order))) {
        const codes = left.map(({ fresh }) => fresh.instanceCode);
        const firsts = left.filter((_, i) => codes.indexOf(codes[i] ?? '') === i);
        const became = await remindEach(on, firsts);
        firsts.forEach((order, i) => void ends.set(order, became[i] as RemindResult));
      }
      return orders.map((order) => ends.get(order) as RemindResult);
    },
    /** Writes the one card of a fold. Returns how many instances are on it. */
    async fold(on: Kysely<Schema>, fold: Fold, now: number): Promise<number> {
      const { chat, rule, isExcess } = fold;
      const codes = fold.items.map(({ instanceCode }) => instanceCode);
      const known = { states: await statesOf(on, codes), stood: await rows.ofAll(on, codes) };
      const { waiting, changed } = foldedIn(fold, known, now);
      const [first] = waiting;
      if (!first) return 0;
      await rows.put(on, changed);
      const changeId = `reminders:${chat}:${hashOf([rule, waiting, now])}`;
      const content = { of: 'overdue', rule, waiting } as const;
      await insert(on, [summaryOf({ chat, approvalCode: first.approvalCode, content }, changeId, now)]);
      if (isExcess) await noteFold(on, app, chat, now);
      return waiting.length;
    },
  };
}

/** Adds what is to be written about one instance to a batch. Returns what happens to its reminders. */
async function remindOne(
  { fresh, speaking, now }: RemindOrder,
  { states, stood: all, judge, unsent }: Known,
  batch: Batch,
): Promise<RemindResult> {
  const { look, instanceCode } = fresh;
  const state = states.get(instanceCode);
  const stood = all.get(instanceCode) ?? [];
  const end = { single: [] as Speaking[], folded: [] as Speaking[], deferred: 0, unsent: 0 };
  if (!state) {
    batch.gone.push(...stood);
    return { isOver: true, ...end };
  }
  if (look) batch.looks.push({ ...state, ...look });
  const plan = planRows(stood, fresh, fresh.wanted);
  batch.gone.push(...plan.gone);
  const puts = new Map(plan.changed.map((row) => [reminderKey(row), row]));
  const put = (row: ReminderRow): void => void puts.set(reminderKey(row), row);
  for (const one of speaking) {
    const due: ReminderRow[] = [];
    for (const row of dueOf(plan.rows, one, now)) {
      const until = fresh.heldUntil?.(row);
      if (until !== undefined) put(postponed(row, until));
      else if (!unsent.has(sayingKey(row))) due.push(row);
      else {
        end.unsent += 1;
        // A new configuration may have restarted the count; that card counts anyway.
        put(saidNow(fresh, row, Math.max(1, row.count), now) ?? row);
      }
    }
    if (due.length === 0) continue;
    const becomes = await judge(one, due);
    if (becomes === 'single') {
      const { steps, counted } = advance(fresh, due, now);
      for (const row of counted) put(row);
      batch.cards.push(cardOf(fresh, state, one, steps, now));
      end.single.push(one);
    } else if (becomes === 'folded') end.folded.push(one);
    else {
      for (const row of due) put(postponed(row, becomes));
      end.deferred += due.length;
    }
  }
  batch.changed.push(...puts.values());
  return { isOver: false, ...end };
}

/**
 * Of the instances of a fold those that wait and are due, the longest waiting first, and their rows as they will stand.
 */
function foldedIn(
  { chat, rule, items }: Fold,
  { states, stood }: Pick<Known, 'states' | 'stood'>,
  now: number,
): { readonly waiting: RemindedInstance[]; readonly changed: ReminderRow[] } {
  const waiting: RemindedInstance[] = [];
  const changed: ReminderRow[] = [];
  for (const fresh of items) {
    const { instanceCode, approvalCode } = fresh;
    if (!states.has(instanceCode)) continue;
    const due = dueOf(stood.get(instanceCode) ?? [], { chat, rule }, now);
    const { steps, counted } = advance(fresh, due, now);
    changed.push(...counted);
    if (steps.length > 0) waiting.push({ instanceCode, approvalCode, steps });
  }
  return { waiting: waiting.sort((a, b) => sinceOf(a) - sinceOf(b)), changed };
}

/** The rows of which a rule reminds a chat now. */
function dueOf(
  all: readonly ReminderRow[],
  { chat, rule }: Pick<Speaking, 'chat' | 'rule'>,
  now: number,
): ReminderRow[] {
  return all.filter((row) => row.chat === chat && row.rule === rule && isDue(row, now));
}

/** A row after its `count`th reminder, sent now; undefined: it is no longer wanted. */
function saidNow(
  { wanted }: FreshInstance,
  row: ReminderRow,
  count: number,
  now: number,
): ReminderRow | undefined {
  const one = wanted.find((each) => reminderKey(each) === reminderKey(row));
  return one && { ...row, by: BY_RULES, count, remindedAt: now, dueAt: one.dueAt(count, now) };
}

/** The rows with their counts raised, and what the card shows. */
function advance(
  fresh: FreshInstance,
  due: readonly ReminderRow[],
  now: number,
): { readonly steps: RemindedStep[]; readonly counted: ReminderRow[] } {
  const counted = due.flatMap((row) => saidNow(fresh, row, row.count + 1, now) ?? []);
  const steps = counted.map(({ step, person, node, nodeId, since, count }) => {
    return { step, person, node, nodeId, since, count };
  });
  return { steps, counted };
}

/** A card about several instances. */
export function summaryOf(
  about: Pick<OverdueDelivery, 'chat' | 'approvalCode' | 'content'>,
  changeId: string,
  now: number,
): NewDelivery {
  return { kind: 'summary', ...about, changeId, priority: 1, receivedAt: now, createdAt: now };
}

function cardOf(
  { instanceCode, approvalCode }: FreshInstance,
  { status, changedAt }: WaitingState,
  { chat, rule }: Speaking,
  steps: readonly RemindedStep[],
  now: number,
): NewDelivery {
  const changeId = `reminder:${instanceCode}:${chat}:${hashOf([rule, steps, now])}`;
  const about = { instanceCode, approvalCode, status, changedAt, content: { rule, steps } };
  return { kind: 'reminder', chat, changeId, ...about, priority: 1, receivedAt: now, createdAt: now };
}

/**
 * A hash of what is said, and when. The counts, which the same transaction raises, make sure that it is said once; the
 * time keeps a step that opened again, and is counted from 0, from being taken for the earlier one.
 */
function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}
