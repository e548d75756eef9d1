import type { Status } from './status.ts';

/** As much of a chat entry as routing needs. */
export interface Route {
  readonly chat: { readonly id: string };
  readonly statuses: readonly Status[];
}

/**
 * The entries that hear of this status, each chat once: listed twice, the first entry that matches decides.
 */
export function chooseRoutes<R extends Route>(entries: readonly R[], status: Status): R[] {
  const chosen = new Map<string, R>();
  for (const entry of entries) {
    if (entry.statuses.includes(status) && !chosen.has(entry.chat.id)) chosen.set(entry.chat.id, entry);
  }
  return [...chosen.values()];
}
