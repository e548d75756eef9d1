import { type Compilable, CompiledQuery, type Kysely, type QueryResult, type RawBuilder, sql } from 'kysely';
import type { Schema } from './schema.ts';

/** Stands in a statement for a value that each run brings along. */
class Place {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Names a value of the statement; the type is what its column wants. */
export type Param<P> = <K extends keyof P & string>(name: K) => RawBuilder<P[K]>;

/** A statement that is built once and run many times. */
export interface Prepared<P, R> {
  /** Runs it, in a transaction where one is given. */
  run(on: Kysely<Schema>, params: P): Promise<QueryResult<R>>;
  /** Its first row. */
  first(on: Kysely<Schema>, params: P): Promise<R | undefined>;
}

/**
 * Builds a statement with Kysely when it is first run, and keeps its text: on the road of every card, building the
 * same fifteen statements anew takes longer than running them. The values come with each run, and pass the same
 * guard as all others (bind.ts).
 */
export function prepared<P extends object, R = unknown>(
  build: (param: Param<P>) => Compilable<R>,
): Prepared<P, R> {
  let compiled: { text: string; parameters: readonly unknown[] } | undefined;
  const compile = (): NonNullable<typeof compiled> => {
    const query = build((name) => sql`${sql.val(new Place(name))}`).compile();
    return { text: query.sql, parameters: query.parameters };
  };
  const run = (on: Kysely<Schema>, params: P): Promise<QueryResult<R>> => {
    compiled ??= compile();
    const values = compiled.parameters.map((value) =>
      value instanceof Place ? (params as Record<string, unknown>)[value.name] : value,
    );
    return on.executeQuery<R>(CompiledQuery.raw(compiled.text, values));
  };
  return {
    run,
    async first(on, params) {
      return (await run(on, params)).rows[0];
    },
  };
}
