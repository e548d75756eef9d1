import { LRUCache } from 'lru-cache';
import type { WidgetDefinition } from '../../approval/field.ts';
import type { Locale } from '../../approval/locale.ts';
import { atMost } from '../../base/atMost.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { mustHold, pathId, textUpTo } from '../client/answer.ts';
import type { FeishuClient } from '../client/client.ts';
import { FeishuError, toFeishuError } from '../client/error.ts';
import { verdictOf } from '../errorCodes.ts';
import { asRecord, stringOf } from '../events/envelope.ts';
import { readDefinition } from '../form/formDefinition.ts';
import { mayPass } from '../verdict.ts';

/** Definitions of forms: option texts, date granularity, names of columns. */
export interface Definitions {
  /** Never throws and never takes longer than the patience: without a definition, a form is read as it is. */
  of(approvalCode: string, locale: Locale): Promise<readonly WidgetDefinition[]>;
  /**
   * The temporary failure of the last {@link Definitions.of}, if any: what depends on the definition must not be
   * decided then.
   */
  failure(approvalCode: string, locale: Locale): FeishuError | undefined;
  /** Somebody changed the definition (`approval.approval.updated_v4`). */
  forget(approvalCode: string): void;
}

/** A card does not wait longer than this for the definition of its form. */
const PATIENCE_MS = 2_000;
const KEEP_MS = 6 * 3_600_000;
/** A failed request is repeated after this time. */
const KEEP_FAILURE_MS = 15 * 60_000;
/** The same for a temporary failure. */
const KEEP_PASSING_MS = 30_000;

/** @param patienceMs how long a caller waits; longer for a person than for a card */
export function createDefinitions(
  client: FeishuClient,
  clock: Clock,
  log: Log,
  patienceMs = PATIENCE_MS,
): Definitions {
  const failures = new LRUCache<string, FeishuError>({ max: 1_000 });
  const cache = new LRUCache<string, readonly WidgetDefinition[]>({
    max: 1_000,
    ttl: KEEP_MS,
    ttlResolution: 0,
    perf: { now: () => clock.monotonic() },
    fetchMethod: async (key, _stale, { options }) => {
      const [approvalCode = '', locale = ''] = key.split(' ');
      // A card does not wait for it.
      if (client.isPaused('approval.get')) {
        // If the scope is missing, nothing comes until a person acts; any other pause is short.
        const isHeld = client.troubles().some(({ api }) => api === 'approval.get');
        if (isHeld) failures.delete(key);
        else failures.set(key, new FeishuError('definitions of forms are not to be asked for now', {}));
        options.ttl = isHeld ? KEEP_FAILURE_MS : KEEP_PASSING_MS;
        return [];
      }
      try {
        const { widgets } = await getApprovalInfo(client, approvalCode, locale as Locale);
        failures.delete(key);
        return widgets;
      } catch (thrown) {
        const error = toFeishuError(thrown);
        log.warn(
          { approval: approvalCode, code: error.code, why: error.message },
          'the definition of a form is not to be had: fields stand as they came; with hide or mask, those without a name are left out',
        );
        const passes = mayPass(verdictOf(error));
        if (passes) failures.set(key, error);
        else failures.delete(key);
        options.ttl = passes ? KEEP_PASSING_MS : KEEP_FAILURE_MS;
        return [];
      }
    },
  });
  return {
    async of(approvalCode, locale) {
      const key = `${approvalCode} ${locale}`;
      let found = cache.get(key);
      if (found) return found;
      const fetching = cache.fetch(key).then((definition) => {
        found = definition;
      });
      await atMost(clock, patienceMs, fetching);
      if (found === undefined) failures.set(key, new FeishuError('the definition did not come in time', {}));
      return found ?? [];
    },
    failure: (approvalCode, locale) => failures.get(`${approvalCode} ${locale}`),
    forget(approvalCode) {
      for (const key of [...cache.keys()]) if (key.startsWith(`${approvalCode} `)) cache.delete(key);
    },
  };
}

/** An approval in Feishu: its name, its form and its steps. */
export interface ApprovalInfo {
  readonly name: string;
  readonly state: 'ACTIVE' | 'INACTIVE' | 'DELETED' | 'UNKNOWN';
  readonly widgets: readonly WidgetDefinition[];
  readonly steps: readonly { readonly ids: readonly string[]; readonly name: string }[];
}

const STATES = ['ACTIVE', 'INACTIVE', 'DELETED'] as const;
const LONGEST_NAME = 200;

/**
 * One approval (open.feishu.cn/document/server-docs/approval-v4/approval/get).
 *
 * @throws FeishuError; 1390002: none has this code; 1390016: it was deleted
 */
export async function getApprovalInfo(
  client: FeishuClient,
  approvalCode: string,
  locale: Locale,
): Promise<ApprovalInfo> {
  const turn = await client.turn('approval.get', { priority: 0, lane: approvalCode });
  return client.call(
    'approval.get',
    turn,
    (sdk) =>
      sdk.approval.v4.approval.get({
        path: { approval_code: pathId('approval code', approvalCode) },
        params: { locale },
      }),
    (answered) => {
      const data = asRecord(answered) ?? mustHold('approval');
      const state = stringOf(data.status).toUpperCase();
      return {
        name: textUpTo(data.approval_name, LONGEST_NAME),
        state: STATES.find((known) => known === state) ?? 'UNKNOWN',
        widgets: readDefinition(data, locale),
        steps: stepsIn(data.node_list),
      };
    },
  );
}

function stepsIn(nodes: unknown): ApprovalInfo['steps'] {
  const records = Array.isArray(nodes) ? nodes.map(asRecord).filter((node) => node !== undefined) : [];
  return records.map((node) => ({
    ids: [stringOf(node.node_id), stringOf(node.custom_node_id)].filter((id) => id !== ''),
    name: textUpTo(node.name, LONGEST_NAME),
  }));
}
