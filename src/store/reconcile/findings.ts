import { type Kysely, sql } from 'kysely';
import type { Change, ReceivedChange } from '../../approval/change.ts';
import { type ReadSnapshot, type Snapshot, storedSnapshot } from '../../approval/snapshot.ts';
import type { Leased } from '../engine/leased.ts';
import type { Schema } from '../engine/schema.ts';
import { inboxRow } from '../inbox/inboxInsert.ts';

/** A change that was not pushed, and the look-up that found it. */
export interface Finding extends Change {
  /** When the look-up began. */
  readonly lookedAt: number;
  /** null: Feishu no longer knows the instance. */
  readonly snapshot: string | null;
  /** A run of reconcile found it: its deliveries rest, so that many for one chat can share one card. */
  readonly rests?: true;
}

/** What a finding passes on to the composing. */
export interface FindingBody extends Pick<Finding, 'rests'> {
  readonly snapshot: Snapshot | null;
}

/** The same as the inbox keeps it, as JSON. */
type StoredBody = Pick<Finding, 'snapshot' | 'rests'>;

/** The metrics' name for a finding, beside Feishu's event types. */
export const FINDING_TYPE = 'reconcile';

export interface Findings {
  /**
   * Queues a finding to be composed, as if it had been pushed. False: one of its instance already waits.
   * It has no key against duplicates: a push of the same change must be compared, not dropped on arrival.
   */
  addFinding(finding: Finding, now: number): Promise<boolean>;
  /** The body of a row of the inbox with `source: lookup`. */
  findingBody(change: Pick<ReceivedChange, 'seq' | 'instanceCode'>): Promise<FindingBody>;
}

export function createFindings(
  db: Kysely<Schema>,
  app: string,
  leased: Leased,
  readSnapshot: ReadSnapshot,
): Findings {
  return {
    addFinding: (finding, now) => leased((trx) => addFinding(trx, app, finding, now)),
    async findingBody({ seq, instanceCode }) {
      const row = await db
        .selectFrom('inbox')
        .select('body')
        .where('seq', '=', seq)
        .where('source', '=', sql.lit('lookup'))
        .executeTakeFirstOrThrow();
      const { snapshot, ...body } = JSON.parse(row.body) as StoredBody;
      const seen = snapshot === null ? null : storedSnapshot(snapshot, instanceCode, readSnapshot);
      return { ...body, snapshot: seen };
    },
  };
}

async function addFinding(
  trx: Kysely<Schema>,
  app: string,
  { instanceCode, approvalCode, status, changedAt, lookedAt, snapshot, rests }: Finding,
  now: number,
): Promise<boolean> {
  // A run that was interrupted need not look it up again.
  if (rests) await noteLooked(trx, app, instanceCode, lookedAt);
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
  const body: StoredBody = { snapshot, ...(rests ? { rests } : {}) };
  const added = await trx
    .insertInto('inbox')
    .values(
      inboxRow({
        app,
        id: `lookup:${instanceCode}:${status}:${changedAt}:${lookedAt}`,
        type: FINDING_TYPE,
        instance: instanceCode,
        approval: approvalCode,
        status,
        changed_at: changedAt,
        body: JSON.stringify(body),
        // Compose compares this time with what was recorded since.
        received_at: Math.min(lookedAt, now),
        source: 'lookup',
      }),
    )
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Notes when an instance was looked up last; used inside the caller's transaction. */
export async function noteLooked(
  trx: Kysely<Schema>,
  app: string,
  instanceCode: string,
  at: number,
): Promise<void> {
  await trx
    .updateTable('instances')
    .set({ looked_at: at })
    .where('app', '=', app)
    .where('instance', '=', instanceCode)
    .execute();
}
