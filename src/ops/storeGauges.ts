import type { CallCount } from '../relay/calls/callCount.ts';
import type { Store } from '../store/open.ts';
import type { StoreGauges } from './metrics.ts';

/** The store's figures of waiting rows and calls, for the metrics. */
export async function readStoreGauges(
  { inbox, outbox, ledger }: Pick<Store, 'inbox' | 'outbox' | 'ledger'>,
  calls: CallCount,
): Promise<StoreGauges> {
  const [events, deliveries] = [await inbox.counts(), await outbox.counts()];
  return {
    inboxWaiting: events.waiting,
    outboxWaiting: deliveries.waiting,
    parked: events.parked + deliveries.parked,
    chatsClosed: await ledger.closedChats(),
    callsMonth: (await ledger.callsOf(calls.month())) + calls.unsaved,
  };
}
