import type { Log } from '../base/log.ts';
import type { DeliveryEnd, EventEnd, Observer } from '../relay/context/observe.ts';
import { FINDING_TYPE } from '../store/reconcile/findings.ts';
import type { Metrics } from './metrics.ts';

/** Listeners for the ends of events and deliveries. */
export interface EndListener {
  readonly onEvent?: ((end: EventEnd) => void) | undefined;
  readonly onDelivery?: ((end: DeliveryEnd) => void) | undefined;
  /** See {@link Observer.stepsFound}. */
  readonly onStepsFound?: ((approvalCode: string) => void) | undefined;
}

/** Writes one log line and one count for each event and each delivery, and calls the listeners. */
export function createObserver(
  log: Log,
  metrics: Metrics,
  now: () => number,
  listeners: readonly EndListener[],
): Observer {
  return {
    eventCame: () => metrics.lastEvent.set(now() / 1_000),
    eventEnded(end) {
      const result = end.result === 'suppressed' ? end.reason : end.result;
      metrics.events.inc({ type: end.type, result });
      if (end.type === FINDING_TYPE && result !== 'duplicate') metrics.reconciled.inc();
      if (end.result === 'parked') log.warn(end, 'event');
      else log.info(end, 'event');
      for (const { onEvent } of listeners) onEvent?.(end);
    },
    deliveryEnded(end) {
      if (end.result === 'retry') metrics.retries.inc({ kind: end.kind, reason: end.reason });
      else metrics.deliveries.inc({ kind: end.kind, result: end.result, reason: end.reason });
      if (end.result === 'sent' && !end.isHeld) metrics.eventToCard.observe(end.tookMs / 1_000);
      if (end.hook)
        metrics.hookRequests.observe(
          { hook: end.chat.replace(/^hook:/, ''), status: end.hook.status },
          end.hook.tookMs / 1_000,
        );
      if (end.result === 'parked') log.warn(end, 'delivery');
      else log.info(end, 'delivery');
      for (const { onDelivery } of listeners) onDelivery?.(end);
    },
    cardFellBack: (status) => metrics.fallbacks.inc({ status }),
    cardSimplified: (detail) => metrics.simplified.inc({ detail }),
    pressed: (result) => metrics.presses.inc({ result }),
    stepsFound(approvalCode) {
      for (const { onStepsFound } of listeners) onStepsFound?.(approvalCode);
    },
  };
}
