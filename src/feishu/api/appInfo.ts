import { textUpTo } from '../client/answer.ts';
import type { FeishuClient } from '../client/client.ts';
import { asRecord, stringOf } from '../events/envelope.ts';
import { idOf } from '../ids.ts';

// What an app can read about itself. Feishu has no API for its callbacks, its request URL and how its events come in.

/** The bot of the app. */
export interface BotInfo {
  readonly name: string;
  /** Whether the tenant has it enabled. */
  readonly isEnabled: boolean;
  /** The id by which messages mention it; empty: Feishu does not say. */
  readonly openId: string;
}

/** `activate_status` of a bot that works (open.feishu.cn/document/server-docs/bot-v3/bot-overview). */
const ENABLED = 2;
const LONGEST_NAME = 200;

/**
 * The app's bot (open.feishu.cn/document/server-docs/bot-v3/bot-overview); needs no scope.
 *
 * @throws FeishuError; 11205: the app has no bot
 */
export async function getBot(client: FeishuClient): Promise<BotInfo> {
  const turn = await client.turn('bot.info', { priority: 0, lane: 'bot' });
  return client.call(
    'bot.info',
    turn,
    // Its answer is next to the code, and not in `data` as everywhere else.
    async (sdk) => ({ data: await sdk.request({ method: 'GET', url: '/open-apis/bot/v3/info' }) }),
    (answer) => {
      const bot = asRecord(asRecord(answer)?.bot) ?? {};
      return {
        name: textUpTo(bot.app_name, LONGEST_NAME),
        isEnabled: bot.activate_status === ENABLED,
        openId: idOf(bot.open_id),
      };
    },
  );
}

/** The app's versions. */
export interface Versions {
  /** Empty: none was published yet. */
  readonly published: string;
  /** A newer version waits for its review; empty: none does. */
  readonly underReview: string;
  /** The types of the events in the published one; undefined if Feishu does not name them. */
  readonly events?: ReadonlySet<string>;
}

const PUBLISHED = 1;
const UNDER_REVIEW = 3;

/**
 * The newest versions of the app (open.feishu.cn/document/server-docs/application-v6/application-app_version/list).
 * Needs `application:application:self_manage`.
 *
 * @throws FeishuError
 */
export async function getVersions(client: FeishuClient, appId: string): Promise<Versions> {
  const turn = await client.turn('version.list', { priority: 0, lane: 'versions' });
  return client.call(
    'version.list',
    turn,
    (sdk) =>
      sdk.application.v6.applicationAppVersion.list({
        path: { app_id: appId },
        params: { lang: 'zh_cn', page_size: 20 },
      }),
    (data) => readVersions(recordsIn(data, 'items')),
  );
}

function readVersions(items: readonly Record<string, unknown>[]): Versions {
  const newest = items.find(({ status }) => status === PUBLISHED || status === UNDER_REVIEW);
  const published = items.find(({ status }) => status === PUBLISHED);
  const events = published && eventsOf(published);
  return {
    published: textUpTo(published?.version, LONGEST_NAME),
    underReview: newest?.status === UNDER_REVIEW ? textUpTo(newest.version, LONGEST_NAME) : '',
    ...(events ? { events } : {}),
  };
}

/** Some answers have the types, others only names for people, or nothing: unknown is not the same as missing. */
function eventsOf(version: Record<string, unknown>): ReadonlySet<string> | undefined {
  const types = recordsIn(version, 'event_infos').map(({ event_type }) => stringOf(event_type));
  const listed = Array.isArray(version.events) ? version.events.map(stringOf) : [];
  const known = [...types, ...listed].filter((type) => /^[a-z][a-zA-Z0-9]*([._][a-zA-Z0-9]+)+$/.test(type));
  return known.length > 0 ? new Set(known) : undefined;
}

function recordsIn(data: unknown, member: string): Record<string, unknown>[] {
  const list = asRecord(data)?.[member];
  return Array.isArray(list) ? list.map(asRecord).filter((record) => record !== undefined) : [];
}
