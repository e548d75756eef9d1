import { LRUCache } from 'lru-cache';
import type { WidgetDefinition } from '../approval/field.ts';
import { readDefinition } from '../approval/formDefinition.ts';
import type { Locale } from '../approval/locale.ts';
import { atMost } from '../base/atMost.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { FeishuClient } from './client.ts';
import { toFeishuError } from './error.ts';

/** What the forms of approvals are made of: option texts, date granularity, names of columns. */
export interface Definitions {
  /** Never throws and never takes longer than {@link PATIENCE_MS}: without it a form is read as it stands. */
  of(approvalCode: string, locale: Locale): Promise<readonly WidgetDefinition[]>;
  /** Somebody changed the definition (`approval.approval.updated_v4`). */
  forget(approvalCode: string): void;
}

/** A card does not wait longer than this for the definition of its form. */
const PATIENCE_MS = 2_000;
const KEEP_MS = 6 * 3_600_000;
/** What could not be had is asked for again after this long. */
const KEEP_FAILURE_MS = 15 * 60_000;

export function createDefinitions(client: FeishuClient, clock: Clock, log: Log): Definitions {
  const cache = new LRUCache<string, readonly WidgetDefinition[]>({
    max: 1_000,
    ttl: KEEP_MS,
    perf: { now: () => clock.now() },
    fetchMethod: async (key, _stale, { options }) => {
      const [approvalCode = '', locale = ''] = key.split(' ');
      // Without the scope the API is held: a card goes without rather than wait.
      if (client.isPaused('approval.get')) {
        options.ttl = KEEP_FAILURE_MS;
        return [];
      }
      try {
        return await getDefinition(client, approvalCode, locale as Locale);
      } catch (thrown) {
        const error = toFeishuError(thrown);
        log.warn(
          { approval: approvalCode, code: error.code, why: error.message },
          'the definition of a form is not to be had: fields stand as they came; with hide or mask, those without a name are left out',
        );
        options.ttl = KEEP_FAILURE_MS;
        return [];
      }
    },
  });
  return {
    async of(approvalCode, locale) {
      let found: readonly WidgetDefinition[] | undefined;
      const fetching = cache.fetch(`${approvalCode} ${locale}`).then((definition) => {
        found = definition;
      });
      await atMost(clock, PATIENCE_MS, fetching);
      return found ?? [];
    },
    forget(approvalCode) {
      for (const key of [...cache.keys()]) if (key.startsWith(`${approvalCode} `)) cache.delete(key);
    },
  };
}

/** GET approvals/:code (open.feishu.cn/document/server-docs/approval-v4/approval/get). */
async function getDefinition(
  client: FeishuClient,
  approvalCode: string,
  locale: Locale,
): Promise<readonly WidgetDefinition[]> {
  const turn = await client.turn('approval.get', { priority: 0, lane: approvalCode });
  const answer = await client.call<{ data?: unknown }>('approval.get', turn, (sdk) =>
    sdk.approval.v4.approval.get({ path: { approval_code: approvalCode }, params: { locale } }),
  );
  return readDefinition(answer.data, locale);
}
