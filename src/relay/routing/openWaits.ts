import type { InstanceRef } from '../../approval/change.ts';
import { concerns, type Wait, waitsOf } from '../../approval/reminder.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { ChatEntry, Settings } from '../../settings/settings.ts';
import type { OpenInstances } from '../../store/instances/openInstances.ts';
import type { Routing } from './routing.ts';

/** An open instance, and its steps that some entries are for. */
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
 * The pending instances that these entries are for now. Snapshots are not kept, since there may be thousands.
 *
 * @throws FeishuError if Feishu cannot give for now what a condition needs
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
