import { type Compilable, CompiledQuery, type Kysely, type QueryResult, type RawBuilder, sql } from 'kysely';
import { batched } from '../../base/batch.ts';
import type { Schema } from './schema.ts';

/** A placeholder for a value that each run provides. */
class Placeholder {
  readonly name: string;
  readonly row: number;
  constructor(name: string, row: number) {
    this.name = name;
    this.row = row;
  }
}

/** Names a value of the statement; the type is that of its column. */
export type Param<P> = <K extends keyof P & string>(name: K) => RawBuilder<P[K]>;

/** One value of each of several rows, for `in`. */
export function each<P, K extends keyof P & string>(rows: readonly Param<P>[], name: K): RawBuilder<P[K]>[] {
  return rows.map((row) => row(name));
}

/** A statement that is built once and run many times. */
export interface Prepared<P, R> {
  /** Runs it, in a transaction if one is given. */
  run(on: Kysely<Schema>, params: P): Promise<QueryResult<R>>;
  /** Its first row. */
  first(on: Kysely<Schema>, params: P): Promise<R | undefined>;
}

/** A statement about several rows at once. */
export interface PreparedForRows<P, R> {
  /** Runs it, in portions if there are many rows, and not at all if there are none. Returns its rows. */
  run(on: Kysely<Schema>, rows: readonly P[]): Promise<R[]>;
}

/** How a server may treat a statement. */
interface Treatment {
  /** A server may keep its first plan. */
  readonly keepsPlan: boolean;
}

/**
 * For statements that find their rows by a unique key, by its first columns, or in the order of an index, and for
 * inserts: they have one good plan for tables of any size. PostgreSQL plans all others anew each time: a plan for
 * nearly empty tables would read thousands of rows for each of thousands in the next storm.
 */
export const BY_KEY: Treatment = { keepsPlan: true };
const PLANNED_ANEW: Treatment = { keepsPlan: false };

/** Statements about more rows than this are too rare to be kept by the server. */
const MOST_NAMED = 8;
const names = new Map<string, string>();

/** The name under which a server may keep a parsed and planned statement; undefined: it must plan it anew. */
export function statementName(text: string): string | undefined {
  return names.get(text);
}

/**
 * Builds a statement with Kysely at its first run, and keeps its text: building the same fifteen statements for each
 * card takes longer than running them. The values come with each run, and pass through bind.ts like all others.
 */
export function prepared<P extends object, R = unknown>(
  build: (param: Param<P>) => Compilable<R>,
  treatment = PLANNED_ANEW,
): Prepared<P, R> {
  const execute = keepText<P, R>(([param]) => build(param as Param<P>), treatment);
  return {
    run: (on, params) => execute(on, [params]),
    async first(on, params) {
      return (await execute(on, [params])).rows[0];
    },
  };
}

/** Rows in one statement: far below SQLite's limit of 32 766 values. */
const MOST_ROWS = 100;

/** The same for a statement about several rows: built once for each number of them. */
export function preparedForRows<P extends object, R = unknown>(
  build: (rows: readonly Param<P>[]) => Compilable<R>,
  treatment = PLANNED_ANEW,
): PreparedForRows<P, R> {
  const execute = keepText<P, R>(build, treatment);
  return {
    async run(on, rows) {
      const found: R[] = [];
      for (let from = 0; from < rows.length; from += MOST_ROWS)
        found.push(...(await execute(on, rows.slice(from, from + MOST_ROWS))).rows);
      return found;
    },
  };
}

function keepText<P extends object, R>(
  build: (rows: readonly Param<P>[]) => Compilable<R>,
  { keepsPlan }: Treatment,
): (on: Kysely<Schema>, rows: readonly P[]) => Promise<QueryResult<R>> {
  const texts = new Map<number, { text: string; parameters: readonly unknown[] }>();
  const compile = (rows: number): { text: string; parameters: readonly unknown[] } => {
    const params = Array.from(
      { length: rows },
      (_, row): Param<P> =>
        (name) =>
          sql`${sql.val(new Placeholder(name, row))}`,
    );
    const query = build(params).compile();
    const compiled = { text: query.sql, parameters: query.parameters };
    texts.set(rows, compiled);
    if (keepsPlan && rows <= MOST_NAMED && !names.has(query.sql)) names.set(query.sql, `relay_${names.size}`);
    return compiled;
  };
  return (on, rows) => {
    const { text, parameters } = texts.get(rows.length) ?? compile(rows.length);
    const values = parameters.map((value) =>
      value instanceof Placeholder ? (rows[value.row] as Record<string, unknown>)[value.name] : value,
    );
    return on.executeQuery<R>(CompiledQuery.raw(text, values));
  };
}

/** Callers that are served by one statement. */
const LARGEST_BATCH = 100;

/**
 * Finds rows by instance, with one statement for concurrent callers: on PostgreSQL each statement is a round trip. A
 * caller sees everything that was committed before its call.
 */
export function batchedFind<R extends { readonly instance: string }>(
  db: Kysely<Schema>,
  statement: PreparedForRows<{ instance: string }, R>,
): (instanceCode: string) => Promise<R[]> {
  return batched(LARGEST_BATCH, async (instances: readonly string[]) => {
    const rows = await statement.run(
      db,
      [...new Set(instances)].map((instance) => ({ instance })),
    );
    return instances.map((instance) => rows.filter((row) => row.instance === instance));
  });
}
