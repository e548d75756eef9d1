import type { Kysely } from 'kysely';
import type { Schema } from './engine/schema.ts';

/** A command for the worker. */
export interface Command {
  readonly seq: number;
  /** JSON of the caller. */
  readonly options: string;
  readonly askedAt: number;
  readonly begunAt: number | null;
}

/** The state of a command. */
export interface CommandState {
  readonly begunAt: number | null;
  readonly finishedAt: number | null;
  /** JSON of the worker: the progress, then the result; empty: nothing yet. */
  readonly result: string;
}

/** Commands from one process to another: any process may write them, with the lease or without. */
export interface Commands {
  ask(what: string, options: string, now: number): Promise<number>;
  stateOf(seq: number): Promise<CommandState | undefined>;
  /** Withdraws a command that has not begun. */
  withdraw(seq: number, now: number): Promise<void>;
  /** The oldest unfinished one. */
  next(what: string): Promise<Command | undefined>;
  begin(seq: number, now: number): Promise<void>;
  note(seq: number, result: string): Promise<void>;
  finish(seq: number, result: string, now: number): Promise<void>;
}

export function createCommands(db: Kysely<Schema>, app: string): Commands {
  const open = () => db.updateTable('errands').where('app', '=', app).where('finished_at', 'is', null);
  return {
    async ask(what, options, now) {
      const { seq } = await db
        .insertInto('errands')
        .values({ app, what, options, asked_at: now, begun_at: null, finished_at: null, result: '' })
        .returning('seq')
        .executeTakeFirstOrThrow();
      return seq;
    },
    stateOf: (seq) =>
      db
        .selectFrom('errands')
        .select(['begun_at as begunAt', 'finished_at as finishedAt', 'result'])
        .where('app', '=', app)
        .where('seq', '=', seq)
        .executeTakeFirst(),
    async withdraw(seq, now) {
      await open().set({ finished_at: now }).where('seq', '=', seq).where('begun_at', 'is', null).execute();
    },
    next: (what) =>
      db
        .selectFrom('errands')
        .select(['seq', 'options', 'asked_at as askedAt', 'begun_at as begunAt'])
        .where('app', '=', app)
        .where('finished_at', 'is', null)
        .where('what', '=', what)
        .orderBy('seq')
        .limit(1)
        .executeTakeFirst(),
    async begin(seq, now) {
      await open().set({ begun_at: now }).where('seq', '=', seq).execute();
    },
    async note(seq, result) {
      await open().set({ result }).where('seq', '=', seq).execute();
    },
    async finish(seq, result, now) {
      await open().set({ result, finished_at: now }).where('seq', '=', seq).execute();
    },
  };
}
