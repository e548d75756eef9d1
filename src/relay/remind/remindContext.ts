import { FeishuError } from '../../feishu/client/error.ts';
import type { Work } from '../../store/work.ts';
import type { Needs } from '../context/context.ts';
import type { Look, Lookup } from '../lookup/lookup.ts';
import type { RecordLookContext } from '../lookup/recordLook.ts';

/** What reminding needs: a part of the context, and where to pass findings of a look-up. */
export interface RemindContext
  extends Needs<'settings' | 'routing' | 'clock' | 'log' | 'worker' | 'signal', keyof Work>,
    Pick<RecordLookContext, 'observer'> {
  /** Whose requests go after live work. */
  readonly lookup: Lookup;
  /** It is no longer pending, and no event came: it is relayed like an event. */
  readonly onFound: (instanceCode: string, approvalCode: string, look: Look) => Promise<unknown>;
  /** Feishu twice did not know it, a minute apart: it is relayed as DELETED, from the snapshot. */
  readonly onMissing: (instanceCode: string, approvalCode: string) => Promise<unknown>;
}

/** If Feishu cannot tell now which chats are for an instance, only this waits. */
export function unlessFeishuIsAway(thrown: unknown): undefined {
  if (!(thrown instanceof FeishuError)) throw thrown;
}
