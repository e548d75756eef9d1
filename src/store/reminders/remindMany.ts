import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { NewDelivery } from '../../approval/delivery.ts';
import { type RemindedInstance, type RemindedStep, sinceOf } from '../../approval/deliveryContent.ts';
import { isFinal, isStatus } from '../../approval/status.ts';
import type { Schema } from '../engine/schema.ts';
import type { RecordedInstance } from '../instances/instanceRow.ts';
import type { InsertDeliveries } from '../outbox/outboxRow.ts';
import { advance, dueOf, saidNow } from './remindedRows.ts';
import { createReminderDays, type JudgeDay, type ReminderDays } from './reminderDay.ts';
import type { Fold, FreshInstance, Reminded, RemindOrder, Speaking } from './reminderOrder.ts';
import { putOffBy, type ReminderRow, rowKey } from './reminderRow.ts';
import { planRows, type ReminderRows } from './reminderRows.ts';
import { createUnsentOf, sayingKey, type UnsentOf } from './unsentReminders.ts';
import { type WaitingState, waitingStatements } from './waitingStates.ts';

/** What one transaction is to write. */
class Batch {
  readonly looks: RecordedInstance[] = [];
  readonly changed: ReminderRow[] = [];
  readonly gone: ReminderRow[] = [];
  readonly cards: NewDelivery[] = [];
}

/** What is known of the store as a transaction begins. */
interface Known {
  readonly state: WaitingState | undefined;
  readonly stood: readonly ReminderRow[];
  readonly judge: JudgeDay;
  readonly unsent: ReadonlySet<string>;
}

/** What reminders do to the store. Each belongs into one transaction. */
export class RemindMany {
  readonly #does: ReturnType<typeof waitingStatements>;
  readonly #days: ReminderDays;
  readonly #unsentOf: UnsentOf;
  readonly #rows: ReminderRows;
  readonly #insert: InsertDeliveries;

  constructor(
    db: Kysely<Schema>,
    app: string,
    { rows, insert }: { readonly rows: ReminderRows; readonly insert: InsertDeliveries },
  ) {
    this.#does = waitingStatements(db, app);
    this.#days = createReminderDays(db, app);
    this.#unsentOf = createUnsentOf(db, app);
    this.#rows = rows;
    this.#insert = insert;
  }

  /**
   * Reminds of many instances, with a handful of statements for all of them: on PostgreSQL each is a way there and
   * back. What becomes of one is as if they had come one after the other.
   */
  async remind(on: Kysely<Schema>, orders: readonly RemindOrder[]): Promise<Reminded[]> {
    const ends = new Map<RemindOrder, Reminded>();
    // One instance may come twice: then the second sees what became of the first.
    for (let left = orders; left.length > 0; ) {
      const codes = left.map(({ fresh }) => fresh.instanceCode);
      const firsts = left.filter((_, i) => codes.indexOf(codes[i] ?? '') === i);
      const became = await this.#remindEach(on, firsts);
      firsts.forEach((order, i) => {
        ends.set(order, became[i] as Reminded);
      });
      left = left.filter((order) => !ends.has(order));
    }
    return orders.map((order) => ends.get(order) as Reminded);
  }

  /** The state of those of these instances that wait. */
  async waiting(on: Kysely<Schema>, instanceCodes: readonly string[]): Promise<Map<string, WaitingState>> {
    const found = await this.#does.states.run(
      on,
      instanceCodes.map((instance) => ({ instance })),
    );
    const states = new Map<string, WaitingState>();
    for (const row of found) {
      if (isStatus(row.status) && !isFinal(row.status))
        states.set(row.instance, { ...row, status: row.status });
    }
    return states;
  }

  /** Of orders about different instances. */
  async #remindEach(on: Kysely<Schema>, orders: readonly RemindOrder[]): Promise<Reminded[]> {
    const codes = orders.map(({ fresh }) => fresh.instanceCode);
    const states = await this.waiting(on, codes);
    const stood = await this.#rows.ofAll(on, codes);
    const judge = await this.#days.of(on, orders);
    const unsent = await this.#unsentOf(on, orders);
    const batch = new Batch();
    const ends: Reminded[] = [];
    for (const order of orders) {
      const { instanceCode } = order.fresh;
      const known = { state: states.get(instanceCode), stood: stood.get(instanceCode) ?? [], judge, unsent };
      ends.push(await remindOne(order, known, batch));
    }
    await this.#does.looks.run(on, batch.looks);
    await this.#rows.drop(on, batch.gone);
    await this.#rows.put(on, batch.changed);
    await this.#insert(on, batch.cards);
    return ends;
  }

  /** Writes the one card of a fold. Says how many instances are on it. */
  async fold(on: Kysely<Schema>, { chat, rule, items, isExcess }: Fold, now: number): Promise<number> {
    const codes = items.map(({ instanceCode }) => instanceCode);
    const states = await this.waiting(on, codes);
    const stood = await this.#rows.ofAll(on, codes);
    const instances: RemindedInstance[] = [];
    const changed: ReminderRow[] = [];
    for (const fresh of items) {
      const { instanceCode, approvalCode } = fresh;
      if (!states.has(instanceCode)) continue;
      const due = dueOf(stood.get(instanceCode) ?? [], { chat, rule }, now);
      const { steps, counted } = advance(fresh, due, now);
      changed.push(...counted);
      if (steps.length > 0) instances.push({ instanceCode, approvalCode, steps });
    }
    instances.sort((a, b) => sinceOf(a) - sinceOf(b));
    const [first] = instances;
    if (!first) return 0;
    await this.#rows.put(on, changed);
    const changeId = `reminders:${chat}:${hashOf([rule, instances, now])}`;
    const { approvalCode } = first;
    const content = { of: 'overdue', rule, waiting: instances } as const;
    const written = { priority: 1, receivedAt: now, createdAt: now };
    await this.#insert(on, [{ kind: 'summary', chat, changeId, approvalCode, content, ...written }]);
    if (isExcess) await this.#days.noteFold(on, chat, now);
    return instances.length;
  }
}

/** Adds to a batch what is to be written about one instance. Says what becomes of its reminders. */
async function remindOne(
  { fresh, speaking, now }: RemindOrder,
  { state, stood, judge, unsent }: Known,
  batch: Batch,
): Promise<Reminded> {
  const { look } = fresh;
  const end = { told: [] as Speaking[], folded: [] as Speaking[], deferred: 0, unsent: 0 };
  if (!state) {
    batch.gone.push(...stood);
    return { isOver: true, ...end };
  }
  if (look) batch.looks.push({ ...state, ...look });
  const plan = planRows(stood, fresh, fresh.wanted);
  batch.gone.push(...plan.gone);
  const puts = new Map(plan.changed.map((row) => [rowKey(row), row]));
  const put = (row: ReminderRow): void => void puts.set(rowKey(row), row);
  const putOff = (row: ReminderRow, until: number): void =>
    put({ ...row, by: putOffBy(row.by), dueAt: until });
  for (const one of speaking) {
    const due: ReminderRow[] = [];
    for (const row of dueOf(plan.rows, one, now)) {
      const until = fresh.heldUntil?.(row);
      if (until !== undefined) putOff(row, until);
      else if (!unsent.has(sayingKey(row))) due.push(row);
      else {
        end.unsent += 1;
        // The count may have begun anew with the configuration; that card counts all the same.
        put(saidNow(fresh, row, Math.max(1, row.count), now) ?? row);
      }
    }
    if (due.length === 0) continue;
    const becomes = await judge(one, due);
    if (becomes === 'told') {
      const { steps, counted } = advance(fresh, due, now);
      for (const row of counted) put(row);
      batch.cards.push(cardOf(fresh, state, one, steps, now));
      end.told.push(one);
    } else if (becomes === 'folded') end.folded.push(one);
    else {
      for (const row of due) putOff(row, becomes);
      end.deferred += due.length;
    }
  }
  batch.changed.push(...puts.values());
  return { isOver: false, ...end };
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
 * What is said, and when. That it is said once is what the counts are for, which the same transaction raises; the time
 * keeps a step that came back, and is counted anew, from being taken for the one of before.
 */
function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}
