import type { OutboxDelivery } from '../../approval/delivery.ts';
import type { Text } from '../../base/language.ts';
import type { Recalled } from '../../store/reminders/reminders.ts';
import { reportDelivery } from '../context/observe.ts';
import type { DeliverContext } from './deliverContext.ts';
import { settle } from './record.ts';

/** How a delivery ends, or keeps waiting, without a request. */
export type Ending =
  /**
   * Nothing is sent. `superseded`: the chat has a newer state. `filtered`: there is no card to update. `unmapped`: its
   * place is no longer in the configuration.
   */
  | { readonly do: 'suppress'; readonly reason: 'superseded' | 'filtered' | 'unmapped' }
  /** It is parked. `reason`: a word, and after a colon what happened; `remedy`: what to do about it. */
  | { readonly do: 'park'; readonly reason: string; readonly remedy: Text }
  /** It is unknown whether it arrived, and it must not be repeated: it counts as sent. */
  | { readonly do: 'assume' }
  /** It waits until the chat's hours begin. */
  | { readonly do: 'hold'; readonly until: number }
  /** Its turn did not come soon enough: it is tried again. */
  | { readonly do: 'postpone'; readonly until: number; readonly reason: string }
  /** Its steps are looked up and judged again first, each at its own time. */
  | { readonly do: 'recall'; readonly recalled: readonly Recalled[] };

const ENDINGS: Readonly<Record<Ending['do'], true>> = {
  suppress: true,
  park: true,
  assume: true,
  hold: true,
  postpone: true,
  recall: true,
};

/** Whether a stage ends its delivery, or puts it off, and no later stage follows. */
export function isEnding<T extends object>(result: T | Ending): result is Ending {
  return 'do' in result && Object.hasOwn(ENDINGS, String(result.do));
}

/** Ends or postpones a delivery without a request. */
export async function end(context: DeliverContext, delivery: OutboxDelivery, ending: Ending): Promise<void> {
  const { clock, store } = context;
  const { detail } = delivery;
  switch (ending.do) {
    case 'suppress': {
      const { reason } = ending;
      await settle(context, delivery, { state: 'suppressed', reason }, { result: 'suppressed', reason });
      return;
    }
    case 'park': {
      const { reason, remedy } = ending;
      const word = reason.split(':')[0] ?? reason;
      const facts = { result: 'parked', reason: word, remedy } as const;
      await settle(context, delivery, { state: 'parked', reason, remedy: remedy.en }, facts);
      return;
    }
    case 'assume':
      return assume(context, delivery);
    case 'hold':
    case 'postpone': {
      const isHeld = ending.do === 'hold';
      const reason = ending.do === 'hold' ? HELD : ending.reason;
      const waits = { state: 'waiting', nextAt: ending.until, detail, reason, isHeld } as const;
      await store.work.settleDelivery(delivery, waits, clock.now());
      return context.worker.wakeDeliver(ending.until);
    }
    case 'recall':
      if (await store.work.recallReminder(delivery, ending.recalled, clock.now()))
        reportDelivery(context, delivery, { result: 'suppressed', reason: 'superseded' });
  }
}

const HELD = 'held: the hours of the chat have not begun.';

async function assume(context: DeliverContext, delivery: OutboxDelivery): Promise<void> {
  const reason = 'outcome-unknown';
  const settled = { state: 'sent', messageId: '', isCard: false, reason } as const;
  if (!(await settle(context, delivery, settled, { result: 'sent', reason, isHeld: true }))) return;
  const { instanceCode: instance } = 'instanceCode' in delivery ? delivery : { instanceCode: '' };
  context.log.warn(
    { chat: delivery.chat, instance, kind: delivery.kind },
    'nobody knows whether a reminder arrived, and it counts as sent: look into the chat',
  );
}
