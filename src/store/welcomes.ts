import type { Kysely } from 'kysely';
import type { Leased } from './engine/leased.ts';
import type { Schema } from './engine/schema.ts';

/** The bot was added to a group. */
export interface Joined {
  readonly chat: string;
  /** The id of the event: a repeat asks for nothing new. */
  readonly eventId: string;
  readonly at: number;
}

/** A group that waits for its welcome card. */
export interface Welcome {
  readonly chat: string;
  readonly eventId: string;
  readonly askedAt: number;
}

/** What any replica notes of groups as events come in. */
export interface MembershipNotes {
  /** Asks for a welcome card. False: the group has had one, and nobody knows that the bot was out since then. */
  joined(joined: Joined): Promise<boolean>;
  /** The bot is out of a group: when it is added again, the group is welcomed again. */
  left(chat: string): Promise<void>;
}

/** What the holder of the lease does with welcome cards. */
export interface Welcomes {
  /** Those that wait, the oldest first. */
  waitingWelcomes(): Promise<Welcome[]>;
  /** It was sent, or never will be. */
  finishWelcome(welcome: Welcome, now: number): Promise<void>;
}

/** A group that has been welcomed is left in peace for so long, whatever happens to the bot. */
const QUIET_MS = 60 * 60_000;
/** Nobody adds the bot to more groups in a second. */
const BATCH = 20;

export function createMembershipNotes(db: Kysely<Schema>, app: string): MembershipNotes {
  return {
    async joined({ chat, eventId, at }) {
      const fresh = { event: eventId, asked_at: at, is_out: 0, finished_at: null };
      const written = await db
        .insertInto('welcomes')
        .values({ app, chat, ...fresh })
        .onConflict((conflict) =>
          conflict
            .columns(['app', 'chat'])
            .doUpdateSet(fresh)
            .where('welcomes.is_out', '=', 1)
            .where('welcomes.event', '<>', eventId)
            .where('welcomes.asked_at', '<', at - QUIET_MS),
        )
        .executeTakeFirst();
      return (written.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    async left(chat) {
      await db
        .updateTable('welcomes')
        .set({ is_out: 1 })
        .where('app', '=', app)
        .where('chat', '=', chat)
        .where('is_out', '=', 0)
        .execute();
    },
  };
}

export function createWelcomes(db: Kysely<Schema>, app: string, leased: Leased): Welcomes {
  return {
    waitingWelcomes: () =>
      db
        .selectFrom('welcomes')
        .select(['chat', 'event as eventId', 'asked_at as askedAt'])
        .where('app', '=', app)
        .where('finished_at', 'is', null)
        .orderBy('asked_at')
        .limit(BATCH)
        .execute(),
    finishWelcome: ({ chat, eventId }, now) =>
      leased(async (trx) => {
        await trx
          .updateTable('welcomes')
          .set({ finished_at: now })
          .where('app', '=', app)
          .where('chat', '=', chat)
          .where('event', '=', eventId)
          .execute();
      }),
  };
}
