import { type Kysely, sql } from 'kysely';
import { type ReadSnapshot, type Snapshot, storedSnapshot } from '../approval/snapshot.ts';
import { isStatus, type Status } from '../approval/status.ts';
import type { Leased } from './engine/leased.ts';
import { BY_KEY, prepared, preparedForRows } from './engine/prepared.ts';
import type { Schema } from './engine/schema.ts';
import { IS_UNCOUNTED, STATE_AT } from './engine/uncounted.ts';
import {
  type DailyFigure,
  type FigureAddition,
  type FigureKey,
  type FigureOfDays,
  mergedWith,
  sumsOf,
} from './figureSums.ts';

/** An instance that was recorded again since it was counted. */
export interface UncountedInstance {
  readonly instance: string;
  readonly approval: string;
  readonly status: Status | undefined;
  readonly changedAt: number;
  readonly startedAt: number | null;
  readonly snapshot: Snapshot | null;
  /** Ids of facts that are counted already. */
  readonly counted: ReadonlySet<string>;
  /** Which state this is. */
  readonly stateAt: number;
}

/** What an instance adds. */
export interface CountedInstance extends Pick<UncountedInstance, 'instance' | 'stateAt'> {
  /** Ids of all facts that are counted now. */
  readonly counted: readonly string[];
  readonly adds: readonly FigureAddition[];
}

/** Queries of the figures. */
export interface KnownFigures {
  /** Those of the days from `fromDay` to `toDay`, both included. */
  dailyFigures(fromDay: number, toDay: number, withPeople: boolean): Promise<DailyFigure[]>;
  /** The same summed up by the database, which takes half the time for many rows. */
  figuresOfDays(fromDay: number, toDay: number, withPeople: boolean): Promise<FigureOfDays[]>;
}

/** Statements about figures for the holder of the lease. */
export interface Figures extends KnownFigures {
  uncountedInstances(limit: number): Promise<UncountedInstance[]>;
  /**
   * Adds to the figures, and records for each instance what was counted, in one transaction: nothing is counted twice
   * or lost, even after a kill. An instance that was recorded again meanwhile is left for the next time. Returns how
   * many were counted.
   */
  addFigures(instances: readonly CountedInstance[]): Promise<number>;
  /** Deletes the figures by person. */
  forgetPeople(): Promise<void>;
}

export function createKnownFigures(db: Kysely<Schema>, app: string): KnownFigures {
  const find = prepared<{ fromDay: number; toDay: number }, DailyFigure>((p) =>
    inDays(db, app, p('fromDay'), p('toDay')).where('person', '=', ''),
  );
  const findAll = prepared<{ fromDay: number; toDay: number }, DailyFigure>((p) =>
    inDays(db, app, p('fromDay'), p('toDay')),
  );
  const add = prepared<{ fromDay: number; toDay: number }, SummedRow>((p) =>
    summedIn(db, app, p('fromDay'), p('toDay')).where('person', '=', ''),
  );
  const addAll = prepared<{ fromDay: number; toDay: number }, SummedRow>((p) =>
    summedIn(db, app, p('fromDay'), p('toDay')),
  );
  return {
    async dailyFigures(fromDay, toDay, withPeople) {
      const { rows } = await (withPeople ? findAll : find).run(db, { fromDay, toDay });
      return rows;
    },
    async figuresOfDays(fromDay, toDay, withPeople) {
      const { rows } = await (withPeople ? addAll : add).run(db, { fromDay, toDay });
      return rows.map(({ dayAndName, spans, ...row }) => ({
        ...row,
        name: dayAndName?.slice(dayAndName.indexOf(' ') + 1) ?? '',
        spans: spans.split(';'),
      }));
    },
  };
}

export function createFigures(
  db: Kysely<Schema>,
  app: string,
  leased: Leased,
  readSnapshot: ReadSnapshot,
): Figures {
  const does = statements(db, app);
  return {
    ...createKnownFigures(db, app),
    async uncountedInstances(limit) {
      const { rows } = await does.uncounted.run(db, { limit });
      return rows.map(({ snapshot, counted, status, ...row }) => ({
        ...row,
        status: isStatus(status) ? status : undefined,
        snapshot: snapshot === null ? null : storedSnapshot(snapshot, row.instance, readSnapshot),
        counted: new Set(counted.split(' ').filter((id) => id !== '')),
      }));
    },
    addFigures: (instances) =>
      leased(async (trx) => {
        const adds: FigureAddition[] = [];
        let done = 0;
        for (const { instance, stateAt, counted, adds: own } of instances) {
          const { numAffectedRows } = await does.mark.run(trx, {
            instance,
            stateAt,
            counted: counted.join(' '),
          });
          if (numAffectedRows !== 1n) continue;
          adds.push(...own);
          done += 1;
        }
        const sums = sumsOf(adds);
        const stood = await does.find.run(trx, sums);
        await does.put.run(trx, mergedWith(stood, sums));
        return done;
      }),
    forgetPeople: () =>
      leased(async (trx) => {
        await trx.deleteFrom('daily_figures').where('app', '=', app).where('person', '<>', '').execute();
      }),
  };
}

function inDays(db: Kysely<Schema>, app: string, fromDay: FigureDay, toDay: FigureDay) {
  return db
    .selectFrom('daily_figures')
    .select(['day', 'approval', 'step', 'person', 'name', 'created', 'spans'])
    .where('app', '=', app)
    .where('day', '>=', fromDay)
    .where('day', '<=', toDay)
    .orderBy('day');
}

interface SummedRow extends Omit<FigureOfDays, 'name' | 'spans'> {
  /** null: none of them has a name. */
  readonly dayAndName: string | null;
  readonly spans: string;
}

function summedIn(db: Kysely<Schema>, app: string, fromDay: FigureDay, toDay: FigureDay) {
  return db
    .selectFrom('daily_figures')
    .select(['approval', 'step', 'person'])
    .select([
      // Numbers of the same length, so the last day is the largest text.
      sql<string | null>`max(case when name <> '' then (100000000 + day) || ' ' || name end)`.as(
        'dayAndName',
      ),
      sql<number>`cast(sum(created) as bigint)`.as('created'),
      sql<string>`string_agg(spans, ';')`.as('spans'),
    ])
    .where('app', '=', app)
    .where('day', '>=', fromDay)
    .where('day', '<=', toDay)
    .groupBy(['approval', 'step', 'person']);
}

type FigureDay = ReturnType<typeof sql<number>>;

function statements(db: Kysely<Schema>, app: string) {
  return {
    uncounted: prepared<{ limit: number }, UncountedRow>((p) =>
      db
        .selectFrom('instances')
        .select(['instance', 'approval', 'status', 'changed_at as changedAt', 'started_at as startedAt'])
        .select(['snapshot', 'counted', STATE_AT.as('stateAt')])
        .where('app', '=', app)
        .where(IS_UNCOUNTED)
        .orderBy('instance')
        .limit(p('limit')),
    ),
    mark: prepared<{ instance: string; counted: string; stateAt: number }>(
      (p) =>
        db
          .updateTable('instances')
          .set({ counted: p('counted'), counted_at: p('stateAt') })
          .where('app', '=', app)
          .where('instance', '=', p('instance'))
          .where(sql<boolean>`${STATE_AT} = ${p('stateAt')}`),
      BY_KEY,
    ),
    find: preparedForRows<FigureKey, DailyFigure>(
      (all) =>
        db
          .selectFrom('daily_figures')
          .select(['day', 'approval', 'step', 'person', 'name', 'created', 'spans'])
          .where('app', '=', app)
          .where(({ or, and, eb }) =>
            or(
              all.map((p) =>
                and([
                  eb('day', '=', p('day')),
                  eb('approval', '=', p('approval')),
                  eb('step', '=', p('step')),
                  eb('person', '=', p('person')),
                ]),
              ),
            ),
          ),
      BY_KEY,
    ),
    put: preparedForRows<DailyFigure>(
      (all) =>
        db
          .insertInto('daily_figures')
          .values(
            all.map((p) => ({
              app,
              day: p('day'),
              approval: p('approval'),
              step: p('step'),
              person: p('person'),
              name: p('name'),
              created: p('created'),
              spans: p('spans'),
            })),
          )
          .onConflict((c) =>
            c.columns(['app', 'day', 'approval', 'step', 'person']).doUpdateSet((e) => ({
              name: e.ref('excluded.name'),
              created: e.ref('excluded.created'),
              spans: e.ref('excluded.spans'),
            })),
          ),
      BY_KEY,
    ),
  };
}

type UncountedRow = Omit<UncountedInstance, 'status' | 'snapshot' | 'counted'> & {
  readonly status: string;
  readonly snapshot: string | null;
  readonly counted: string;
};
