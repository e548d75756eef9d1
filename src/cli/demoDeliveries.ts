import type { DeliveryEnd } from '../relay/context/observe.ts';
import type { DemoDelivery } from '../sandbox/page/pageOptions.ts';

/** How many of the last deliveries are kept for the page. */
const KEPT = 12;

/** The last deliveries of the demo's bot, and those that are parked. */
export class DemoDeliveries {
  readonly #last: DemoDelivery[] = [];
  /** By event, chat and kind: a row that is sent or dropped later is no longer parked. */
  readonly #parked = new Map<string, DemoDelivery>();

  /** @param at ms since the epoch */
  add(end: DeliveryEnd, at: number): void {
    const delivery = shown(end, at);
    this.#last.unshift(delivery);
    this.#last.length = Math.min(this.#last.length, KEPT);
    const row = `${end.eventId} ${end.chat} ${rowKind(end.kind)}`;
    this.#parked.delete(row);
    if (end.result === 'parked') this.#parked.set(row, delivery);
  }

  get last(): readonly DemoDelivery[] {
    return [...this.#last];
  }

  /** Newest first. @param count how many rows the bot has parked: without any, nothing is */
  parked(count: number): readonly DemoDelivery[] {
    if (count === 0) this.#parked.clear();
    return [...this.#parked.values()].reverse();
  }
}

/** One row may post a card or update the standing one. */
function rowKind(kind: string): string {
  return kind === 'update' || kind === 'refresh' ? 'card' : kind;
}

function shown(end: DeliveryEnd, at: number): DemoDelivery {
  const { chat, instanceCode: instance = '', status = '', kind, result, reason, remedy } = end;
  return { at, chat, instance, status, kind, result, reason, ...(remedy === undefined ? {} : { remedy }) };
}
