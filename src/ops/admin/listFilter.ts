import type { Context } from 'koa';
import { ID } from '../../approval/idPattern.ts';
import { LISTED_STATES, type ListedState, type ListFilter } from '../../store/outbox/deliveryList.ts';

/** The filter of the list of deliveries. */
export interface ShownFilter {
  readonly state: ListedState | undefined;
  /** Empty: any. */
  readonly chat: string;
  readonly instance: string;
  /** Without a prefix, so it is readable in the address. */
  readonly days: number;
}

export const DAYS = [1, 7, 30, 90] as const;
const DAY_MS = 86_400_000;

/** A chat: an id, an e-mail address, a hook. */
const CHAT = /^[\w.@:+-]{1,128}$/;

/** Reads the address of the page; invalid values count as not given. */
export function readFilter({ query }: Pick<Context, 'query'>): ShownFilter {
  const fitting = (value: unknown, pattern: RegExp): string =>
    typeof value === 'string' && pattern.test(value.trim()) ? value.trim() : '';
  return {
    state: LISTED_STATES.find((one) => one === query.state),
    chat: fitting(query.chat, CHAT),
    instance: fitting(query.instance, ID),
    days: DAYS.find((one) => String(one) === query.days) ?? 7,
  };
}

/** The filter for the store: open and parked rows of any age are listed. */
export function storeFilter({ state, chat, instance, days }: ShownFilter, now: number): ListFilter {
  return {
    state,
    chat: chat || undefined,
    instance: instance || undefined,
    endedSince: now - days * DAY_MS,
  };
}

/** The filter for an address. */
export function filterQuery({
  state,
  chat,
  instance,
  days,
}: ShownFilter): Record<string, string | undefined> {
  return { state, chat, instance, days: days === 7 ? undefined : String(days) };
}
