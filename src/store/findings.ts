import { type Kysely, sql } from 'kysely';
import type { Change } from '../approval/change.ts';
import { isStatus } from '../approval/status.ts';
import { inboxRow } from './inboxInsert.ts';
import type { Leased } from './leased.ts';
import { writeRun } from './schedules.ts';
import type { Schema } from './schema.ts';

/** A change that nobody pushed, and the look-up that found it. */
export interface Finding extends Change {
  /** When the look-up began. */
  readonly lookedAt: number;
  /** null: Feishu does not know the instance any more. */
  readonly snapshot: string | null;
}

/** One that is kept, without its snapshot. */
export interface HeldFinding extends Change {
  readonly lookedAt: number;
}

/** Which chats hear of it in one card with others. */
export interface Gathered {
  readonly run: string;
  readonly chats: readonly string[];
}

/** What a finding brings along to be composed. */
export interface FindingBody {
  readonly snapshot: string | null;
  readonly gathered?: Gathered;
}

/** Beside Feishu's types of events, as the metrics name it. */
export const FINDING_TYPE = 'reconcile';

export interface Findings {
  /**
   * Hands a finding over to be composed, as if it had been pushed. False: one of its instance waits there already.
   * It has no key of the second guard: a push of the very same change is to be judged, not turned away at the door.
   */
  addFinding(finding: Finding, now: number): Promise<boolean>;
  /** Keeps it until it is released. A newer one takes its place. */
  holdFinding(finding: Finding): Promise<void>;
  /** Those that are kept, oldest change first. */
  heldFindings(): Promise<HeldFinding[]>;
  /** Forgets one that a later look did not find again, unless a newer one took its place. */
  dropFinding(held: HeldFinding): Promise<void>;
  /** Hands over those of these instances that are kept, and notes that in the schedules, in one transaction. */
  releaseFindings(
    released: readonly { readonly instanceCode: string; readonly gathered?: Gathered }[],
    now: number,
    note: { readonly name: string; readonly state: string },
  ): Promise<void>;
  /** What a row of the inbox with `source: lookup` brings along. */
  findingBody(seq: number): Promise<FindingBody>;
}

export function createFindings(db: Kysely<Schema>, app: string, leased: Leased): Findings {
  const add = async (
    trx: Kysely<Schema>,
    finding: Finding,
    now: number,
    gathered?: Gathered,
  ): Promise<boolean> => {
    const { instanceCode, status, changedAt, lookedAt, snapshot } = finding;
    const waiting = await trx
      .selectFrom('inbox')
      .select('seq')
      .where('app', '=', app)
      .where('instance', '=', instanceCode)
      .where('finished_at', 'is', null)
      .where('status', '=', status)
      .where('source', '=', 'lookup')
      .executeTakeFirst();
    if (waiting) return false;
    const body: FindingBody = { snapshot, ...(gathered ? { gathered } : {}) };
    const added = await trx
      .insertInto('inbox')
      .values(
        inboxRow({
          app,
          id: `lookup:${instanceCode}:${status}:${changedAt}:${lookedAt}`,
          type: FINDING_TYPE,
          instance: finding.instanceCode,
          approval: finding.approvalCode,
          status: finding.status,
          changed_at: finding.changedAt,
          body: JSON.stringify(body),
          // By it the composing tells whether something newer was recorded since.
          received_at: Math.min(lookedAt, now),
          source: 'lookup',
        }),
      )
      .onConflict((c) => c.doNothing())
      .executeTakeFirst();
    return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
  };

  return {
    addFinding: (finding, now) => leased((trx) => add(trx, finding, now)),
    holdFinding: ({ instanceCode, approvalCode, status, changedAt, lookedAt, snapshot }) =>
      leased(async (trx) => {
        const kept = {
          approval: approvalCode,
          status,
          changed_at: changedAt,
          looked_at: lookedAt,
          snapshot,
        };
        await trx
          .insertInto('findings')
          .values({ app, instance: instanceCode, ...kept })
          .onConflict((c) => c.columns(['app', 'instance']).doUpdateSet(kept))
          .execute();
        // So that a run that is cut off need not look again.
        await trx
          .updateTable('instances')
          .set({ looked_at: lookedAt })
          .where('app', '=', app)
          .where('instance', '=', instanceCode)
          .execute();
      }),
    async heldFindings() {
      const rows = await db
        .selectFrom('findings')
        .select(['instance as instanceCode', 'approval as approvalCode', 'status'])
        .select(['changed_at as changedAt', 'looked_at as lookedAt'])
        .where('app', '=', app)
        .orderBy('changed_at')
        .execute();
      return rows.flatMap(({ status, ...row }) => (isStatus(status) ? [{ ...row, status }] : []));
    },
    dropFinding: ({ instanceCode, lookedAt }) =>
      leased(async (trx) => {
        await trx
          .deleteFrom('findings')
          .where('app', '=', app)
          .where('instance', '=', instanceCode)
          .where('looked_at', '=', lookedAt)
          .execute();
      }),
    releaseFindings: (released, now, { name, state }) =>
      leased(async (trx) => {
        await writeRun(trx, app, name, { at: now, state });
        for (const { instanceCode, gathered } of released) {
          const row = await trx
            .deleteFrom('findings')
            .where('app', '=', app)
            .where('instance', '=', instanceCode)
            .returningAll()
            .executeTakeFirst();
          if (!row || !isStatus(row.status)) continue;
          const { approval, status, changed_at, looked_at, snapshot } = row;
          const change = { instanceCode, approvalCode: approval, status, changedAt: changed_at };
          await add(trx, { ...change, lookedAt: looked_at, snapshot }, now, gathered);
        }
      }),
    async findingBody(seq) {
      const row = await db
        .selectFrom('inbox')
        .select('body')
        .where('seq', '=', seq)
        .where('source', '=', sql.lit('lookup'))
        .executeTakeFirstOrThrow();
      return JSON.parse(row.body) as FindingBody;
    },
  };
}
