import { LRUCache } from 'lru-cache';
import { asError } from '../../base/errors.ts';
import { settleWithin } from '../../base/patience.ts';
import { listChats } from '../../feishu/api/chats.ts';
import type { AdminParts } from './adminParts.ts';
import type { KnownNames } from './pages/deliveryTable.tsx';

/** Names of chats, people and requests for the pages; an id if Feishu does not answer in time. */
export interface AdminNames {
  /** Names of groups and of these requests. */
  of(instances: Iterable<string>): Promise<KnownNames>;
  /** Names by open_id. */
  people(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** How long a list of groups is cached; each request counts against Feishu's monthly quota. */
const GROUPS_MS = 3_600_000;
const PATIENCE_MS = 1_500;

export function createAdminNames(parts: AdminParts): AdminNames {
  const { client, store, settings, log, people } = parts;
  const groups = new LRUCache<string, ReadonlyMap<string, string>>({
    max: 1,
    ttl: GROUPS_MS,
    fetchMethod: async () => new Map((await listChats(client)).map(({ id, name }) => [id, name])),
  });
  const groupNames = async (): Promise<ReadonlyMap<string, string>> => {
    let found: ReadonlyMap<string, string> = new Map();
    const asked = groups.fetch('groups').then(
      (all) => {
        found = all ?? found;
      },
      (thrown) => log.debug({ error: asError(thrown).message }, 'operator page: groups could not be named'),
    );
    await settleWithin(PATIENCE_MS, asked);
    return found;
  };
  return {
    async of(instances) {
      const [chats, requests] = await Promise.all([groupNames(), requestNames(store.readOnly, instances)]);
      return {
        chat: (id) => chats.get(id) || id,
        instance: (code, approval) =>
          requests.get(code) ?? (settings.approvals.get(approval)?.name || approval || code),
      };
    },
    async people(ids) {
      const asked = [...new Set(ids)].filter((id) => id !== '').slice(0, MOST_PEOPLE);
      return asked.length === 0 ? new Map() : (await people.namesOf(asked, [])).people;
    },
  };
}

const MOST_PEOPLE = 500;

/** The approval and the number; neither is a value of the form. */
async function requestNames(
  store: AdminParts['store']['readOnly'],
  instances: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const codes = [...new Set(instances)].filter((code) => code !== '');
  const named = await Promise.all(
    codes.map(async (code): Promise<[string, string][]> => {
      const seen = (await store.knownInstance(code))?.snapshot?.instance;
      const name = [seen?.approvalName, seen?.serialNumber].filter(Boolean).join(' ');
      return name === '' ? [] : [[code, name]];
    }),
  );
  return new Map(named.flat());
}
