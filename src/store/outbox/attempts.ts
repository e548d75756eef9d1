import type { Kysely } from 'kysely';
import { BY_KEY, type Param, prepared } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';

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

/** A past request, counted in the rate windows of a new lease holder. */
export interface PastRequest {
  readonly api: string;
  /** The chat whose window it counts in, or the message if it was an update; empty: none. */
  readonly target: string;
  /** null: no answer was recorded. */
  readonly answeredAt: number | null;
}

/** The API name recorded for a request to another system. */
export const HOOK_API = 'hook';

/** The statements about requests; used inside the caller's transaction. */
export interface Attempts {
  /** Notes a request that is about to leave; returns its row. */
  begin(on: Kysely<Schema>, outbox: number, api: string, target: string, at: number): Promise<number>;
  /** Notes how it ended. */
  end(on: Kysely<Schema>, seq: number, made: Attempt): Promise<void>;
  /** Notes requests that have already ended: look-ups of an instance. */
  add(on: Kysely<Schema>, instance: string, made: readonly Attempt[]): Promise<void>;
  since(on: Kysely<Schema>, at: number): Promise<PastRequest[]>;
}

export function createAttempts(db: Kysely<Schema>, app: string): Attempts {
  const does = statements(db, app);
  const valuesOf = ({ answeredAt, code, logId, outcome }: Attempt): End => ({
    answeredAt,
    code: code ?? null,
    logId: logId ?? '',
    outcome,
  });
  return {
    async begin(on, outbox, api, target, at) {
      const row = await does.begin.first(on, { outbox, api, target, at });
      if (!row) throw new Error('the attempt was not written');
      return row.seq;
    },
    async end(on, seq, made) {
      await does.end.run(on, { seq, ...valuesOf(made) });
    },
    async add(on, instance, made) {
      for (const one of made)
        await does.add.run(on, { instance, api: one.api, at: one.at, ...valuesOf(one) });
    },
    since: (on, at) =>
      on
        .selectFrom('attempts')
        .select(['api', 'chat as target', 'answered_at as answeredAt'])
        .where('app', '=', app)
        .where('at', '>', at)
        // These requests did not go to Feishu.
        .where('api', '<>', HOOK_API)
        .execute(),
  };
}

/** How a request ended. */
interface End {
  readonly answeredAt: number;
  readonly code: number | null;
  readonly logId: string;
  readonly outcome: string;
}

function endColumns(p: Param<End>) {
  return { answered_at: p('answeredAt'), code: p('code'), log_id: p('logId'), outcome: p('outcome') };
}

function statements(db: Kysely<Schema>, app: string) {
  return {
    begin: prepared<{ outbox: number; api: string; target: string; at: number }, { seq: number }>(
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
    ),
    end: prepared<{ seq: number } & End>(
      (p) => db.updateTable('attempts').set(endColumns(p)).where('seq', '=', p('seq')),
      BY_KEY,
    ),
    add: prepared<{ instance: string; api: string; at: number } & End>(
      (p) =>
        db.insertInto('attempts').values({
          app,
          outbox: null,
          api: p('api'),
          chat: '',
          at: p('at'),
          ...endColumns(p),
          instance: p('instance'),
        }),
      BY_KEY,
    ),
  };
}
