import type { Kysely } from 'kysely';
import type { Change } from '../../approval/change.ts';
import { isStatus } from '../../approval/status.ts';
import type { Leased } from '../engine/leased.ts';
import type { Schema } from '../engine/schema.ts';
import { DISCARDED, type LeftRow } from '../outbox/replays.ts';

/** Reads a stored event again; undefined: this version does not understand it either. */
export type ReadStoredEvent = (body: string) => Change | undefined;

/** The result for parked events. */
export interface MovedEvents {
  readonly moved: number;
  readonly left: readonly LeftRow[];
}

/** Statements that replay or end parked events. */
export interface ParkedEvents {
  /** Queues parked events again; those that were not understood are read again. */
  replayEvents(seqs: readonly number[], read: ReadStoredEvent): Promise<MovedEvents>;
  discardEvents(seqs: readonly number[], now: number): Promise<MovedEvents>;
}

export function createParkedEvents(app: string, leased: Leased): ParkedEvents {
  return {
    replayEvents: (seqs, read) =>
      leased(async (trx) => {
        const { parked, left } = await pick(trx, app, seqs);
        let moved = 0;
        for (const row of parked) {
          const change = changeOf(row) ?? read(row.body);
          if (!change) {
            left.push({ seq: row.seq, why: 'unreadable' });
            continue;
          }
          const { instanceCode: instance, approvalCode: approval, status, changedAt: changed_at } = change;
          await trx
            .updateTable('inbox')
            .set({ state: 'waiting', finished_at: null, attempts: 0, asked: 0, next_at: 0, reason: '' })
            .set({ instance, approval, status, changed_at })
            .where('seq', '=', row.seq)
            .execute();
          moved += 1;
        }
        return { moved, left };
      }),
    discardEvents: (seqs, now) =>
      leased(async (trx) => {
        const { parked, left } = await pick(trx, app, seqs);
        const ending = parked.map(({ seq }) => seq);
        if (ending.length > 0)
          await trx
            .updateTable('inbox')
            .set({ state: 'done', reason: DISCARDED, finished_at: now })
            .where('seq', 'in', ending)
            .execute();
        return { moved: ending.length, left };
      }),
  };
}

interface ParkedEventRow {
  readonly seq: number;
  readonly state: string;
  readonly body: string;
  readonly instance: string;
  readonly approval: string;
  readonly status: string;
  readonly changed_at: number;
}

function changeOf({ instance, approval, status, changed_at: changedAt }: ParkedEventRow): Change | undefined {
  if (instance === '' || !isStatus(status)) return undefined;
  return { instanceCode: instance, approvalCode: approval, status, changedAt };
}

async function pick(trx: Kysely<Schema>, app: string, seqs: readonly number[]) {
  const rows: ParkedEventRow[] =
    seqs.length === 0
      ? []
      : await trx
          .selectFrom('inbox')
          .select(['seq', 'state', 'body', 'instance', 'approval', 'status', 'changed_at'])
          .where('app', '=', app)
          .where('seq', 'in', seqs)
          .execute();
  const found = new Map(rows.map((row) => [row.seq, row]));
  const parked = rows.filter(({ state }) => state === 'parked');
  const left: LeftRow[] = seqs.flatMap((seq): LeftRow[] => {
    const row = found.get(seq);
    if (!row) return [{ seq, why: 'not-found' }];
    return row.state === 'parked' ? [] : [{ seq, why: 'not-parked' }];
  });
  return { parked, left };
}
