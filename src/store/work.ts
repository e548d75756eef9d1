import type { Kysely } from 'kysely';
import type { ReadSnapshot } from '../approval/snapshot.ts';
import type { Lease } from './engine/lease.ts';
import { createLeased } from './engine/leased.ts';
import type { StoreKind } from './engine/migrations.ts';
import type { Schema } from './engine/schema.ts';
import { createFigures, type Figures } from './figures.ts';
import { createGroupCommands, type GroupCommands } from './groupCommands.ts';
import { createParkedEvents, type ParkedEvents } from './inbox/parkedEvents.ts';
import { type Changes, createChanges } from './instances/changes.ts';
import { createOpenInstances, type OpenInstances } from './instances/openInstances.ts';
import { createRecordedLookups, type RecordedLookups } from './instances/recordLookup.ts';
import { createRefreshes, type Refreshes } from './instances/refreshes.ts';
import { createMatters, type Matters } from './matters.ts';
import { createAnnouncements } from './outbox/announcements.ts';
import { createAttempts } from './outbox/attempts.ts';
import { type ClosedChats, createClosedChats } from './outbox/closedChats.ts';
import { createDeliveries, type Deliveries } from './outbox/deliveries.ts';
import { createFolds, type Folds } from './outbox/folds.ts';
import { createLanes } from './outbox/lanes.ts';
import { createInsertDeliveries } from './outbox/outboxRow.ts';
import { createReplays, type Replays } from './outbox/replays.ts';
import { createWriteSteps } from './outbox/stepCards.ts';
import { createPrune, type Prune } from './prune.ts';
import { createFindings, type Findings } from './reconcile/findings.ts';
import { createLookMarks, createLookups, type LookMarks, type Lookups } from './reconcile/lookups.ts';
import { createRests, type Rests } from './reconcile/rests.ts';
import { createPressedCards, type PressedCards } from './reminders/presses.ts';
import { createReminderRows } from './reminders/reminderRows.ts';
import { createReminders, type Reminders } from './reminders/reminders.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import { createSilences, type Silences } from './silences.ts';
import { createStrayMoments, type StrayMoments } from './strayMoments.ts';
import { createWelcomes, type Welcomes } from './welcomes.ts';

/**
 * What only the holder of the lease does. Each call is committed as a whole or not at all, in a transaction that checks
 * the lease first. Calls made at the same time share one.
 */
export interface Work
  extends Changes,
    Deliveries,
    ClosedChats,
    Figures,
    Findings,
    Folds,
    GroupCommands,
    Lookups,
    LookMarks,
    Matters,
    OpenInstances,
    ParkedEvents,
    Refreshes,
    RecordedLookups,
    Reminders,
    Replays,
    Rests,
    Schedules,
    StrayMoments,
    Silences,
    PressedCards,
    Welcomes {
  readonly prune: Prune;
}

/**
 * @param readSnapshot says what Feishu's text of an instance says
 * @throws (each call) LeaseLost where another process has the lease now
 */
export function createWork(
  { db, kind, app }: { readonly db: Kysely<Schema>; readonly kind: StoreKind; readonly app: string },
  lease: Lease,
  readSnapshot: ReadSnapshot,
): Work {
  const leased = createLeased(db, kind, app, lease);
  const attempts = createAttempts(db, app);
  const insert = createInsertDeliveries(db, app);
  const lanes = createLanes(db, app);
  const announcements = createAnnouncements({ lanes, insert });
  const steps = createWriteSteps(db, app, { lanes, insert });
  const reminders = createReminderRows(db, app);
  return {
    ...createChanges(db, app, leased, { attempts, announcements, insert, steps, reminders, readSnapshot }),
    ...createDeliveries(db, app, leased, { attempts, insert }),
    ...createClosedChats(db, app, leased),
    ...createReplays(db, app, leased),
    ...createParkedEvents(app, leased),
    ...createFolds(db, app, leased, insert),
    ...createFigures(db, app, leased, readSnapshot),
    ...createFindings(db, app, leased, readSnapshot),
    ...createRests(db, app, leased),
    ...createLookups(db, app),
    ...createLookMarks(app, leased, reminders),
    ...createRefreshes(db, app, leased, attempts),
    ...createRecordedLookups(db, app, leased, { insert, steps, reminders }),
    ...createReminders(db, app, leased, { rows: reminders, insert }),
    ...createOpenInstances(db, app, readSnapshot),
    ...createSchedules(db, app, leased),
    ...createStrayMoments(db, app, leased),
    ...createSilences(db, app, leased),
    ...createPressedCards(db, app, leased, { rows: reminders, insert }),
    ...createWelcomes(db, app, leased),
    ...createGroupCommands(db, app, leased),
    ...createMatters(db, app, leased),
    prune: createPrune(app, leased),
  };
}
