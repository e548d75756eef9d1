import type { Kysely } from 'kysely';
import { type GroupCommand, isGroupCommand } from '../approval/groupCommand.ts';
import type { Leased } from './engine/leased.ts';
import type { Schema } from './engine/schema.ts';

/** A command in a group. */
export interface AskedCommand {
  /** The message: it is answered once, even if Feishu sends it again. */
  readonly messageId: string;
  readonly chat: string;
  readonly command: GroupCommand;
  /** open_ids of the people whom the message mentions. */
  readonly mentions: readonly string[];
  readonly askedAt: number;
}

/** Records a command, on any replica. False: the message is known, or too many commands of the group are waiting. */
export type NoteCommand = (asked: AskedCommand) => Promise<boolean>;

/** Statements about commands for the holder of the lease. */
export interface GroupCommands {
  /** Those that wait for their answer, the oldest first. */
  waitingCommands(): Promise<AskedCommand[]>;
  /** Whether a command of the group was answered after `since`, and not after `now`. */
  wasAnswered(chat: string, since: number, now: number): Promise<boolean>;
  /** It was answered, or never will be. */
  finishCommand(asked: AskedCommand, how: 'answered' | 'ignored', now: number): Promise<void>;
}

/** At most this many wait for one group: only one in five seconds is answered. */
const MOST_WAITING = 5;
const BATCH = 50;

export function createNoteCommand(db: Kysely<Schema>, app: string): NoteCommand {
  return async ({ messageId: message, chat, command, mentions, askedAt }) => {
    const waiting = await db
      .selectFrom('group_commands')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('app', '=', app)
      .where('chat', '=', chat)
      .where('finished_at', 'is', null)
      .executeTakeFirstOrThrow();
    if (waiting.count >= MOST_WAITING) return false;
    const fresh = { app, message, chat, command, mentions: JSON.stringify(mentions) };
    const written = await db
      .insertInto('group_commands')
      .values({ ...fresh, asked_at: askedAt, answered_at: null, finished_at: null })
      .onConflict((conflict) => conflict.columns(['app', 'message']).doNothing())
      .executeTakeFirst();
    return (written.numInsertedOrUpdatedRows ?? 0n) > 0n;
  };
}

export function createGroupCommands(db: Kysely<Schema>, app: string, leased: Leased): GroupCommands {
  return {
    async waitingCommands() {
      const rows = await db
        .selectFrom('group_commands')
        .select(['message as messageId', 'chat', 'command', 'mentions', 'asked_at as askedAt'])
        .where('app', '=', app)
        .where('finished_at', 'is', null)
        .orderBy('asked_at')
        .limit(BATCH)
        .execute();
      return rows.flatMap(({ command, mentions, ...row }) =>
        isGroupCommand(command) ? [{ ...row, command, mentions: JSON.parse(mentions) as string[] }] : [],
      );
    },
    async wasAnswered(chat, since, now) {
      const found = await db
        .selectFrom('group_commands')
        .select('message')
        .where('app', '=', app)
        .where('chat', '=', chat)
        .where('answered_at', '>', since)
        // A future time was written before the clock was set back.
        .where('answered_at', '<=', now)
        .limit(1)
        .executeTakeFirst();
      return found !== undefined;
    },
    finishCommand: ({ messageId }, how, now) =>
      leased(async (trx) => {
        await trx
          .updateTable('group_commands')
          .set({ finished_at: now, answered_at: how === 'answered' ? now : null })
          .where('app', '=', app)
          .where('message', '=', messageId)
          .execute();
      }),
  };
}
