import type { Kysely } from 'kysely';
import type { KnownState } from '../../approval/change.ts';
import { isFinal, isStatus } from '../../approval/status.ts';
import { BY_KEY, each, preparedForRows } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';

/** What the store holds of a waiting instance. */
export interface WaitingState extends KnownState {
  readonly instance: string;
  readonly approval: string;
}

/** The state of those of several instances that wait. */
export function createWaitingStates(db: Kysely<Schema>, app: string) {
  const find = preparedForRows<{ instance: string }, WaitingState>(
    (all) =>
      db
        .selectFrom('instances')
        .select(['instance', 'approval', 'status', 'changed_at as changedAt', 'known_by as knownBy'])
        .$castTo<WaitingState>()
        .where('app', '=', app)
        .where('instance', 'in', each(all, 'instance')),
    BY_KEY,
  );
  return async (on: Kysely<Schema>, codes: readonly string[]): Promise<Map<string, WaitingState>> => {
    const keys = codes.map((instance) => ({ instance }));
    const found = await find.run(on, keys);
    const waiting = found.filter(({ status }) => isStatus(status) && !isFinal(status));
    return new Map(waiting.map((state) => [state.instance, state]));
  };
}
