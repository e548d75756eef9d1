import type { Context } from 'koa';
import { LISTED_STATES, type ListedState, type ListFilter } from '../../store/outbox/deliveryList.ts';

/** What of the deliveries somebody wants to see. */
export interface ShownFilter {
  readonly state: ListedState | undefined;
  /** Empty: any. */
  readonly chat: string;
  readonly instance: string;
  /** Without leading letters, so that the address says what it is. */
  readonly days: number;
}

export const DAYS = [1, 7, 30, 90] as const;
const DAY_MS = 86_400_000;

/** What may stand for a chat: an id, an e-mail address, a hook. */
const CHAT = /^[\w.@:+-]{1,128}$/;
export const INSTANCE = /^[\w-]{1,64}$/;

/** Reads the address of the page; what makes no sense counts as not given. */
export function readFilter({ query }: Pick<Context, 'query'>): ShownFilter {
  const fitting = (value: unknown, pattern: RegExp): string =>
    typeof value === 'string' && pattern.test(value.trim()) ? value.trim() : '';
  return {
    state: LISTED_STATES.find((one) => one === query.state),
    chat: fitting(query.chat, CHAT),
    instance: fitting(query.instance, INSTANCE),
    days: DAYS.find((one) => String(one) === query.days) ?? 7,
  };
}

/** As the store understands it: what is open or parked is listed however old it is. */
export function storeFilter({ state, chat, instance, days }: ShownFilter, now: number): ListFilter {
  return {
    state,
    chat: chat || undefined,
    instance: instance || undefined,
    endedSince: now - days * DAY_MS,
  };
}

/** As it stands in an address. */
export function filterQuery({
  state,
  chat,
  instance,
  days,
}: ShownFilter): Record<string, string | undefined> {
  return { state, chat, instance, days: days === 7 ? undefined : String(days) };
}
