import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';

/** What is remembered beside the road: approvals, chats, the month's calls. Any replica may write it. */
export interface Ledger {
  /** Notes that the configuration maps these approvals; the first time stays. */
  noteConfigured(approvalCodes: readonly string[], now: number): Promise<void>;
  noteSubscribed(approvalCode: string, now: number): Promise<void>;
  closedChats(): Promise<number>;
  /** Lets a chat be written to again. Says whether it was closed. */
  reopenChat(chat: string): Promise<boolean>;
  reopenAllChats(): Promise<number>;
  addCalls(month: string, billed: number): Promise<void>;
  callsOf(month: string): Promise<number>;
}

/** @param quick the connections that answer soon, for what Feishu waits for */
export function createLedger(db: Kysely<Schema>, quick: Kysely<Schema>, app: string): Ledger {
  return {
    async noteConfigured(approvalCodes, now) {
      if (approvalCodes.length === 0) return;
      await db
        .insertInto('approvals')
        .values(approvalCodes.map((approval) => ({ app, approval, first_configured_at: now, name: '' })))
        .onConflict((c) => c.columns(['app', 'approval']).doNothing())
        .execute();
    },
    async noteSubscribed(approvalCode, now) {
      await db
        .updateTable('approvals')
        .set({ subscribed_at: now })
        .where('app', '=', app)
        .where('approval', '=', approvalCode)
        .execute();
    },
    async closedChats() {
      const { chats } = await db
        .selectFrom('chats')
        .select((e) => e.fn.countAll<number>().as('chats'))
        .where('app', '=', app)
        .executeTakeFirstOrThrow();
      return chats;
    },
    async reopenChat(chat) {
      const gone = await quick
        .deleteFrom('chats')
        .where('app', '=', app)
        .where('chat', '=', chat)
        .executeTakeFirst();
      return gone.numDeletedRows > 0n;
    },
    async reopenAllChats() {
      const gone = await db.deleteFrom('chats').where('app', '=', app).executeTakeFirst();
      return Number(gone.numDeletedRows);
    },
    async addCalls(month, billed) {
      await db
        .insertInto('calls')
        .values({ app, month, billed })
        .onConflict((c) =>
          c.columns(['app', 'month']).doUpdateSet({ billed: sql<number>`calls.billed + ${billed}` }),
        )
        .execute();
    },
    async callsOf(month) {
      const row = await db
        .selectFrom('calls')
        .select('billed')
        .where('app', '=', app)
        .where('month', '=', month)
        .executeTakeFirst();
      return row?.billed ?? 0;
    },
  };
}
