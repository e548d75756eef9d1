import type { Kysely } from 'kysely';
import { BY_KEY, prepared } from './prepared.ts';
import type { Schema } from './schema.ts';

/** A request that was made, as the attempts table remembers it. */
export interface Attempt {
  readonly api: string;
  readonly at: number;
  readonly answeredAt: number;
  /** Feishu's code; absent: no answer came. */
  readonly code?: number;
  readonly logId?: string;
  /** `ok`, or what was decided: `retry`, `degrade`, `close`, `park`. */
  readonly outcome: string;
}

/** A request as the windows of a new holder count it. */
export interface PastRequest {
  readonly api: string;
  /** The chat, or for an update the message, whose window it counts in; empty: none. */
  readonly target: string;
  /** null: no answer is on record. */
  readonly answeredAt: number | null;
}

/** The statements about requests; for use inside the transactions of others. */
export interface Attempts {
  /** Notes a request that is about to leave; returns its row. */
  begin(on: Kysely<Schema>, outbox: number, api: string, target: string, at: number): Promise<number>;
  /** Notes how it ended. */
  end(on: Kysely<Schema>, seq: number, made: Attempt): Promise<void>;
  /** Notes requests that are over already: look-ups. */
  add(on: Kysely<Schema>, made: readonly Attempt[]): Promise<void>;
  since(on: Kysely<Schema>, at: number): Promise<PastRequest[]>;
}

export function createAttempts(db: Kysely<Schema>, app: string): Attempts {
  const begin = prepared<{ outbox: number; api: string; target: string; at: number }, { seq: number }>(
    (p) =>
      db
        .insertInto('attempts')
        .values({
          app,
          outbox: p('outbox'),
          api: p('api'),
          chat: p('target'),
          at: p('at'),
          answered_at: null,
          code: null,
          log_id: '',
          outcome: '',
        })
        .returning('seq'),
    BY_KEY,
  );
  const end = prepared<{
    seq: number;
    answeredAt: number;
    code: number | null;
    logId: string;
    outcome: string;
  }>(
    (p) =>
      db
        .updateTable('attempts')
        .set({
          answered_at: p('answeredAt'),
          code: p('code'),
          log_id: p('logId'),
          outcome: p('outcome'),
        })
        .where('seq', '=', p('seq')),
    BY_KEY,
  );
  const add = prepared<{
    api: string;
    at: number;
    answeredAt: number;
    code: number | null;
    logId: string;
    outcome: string;
  }>(
    (p) =>
      db.insertInto('attempts').values({
        app,
        outbox: null,
        api: p('api'),
        chat: '',
        at: p('at'),
        answered_at: p('answeredAt'),
        code: p('code'),
        log_id: p('logId'),
        outcome: p('outcome'),
      }),
    BY_KEY,
  );
  const valuesOf = ({ answeredAt, code, logId, outcome }: Attempt) => ({
    answeredAt,
    code: code ?? null,
    logId: logId ?? '',
    outcome,
  });
  return {
    async begin(on, outbox, api, target, at) {
      const row = await begin.first(on, { outbox, api, target, at });
      if (!row) throw new Error('the attempt was not written');
      return row.seq;
    },
    async end(on, seq, made) {
      await end.run(on, { seq, ...valuesOf(made) });
    },
    async add(on, made) {
      for (const one of made) await add.run(on, { api: one.api, at: one.at, ...valuesOf(one) });
    },
    since: (on, at) =>
      on
        .selectFrom('attempts')
        .select(['api', 'chat as target', 'answered_at as answeredAt'])
        .where('app', '=', app)
        .where('at', '>', at)
        .execute(),
  };
}
