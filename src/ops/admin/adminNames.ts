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

/** How long a list of groups is used; each request counts against Feishu's monthly quota. */
const GROUPS_MS = 3_600_000;
const MOST_GROUPS = 10_000;
const PATIENCE_MS = 1_500;

export function createAdminNames(parts: AdminParts): AdminNames {
  const { store, settings, people } = parts;
  const groupNames = createGroupNames(parts);
  return {
    async of(instances) {
      const [chats, requests] = await Promise.all([groupNames(), requestNames(store.readOnly, instances)]);
      return {
        chat: (id) => chats(id) || id,
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

/** Names of groups. One that the bot was put out of keeps its name: that is when a person looks for it. */
function createGroupNames({ client, clock, log }: Pick<AdminParts, 'client' | 'clock' | 'log'>) {
  const known = new LRUCache<string, string>({ max: MOST_GROUPS });
  let [asked, askedAt] = [Promise.resolve(), Number.NEGATIVE_INFINITY];
  const ask = async (): Promise<void> => {
    try {
      for (const { id, name } of await listChats(client)) known.set(id, name);
    } catch (thrown) {
      askedAt = Number.NEGATIVE_INFINITY;
      log.debug({ error: asError(thrown).message }, 'operator page: groups could not be named');
    }
  };
  return async (): Promise<(id: string) => string | undefined> => {
    const now = clock.monotonic();
    if (now - askedAt >= GROUPS_MS) {
      askedAt = now;
      asked = ask();
    }
    await settleWithin(PATIENCE_MS, asked);
    return (id) => known.get(id);
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
