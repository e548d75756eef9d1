import type { Kysely } from 'kysely';
import type { ReadSnapshot } from '../approval/snapshot.ts';
import type { Leased } from './engine/leased.ts';
import type { StoreKind } from './engine/migrations.ts';
import type { Schema } from './engine/schema.ts';
import { createKnownFigures, type KnownFigures } from './figures.ts';
import { type Changes, createChanges } from './instances/changes.ts';
import { createHistories, type Histories } from './instances/history.ts';
import { createOpenInstances, type OpenInstances } from './instances/openInstances.ts';
import { createWaitingInstances, type WaitingInstances } from './instances/waitingInstances.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createAnnouncements } from './outbox/announcements.ts';
import { createAttempts } from './outbox/attempts.ts';
import { type ClosedChats, createClosedChats } from './outbox/closedChats.ts';
import { createDeliveryList, type DeliveryList } from './outbox/deliveryList.ts';
import { createLanes } from './outbox/lanes.ts';
import { createInsertDeliveries } from './outbox/outboxRow.ts';
import { createWriteSteps } from './outbox/stepCards.ts';
import { createThroughput, type Throughput } from './outbox/throughput.ts';
import { createLookups, type Lookups } from './reconcile/lookups.ts';
import { createReminderRows } from './reminders/reminderRows.ts';
import { createKnownSilences, type KnownSilences } from './silences.ts';
import { readStoreFacts, type StoreFacts } from './storeFacts.ts';

/** The read-only part of the store: for commands while the bot runs, and for the operators' page. */
export interface ReadOnlyStore
  extends OpenInstances,
    DeliveryList,
    Lookups,
    KnownSilences,
    Throughput,
    Histories,
    KnownFigures,
    WaitingInstances,
    Pick<Changes, 'knownInstance' | 'approvalOf'>,
    Pick<ClosedChats, 'closedChats'>,
    Pick<Ledger, 'callsOf'> {
  /** @param month the month of the calls, such as `2026-11` */
  facts(month: string): Promise<StoreFacts>;
}

/** Needs no lease, and writes nothing. */
export function createReadOnlyStore(
  db: Kysely<Schema>,
  kind: StoreKind,
  app: string,
  readSnapshot: ReadSnapshot,
): ReadOnlyStore {
  const insert = createInsertDeliveries(db, app);
  const lanes = createLanes(db, app);
  const { knownInstance, approvalOf } = createChanges(db, app, onlyLooking, {
    attempts: createAttempts(db, app),
    announcements: createAnnouncements({ lanes, insert }),
    steps: createWriteSteps(db, app, { lanes, insert }),
    insert,
    reminders: createReminderRows(db, app),
    readSnapshot,
  });
  const { callsOf } = createLedger(db, db, app);
  return {
    ...createOpenInstances(db, app, readSnapshot),
    ...createLookups(db, app),
    ...createDeliveryList(db, app),
    ...createKnownSilences(db, app),
    ...createThroughput(db, app),
    ...createHistories(db, app),
    ...createKnownFigures(db, app),
    ...createWaitingInstances(db, app, readSnapshot),
    closedChats: createClosedChats(db, app, onlyLooking).closedChats,
    knownInstance,
    approvalOf,
    callsOf,
    facts: (month) => readStoreFacts(db, kind, app, month),
  };
}

const onlyLooking: Leased = async () => {
  throw new Error('this store was opened only for reading');
};
