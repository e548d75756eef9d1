import { LRUCache } from 'lru-cache';
import { ID } from '../../approval/idPattern.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { FeishuClient } from '../client/client.ts';
import { FeishuError, toFeishuError } from '../client/error.ts';
import { verdictOf } from '../errorCodes.ts';
import { asRecord } from '../events/envelope.ts';
import { idOf } from '../ids.ts';
import { mayPass } from '../verdict.ts';

/** The hierarchy of departments. */
export interface Departments {
  /**
   * Both ids of a department, then those of each department above it; undefined: unknown, since a scope is missing or
   * the department is out of the app's range.
   *
   * @throws FeishuError for a temporary failure
   */
  above(departmentId: string): Promise<readonly string[] | undefined>;
}

/** A department, and the one above it. */
interface Department {
  readonly openId: string;
  readonly id: string;
  /** Empty: Feishu does not say. `0` is the company. */
  readonly parent: string;
}

/** Departments rarely move. */
const KEEP_MS = 3_600_000;
/** A failed request is repeated after this time. */
const KEEP_UNKNOWN_MS = 5 * 60_000;
/** Feishu's own limit is lower; this ends a circle. */
const MOST_LEVELS = 50;
const COMPANY = '0';

export function createDepartments(client: FeishuClient, clock: Clock, log: Log): Departments {
  const cache = new LRUCache<string, Department | { readonly unknown: true }>({
    max: 20_000,
    ttl: KEEP_MS,
    ttlResolution: 0,
    perf: { now: () => clock.monotonic() },
    fetchMethod: async (departmentId, _stale, { options }) => {
      const found = await ask(client, departmentId, log);
      if (!found || found.parent === '') options.ttl = KEEP_UNKNOWN_MS;
      return found ?? { unknown: true };
    },
  });
  return {
    async above(departmentId) {
      const ids: string[] = [];
      let next = departmentId;
      for (let level = 0; level < MOST_LEVELS && ID.test(next); level += 1) {
        if (next === COMPANY) return [...ids, COMPANY];
        const department = await cache.fetch(next);
        if (!department || 'unknown' in department || department.parent === '') return undefined;
        ids.push(department.openId, department.id);
        next = department.parent;
      }
      return undefined;
    },
  };
}

/** undefined: Feishu refuses until a person acts. */
async function ask(client: FeishuClient, departmentId: string, log: Log): Promise<Department | undefined> {
  // The same API gives names: until its pause is over, it is unknown whether Feishu would answer.
  if (client.isPaused('department.batch')) throw new FeishuError('the contact API is paused', {});
  try {
    return await getDepartment(client, departmentId);
  } catch (thrown) {
    const error = toFeishuError(thrown);
    const verdict = verdictOf(error);
    if (mayPass(verdict)) throw error;
    const line = { department: departmentId, code: error.code, why: error.message, remedy: verdict.remedy };
    log.warn(line, 'the departments above a department cannot be read: its conditions cannot be decided');
    return undefined;
  }
}

/** GET departments/batch (open.feishu.cn/document/contact-v3/department/batch). */
async function getDepartment(client: FeishuClient, departmentId: string): Promise<Department | undefined> {
  const turn = await client.turn('department.batch', { priority: 0, lane: 'tree' });
  const idType = departmentId.startsWith('od-') ? 'open_department_id' : 'department_id';
  return client.call(
    'department.batch',
    turn,
    (sdk) =>
      sdk.contact.v3.department.batch({
        params: { department_ids: [departmentId], department_id_type: idType },
      }),
    (data) => {
      const items = asRecord(data)?.items;
      const found = (Array.isArray(items) ? items : [])
        .map(asRecord)
        .find((item) => item?.[idType] === departmentId);
      return (
        found && {
          openId: idOf(found.open_department_id),
          id: idOf(found.department_id),
          parent: idOf(found.parent_department_id),
        }
      );
    },
  );
}
