import { FeishuError } from '../../feishu/client/error.ts';
import { isDue, type ReminderRow } from '../../store/reminders/reminderRow.ts';
import type { Work } from '../../store/work.ts';
import type { Needs } from '../context/context.ts';
import type { RelayFindings } from '../lookup/impliedChanges.ts';
import type { Lookup } from '../lookup/lookup.ts';
import type { RecordLookupContext } from '../lookup/recordLookup.ts';

/** What reminding needs: a part of the context, and where to pass findings of a look-up. */
export interface RemindContext
  extends Needs<'settings' | 'routing' | 'clock' | 'log' | 'worker' | 'signal', keyof Work>,
    Pick<RecordLookupContext, 'observer'>,
    RelayFindings {
  /** Whose requests go after live work. */
  readonly lookup: Lookup;
}

/** If Feishu cannot say now which chats are for an instance, only this waits. */
export function unlessFeishuIsAway(thrown: unknown): undefined {
  if (!(thrown instanceof FeishuError)) throw thrown;
}

/** The reminders of an instance that are due. */
export async function dueRows(
  work: Pick<Work, 'remindersOf'>,
  instanceCode: string,
  now: number,
): Promise<ReminderRow[]> {
  return (await work.remindersOf(instanceCode)).filter((row) => isDue(row, now));
}
