import { type RawBuilder, sql } from 'kysely';

/** A number of the recorded state of an instance: each change and each look-up raises it. */
export const STATE_AT: RawBuilder<number> = sql.raw('changed_at + coalesce(looked_at, 0)');

/** Whether an instance was recorded again since it was counted. The same text is the condition of its partial index. */
export const IS_UNCOUNTED: RawBuilder<boolean> = sql.raw('counted_at <> changed_at + coalesce(looked_at, 0)');
