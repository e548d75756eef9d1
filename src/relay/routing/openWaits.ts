import type { InstanceRef } from '../../approval/change.ts';
import { concerns, type Wait, waitsOf } from '../../approval/reminder.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { ChatEntry, Settings } from '../../settings/settings.ts';
import type { OpenInstances } from '../../store/instances/openInstances.ts';
import type { Routing } from './routing.ts';

/** An open instance, and what of it some entries would hear of. */
export interface OpenWaits extends InstanceRef {
  readonly entries: readonly ChatEntry[];
  readonly waits: readonly Wait[];
}

interface WithStore {
  readonly settings: Pick<Settings, 'approvals' | 'fallback'>;
  readonly routing: Pick<Routing, 'holding'>;
  readonly store: { readonly work: Pick<OpenInstances, 'openInstances'> };
}

const PAGE = 500;

/**
 * What waits of which these entries would hear now. Snapshots are dropped again, since there may be thousands.
 *
 * @throws FeishuError where Feishu does not say for now what a condition asks for
 */
export async function* openWaits(
  { settings, routing, store }: WithStore,
  isMeant: (entry: ChatEntry) => boolean,
): AsyncGenerator<OpenWaits> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await store.work.openInstances(after, PAGE);
    for (const { instance: instanceCode, approval: approvalCode, snapshot, ...state } of page.open) {
      const approval = approvalFor(settings, approvalCode);
      if (!approval?.chats.some(isMeant)) continue;
      const entries = (await routing.holding(approval, snapshot?.instance)).chats.filter(isMeant);
      const waits = waitsOf(snapshot?.instance, state).filter((wait) =>
        entries.some(({ stage }) => concerns(stage, wait)),
      );
      if (waits.length > 0) yield { instanceCode, approvalCode, entries, waits };
    }
    after = page.last;
  }
}
