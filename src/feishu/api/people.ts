import { LRUCache } from 'lru-cache';
import { ID } from '../../approval/idPattern.ts';
import type { Names } from '../../approval/names.ts';
import { atMost } from '../../base/atMost.ts';
import { batched } from '../../base/batch.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { textUpTo } from '../client/answer.ts';
import type { FeishuClient } from '../client/client.ts';
import { toFeishuError } from '../client/error.ts';
import { asRecord } from '../events/envelope.ts';
import { idOf } from '../ids.ts';

export interface People {
  /** Never throws and never takes longer than its patience: people who are unknown by then have no name. */
  namesOf(people: readonly string[], departments: readonly string[]): Promise<Names>;
}

/** Characters; no name is longer. */
const LONGEST_NAME = 200;
/** A card does not wait longer than this for a name. */
const PATIENCE_MS = 2_000;
/** 50 ids a call (open.feishu.cn/document/contact-v3/user/batch). */
const LARGEST_BATCH = 50;
/** Names rarely change. */
const KEEP_MS = 6 * 3_600_000;
/** Without the scope, or outside the app's range, the answer has no name: it is asked for again after this time. */
const KEEP_NAMELESS_MS = 15 * 60_000;

/** @param patienceMs how long to wait for names */
export function createPeople(client: FeishuClient, clock: Clock, log: Log, patienceMs = PATIENCE_MS): People {
  const users = nameCache(
    clock,
    log,
    'user.batch',
    () => client.isPaused('user.batch'),
    (ids) => askUsers(client, ids),
  );
  const departments = nameCache(
    clock,
    log,
    'department.batch',
    () => client.isPaused('department.batch'),
    (ids) => askDepartments(client, ids),
  );

  return {
    async namesOf(personIds, departmentIds) {
      const people = new Map<string, string>();
      const departmentNames = new Map<string, string>();
      const strangers = notAtHand(users, personIds, people);
      const unknown = notAtHand(departments, departmentIds, departmentNames);
      if (strangers.length + unknown.length === 0) return { people, departments: departmentNames };
      const all = Promise.all([
        collect(users, strangers, people),
        collect(departments, unknown, departmentNames),
      ]).catch((error: unknown) => log.warn({ error: String(error) }, 'names could not be looked up'));
      await atMost(clock, patienceMs, all);
      // Copies: a late answer must not change the names of a card that is being made.
      return { people: new Map(people), departments: new Map(departmentNames) };
    },
  };
}

/** Collects the names that are known, and returns the ids that are not. Most cards have none of these. */
function notAtHand(
  cache: LRUCache<string, string>,
  ids: readonly string[],
  into: Map<string, string>,
): readonly string[] {
  return [...new Set(ids)].filter((id) => {
    const name = ID.test(id) ? cache.get(id) : '';
    if (name) into.set(id, name);
    return name === undefined;
  });
}

async function collect(
  cache: LRUCache<string, string>,
  ids: readonly string[],
  into: Map<string, string>,
): Promise<void> {
  await Promise.all(
    ids.map(async (id) => {
      const name = await cache.fetch(id);
      if (name) into.set(id, name);
    }),
  );
}

/** A cache whose misses are fetched in batches. After a failed call, its ids have no name for a while. */
function nameCache(
  clock: Clock,
  log: Log,
  api: 'user.batch' | 'department.batch',
  isPaused: () => boolean,
  ask: (ids: readonly string[]) => Promise<Map<string, string>>,
): LRUCache<string, string> {
  const load = batched(LARGEST_BATCH, async (ids: readonly string[]) => {
    // Without the scope the API is held: a card does not wait for a name.
    if (isPaused()) return ids.map(() => '');
    try {
      const names = await ask(ids);
      return ids.map((id) => names.get(id) ?? '');
    } catch (thrown) {
      const error = toFeishuError(thrown);
      log.info(
        { api, code: error.code, reason: error.message },
        'names cannot be read: cards are sent without them',
      );
      return ids.map(() => '');
    }
  });
  return new LRUCache<string, string>({
    max: 20_000,
    ttl: KEEP_MS,
    perf: { now: () => clock.monotonic() },
    fetchMethod: async (id, _stale, { options }) => {
      const name = await load(id);
      if (name === '') options.ttl = KEEP_NAMELESS_MS;
      return name;
    },
  });
}

async function askUsers(client: FeishuClient, ids: readonly string[]): Promise<Map<string, string>> {
  const turn = await client.turn('user.batch', { priority: 0, lane: 'names' });
  return client.call(
    'user.batch',
    turn,
    (sdk) => sdk.contact.v3.user.batch({ params: { user_ids: [...ids], user_id_type: 'open_id' } }),
    (data) => namesIn(data, 'open_id'),
  );
}

async function askDepartments(client: FeishuClient, ids: readonly string[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const [idType, field] of [
    ['open_department_id', 'open_department_id'],
    ['department_id', 'department_id'],
  ] as const) {
    const ofType = ids.filter((id) => id.startsWith('od-') === (idType === 'open_department_id'));
    if (ofType.length === 0) continue;
    const turn = await client.turn('department.batch', { priority: 0, lane: 'names' });
    const found = await client.call(
      'department.batch',
      turn,
      (sdk) =>
        sdk.contact.v3.department.batch({ params: { department_ids: ofType, department_id_type: idType } }),
      (data) => namesIn(data, field),
    );
    for (const [id, name] of found) names.set(id, name);
  }
  return names;
}

function namesIn(data: unknown, idField: string): Map<string, string> {
  const items = asRecord(data)?.items;
  const records = Array.isArray(items) ? items.map(asRecord).filter((record) => record !== undefined) : [];
  return new Map(records.map((record) => [idOf(record[idField]), textUpTo(record.name, LONGEST_NAME)]));
}
