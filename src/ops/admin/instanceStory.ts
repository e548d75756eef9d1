import { impliedStatus } from '../../approval/impliedChange.ts';
import { isFinal } from '../../approval/status.ts';
import { asError } from '../../base/errors.ts';
import { createDepartments } from '../../feishu/api/departments.ts';
import { type ExplainedEntry, explainRoute } from '../../relay/routing/explainRoute.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { KnownInstance } from '../../store/instances/changes.ts';
import type { PastDelivery, PastEvent, RecordedRequest } from '../../store/instances/history.ts';
import type { AdminParts } from './adminParts.ts';

/** Something that happened, or will happen. */
export type HistoryItem<K extends 'event' | 'lookup' | 'delivery' = 'event' | 'lookup' | 'delivery'> = {
  readonly [Is in K]: {
    readonly is: Is;
    readonly key: string;
    readonly at: number;
    readonly row: Rows[Is];
  };
}[K];

interface Rows {
  readonly event: PastEvent;
  readonly lookup: RecordedRequest;
  readonly delivery: PastDelivery;
}

/** The history and state of one instance. */
export interface InstanceStory {
  readonly code: string;
  /** Empty: unknown. */
  readonly approval: string;
  readonly known: KnownInstance | undefined;
  readonly isOver: boolean;
  readonly moments: readonly HistoryItem[];
  /** undefined: unknown for now. */
  readonly route: readonly ExplainedEntry[] | undefined;
  /** Chats that have a card of it, or would get one. */
  readonly chats: readonly string[];
  /** In which group the card for a person stands whom the bot cannot reach, by person. */
  readonly instead: ReadonlyMap<string, string>;
}

/** At most this many entries of one instance. */
const MOST = 200;

/** The history of an instance; undefined: there is no record of it. */
export function createInstanceStory(parts: AdminParts): (code: string) => Promise<InstanceStory | undefined> {
  const { store, settings, client, clock, log } = parts;
  const routing = { ...parts, departments: createDepartments(client, clock, log) };
  const routeOf = async (
    approvalCode: string,
    known: KnownInstance | undefined,
  ): Promise<readonly ExplainedEntry[] | undefined> => {
    const approval = approvalFor(settings, approvalCode);
    if (!approval) return [];
    const instance = known?.snapshot?.instance;
    if (!instance) return undefined;
    try {
      return await explainRoute(routing, approval, instance, known.status ?? impliedStatus(instance));
    } catch (thrown) {
      log.debug({ error: asError(thrown).message }, 'operator page: a route could not be determined');
      return undefined;
    }
  };
  return async (code) => {
    const known = await store.readOnly.knownInstance(code);
    const history = await store.readOnly.historyOf(code, MOST);
    const moments: HistoryItem[] = [
      ...history.events.map(
        (row): HistoryItem => ({ is: 'event', key: `e${row.seq}`, at: row.receivedAt, row }),
      ),
      ...history.lookups.map((row, i): HistoryItem => ({ is: 'lookup', key: `l${i}`, at: row.at, row })),
      ...history.deliveries.map(
        (row): HistoryItem => ({ is: 'delivery', key: `d${row.seq}`, at: row.createdAt, row }),
      ),
    ];
    if (!known && moments.length === 0) return undefined;
    const approval = await store.readOnly.approvalOf(code);
    const route = await routeOf(approval, known);
    const gets = (route ?? []).flatMap((one) => (one.gets === 'yes' ? [one.entry.chat.id] : []));
    const standing = history.cards.map(({ chat }) => chat);
    const isSeen = known?.snapshot?.instance !== undefined;
    return {
      code,
      approval,
      known,
      isOver: known !== undefined && isFinal(known.status),
      moments: moments.sort((a, b) => a.at - b.at),
      route,
      instead: new Map(
        history.cards.filter((card) => card.instead !== '').map((card) => [card.chat, card.instead]),
      ),
      chats: isSeen ? [...new Set([...standing, ...gets])] : [],
    };
  };
}
