import { type Kysely, sql } from 'kysely';
import type { Schema } from '../engine/schema.ts';

/** How many deliveries ended in one span of time. */
export interface EndedCounts {
  /** Its number, from 0. */
  readonly span: number;
  readonly sent: number;
  readonly suppressed: number;
  readonly parked: number;
}

/** How much was done recently. */
export interface Throughput {
  /** Counts what ended since a time, by spans of `spanMs`. Spans in which nothing ended are left out. */
  ended(since: number, spanMs: number): Promise<EndedCounts[]>;
  /** A text that changes whenever something came in, was sent, or ended: for a page that refreshes itself. */
  pulse(): Promise<string>;
}

export function createThroughput(db: Kysely<Schema>, app: string): Throughput {
  return {
    async ended(since, spanMs) {
      const rows = await db
        .selectFrom('outbox')
        .select(sql<number>`(finished_at - cast(${since} as bigint)) / cast(${spanMs} as bigint)`.as('span'))
        .select('state')
        .select((e) => e.fn.countAll<number>().as('rows'))
        .where('app', '=', app)
        // Written like the index, so that it is used.
        .where(sql<boolean>`(finished_at is not null and finished_at >= ${since})`)
        .groupBy(['span', 'state'])
        .execute();
      const spans = new Map<number, EndedCounts>();
      for (const { span: number, state, rows: count } of rows) {
        const span = Number(number);
        const before = spans.get(span) ?? { span, sent: 0, suppressed: 0, parked: 0 };
        if (state === 'sent' || state === 'suppressed' || state === 'parked')
          spans.set(span, { ...before, [state]: count });
      }
      return [...spans.values()].sort((a, b) => a.span - b.span);
    },
    async pulse() {
      const beats: unknown[] = [];
      for (const table of ['inbox', 'outbox'] as const) {
        const rows = db.selectFrom(table).where('app', '=', app);
        const newest = await rows.select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
        const last = await rows
          .select('finished_at')
          .where('finished_at', 'is not', null)
          .orderBy('finished_at', 'desc')
          .limit(1)
          .executeTakeFirst();
        beats.push(newest?.seq, last?.finished_at);
      }
      const open = db.selectFrom('outbox').where('app', '=', app).where('finished_at', 'is', null);
      const tries = await open
        .select((e) => [e.fn.countAll<number>().as('rows'), e.fn.sum<number>('attempts').as('attempts')])
        .executeTakeFirst();
      return [...beats, tries?.rows, tries?.attempts].join(' ');
    },
  };
}
