import { FeishuError } from '../../feishu/client/error.ts';
import type { Work } from '../../store/work.ts';
import type { Needs } from '../context/context.ts';
import type { Look, Lookup } from '../lookup/lookup.ts';
import type { RecordLookContext } from '../lookup/recordLook.ts';

/** What it takes to remind: of the context, and where to hand on what a look-up finds. */
export interface RemindContext
  extends Needs<'settings' | 'routing' | 'clock' | 'log' | 'worker' | 'signal', keyof Work>,
    Pick<RecordLookContext, 'observer'> {
  /** Whose requests go after live work. */
  readonly lookup: Lookup;
  /** It does not wait any more, and nobody has told us: to be relayed as if its event had come. */
  readonly onFound: (instanceCode: string, approvalCode: string, look: Look) => Promise<unknown>;
  /** Feishu did not know it twice, a minute apart: to be relayed as DELETED from the snapshot. */
  readonly onMissing: (instanceCode: string, approvalCode: string) => Promise<unknown>;
}

/** Where Feishu does not say for now which chats are for an instance, this waits, and nothing else with it. */
export function unlessFeishuIsAway(thrown: unknown): undefined {
  if (!(thrown instanceof FeishuError)) throw thrown;
}
