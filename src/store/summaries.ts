import type { Kysely } from 'kysely';
import type { Change } from '../approval/change.ts';
import type { DeliveryKind } from '../approval/delivery.ts';
import { readFoundAbout, withFound } from '../approval/foundAbout.ts';
import { BY_KEY, prepared } from './prepared.ts';
import type { Schema } from './schema.ts';

/** A change on its way to the outbox (tellings.ts). */
interface Gathered extends Change {
  readonly id: string;
  readonly receivedAt: number;
  readonly detail: string;
  readonly priority: number;
  readonly about?: string;
}

/** Cards that gather what a run of reconcile found for one chat. */
export interface Summaries {
  /**
   * Adds a change to the run's row for the chat: in the transaction that ends the change's inbox row, so that it is
   * told once. The row rests until no other comes; one that may be on its way already gets a second beside it.
   */
  gather(
    on: Kysely<Schema>,
    told: Gathered,
    where: { readonly chat: string; readonly run: string },
    now: number,
  ): Promise<void>;
}

/** How long a row rests after the last change that was added. */
const REST_MS = 5_000;
/** Closer than this to its end it may be taken up by the sender before this transaction is through. */
const MARGIN_MS = 1_000;

/** @param add writes one row, once, by its key */
export function createSummaries(
  db: Kysely<Schema>,
  app: string,
  add: (on: Kysely<Schema>, told: Gathered, chat: string, kind: DeliveryKind, now: number) => Promise<void>,
): Summaries {
  const resting = prepared<{ chat: string; after: number }, { seq: number; about: string }>((p) =>
    db
      .selectFrom('outbox')
      .select(['seq', 'about'])
      .where('app', '=', app)
      .where('chat', '=', p('chat'))
      .where('instance', '=', '')
      .where('kind', '=', 'summary')
      .where('state', '=', 'waiting')
      .where('attempts', '=', 0)
      .where('next_at', '>', p('after'))
      .where('finished_at', 'is', null),
  );
  const extend = prepared<{ seq: number; about: string; nextAt: number }>(
    (p) =>
      db
        .updateTable('outbox')
        .set({ about: p('about'), next_at: p('nextAt') })
        .where('seq', '=', p('seq')),
    BY_KEY,
  );
  const rest = prepared<{ chat: string; changeId: string; nextAt: number }>((p) =>
    db
      .updateTable('outbox')
      .set({ next_at: p('nextAt') })
      .where('app', '=', app)
      .where('chat', '=', p('chat'))
      .where('instance', '=', '')
      .where('change_id', '=', p('changeId'))
      .where('finished_at', 'is', null),
  );
  return {
    async gather(on, told, { chat, run }, now) {
      const { instanceCode, approvalCode, status, changedAt } = told;
      const one = { instanceCode, approvalCode, status };
      const nextAt = now + REST_MS;
      for (const { seq, about } of (await resting.run(on, { chat, after: now + MARGIN_MS })).rows) {
        const before = readFoundAbout(about);
        if (before?.run !== run) continue;
        await extend.run(on, { seq, about: JSON.stringify(withFound(before, one)), nextAt });
        return;
      }
      const about = JSON.stringify(withFound({ run, found: [], count: 0 }, one));
      const changeId = `${run}:${instanceCode}:${changedAt}`;
      const row = { ...told, id: changeId, instanceCode: '', changedAt: now, about };
      await add(on, row, chat, 'summary', now);
      await rest.run(on, { chat, changeId, nextAt });
    },
  };
}
