import type { Kysely } from 'kysely';
import { createAttempts } from './attempts.ts';
import { type Changes, createChanges } from './changes.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createFindings, type Findings } from './findings.ts';
import type { Lease } from './lease.ts';
import { createLeased } from './leased.ts';
import { createLookMarks, createLooks, type LookMarks, type Looks } from './looks.ts';
import type { StoreKind } from './migrations.ts';
import { createOpenInstances, type OpenInstances } from './openInstances.ts';
import { createPrune, type Prune } from './prune.ts';
import { createRefreshes, type Refreshes } from './refreshes.ts';
import { createReminderRows } from './reminderRows.ts';
import { createReminders, type Reminders } from './reminders.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import type { Schema } from './schema.ts';
import { createTakeBack, type TakeBack } from './takeBack.ts';
import { createTellings } from './tellings.ts';

/**
 * What only the holder of the lease does. Each call is whole or not at all, in a transaction that checks the lease
 * first; calls made at the same time share one.
 */
export interface Work
  extends Changes,
    Deliveries,
    Findings,
    Looks,
    LookMarks,
    OpenInstances,
    Refreshes,
    Reminders,
    Schedules,
    TakeBack {
  readonly prune: Prune;
}

export function createWork(db: Kysely<Schema>, kind: StoreKind, app: string, lease: Lease): Work {
  const leased = createLeased(db, kind, app, lease);
  const attempts = createAttempts(db, app);
  const tellings = createTellings(db, app);
  const reminders = createReminderRows(db, app);
  return {
    ...createChanges(db, app, leased, { attempts, tellings, reminders }),
    ...createDeliveries(db, app, leased, { attempts, tellings }),
    ...createFindings(db, app, leased),
    ...createLooks(db, app),
    ...createLookMarks(app, leased, reminders),
    ...createRefreshes(db, app, leased, { attempts, tellings, reminders }),
    ...createReminders(db, app, leased, { rows: reminders, tellings }),
    ...createOpenInstances(db, app),
    ...createSchedules(db, app, leased),
    ...createTakeBack(db, leased, reminders),
    prune: createPrune(app, leased),
  };
}
