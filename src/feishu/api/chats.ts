import { mustHold, pageTokenOf, pathId, textUpTo } from '../client/answer.ts';
import type { FeishuClient } from '../client/client.ts';
import { toFeishuError } from '../client/error.ts';
import { asRecord, stringOf } from '../events/envelope.ts';
import { idOf } from '../ids.ts';

/** A group that the bot is in, from the list of groups. */
export interface ChatSummary {
  readonly id: string;
  readonly name: string;
}

/** A group, as Feishu shows it to the bot. */
export interface ChatDetails extends ChatSummary {
  /** Whether the bot is a member. If not, Feishu shows only the name and the state. */
  readonly isInside: boolean;
  readonly isDissolved: boolean;
  /** Whether people of other tenants are in it. */
  readonly isExternal: boolean;
  /** Whether the bot may speak; undefined if Feishu only says that not everybody may. */
  readonly canSpeak?: boolean;
  /** How many people are in it; absent: Feishu does not say. */
  readonly people?: number;
}

const LONGEST_NAME = 200;
const PAGE_SIZE = 100;
/** Nobody sets up a bot with a longer list of groups. */
const MOST_PAGES = 50;
/** The bot is not in the group (open.feishu.cn/document/server-docs/group/chat/get-2). */
const OUTSIDE: ReadonlySet<number> = new Set([232011, 230002]);
const DISSOLVED = 232009;
/** Feishu's code for "no such group". */
export const NO_SUCH_CHAT = 232006;

/**
 * The groups that the bot is in, the oldest first (open.feishu.cn/document/server-docs/group/chat/list). Chats with
 * single people are not among them.
 *
 * @throws FeishuError
 */
export async function listChats(client: FeishuClient): Promise<ChatSummary[]> {
  const chats = new Map<string, ChatSummary>();
  let pageToken = '';
  for (let pages = 1; ; pages += 1) {
    const turn = await client.turn('chat.list', { priority: 0, lane: 'chats' });
    const asked = pageToken;
    const params = {
      page_size: PAGE_SIZE,
      sort_type: 'ByCreateTimeAsc' as const,
      ...(asked === '' ? {} : { page_token: asked }),
    };
    const { found, next } = await client.call(
      'chat.list',
      turn,
      (sdk) => sdk.im.v1.chat.list({ params }),
      (data) => readPage(data, asked),
    );
    for (const chat of found) chats.set(chat.id, chat);
    if (next === '' || pages === MOST_PAGES) return [...chats.values()];
    pageToken = next;
  }
}

function readPage(data: unknown, asked: string): { readonly found: ChatSummary[]; readonly next: string } {
  const page = asRecord(data) ?? mustHold('list of groups');
  const items = Array.isArray(page.items) ? page.items.map(asRecord) : [];
  const found = items.flatMap((item): ChatSummary[] => {
    const id = idOf(item?.chat_id);
    return item && id !== '' ? [{ id, name: textUpTo(item.name, LONGEST_NAME) }] : [];
  });
  return { found, next: page.has_more === true ? pageTokenOf(page.page_token, asked) : '' };
}

/**
 * One group (open.feishu.cn/document/server-docs/group/chat/get-2).
 *
 * @throws FeishuError; 232006: there is no such group
 */
export async function getChat(
  client: FeishuClient,
  chatId: string,
  priority: 0 | 1 = 0,
): Promise<ChatDetails> {
  const turn = await client.turn('chat.get', { priority, lane: chatId });
  try {
    return await client.call(
      'chat.get',
      turn,
      (sdk) => sdk.im.v1.chat.get({ path: { chat_id: pathId('chat id', chatId) } }),
      (data) => readChat(asRecord(data) ?? mustHold('group'), chatId),
    );
  } catch (thrown) {
    const { code } = toFeishuError(thrown);
    const unseen = { id: chatId, name: '', isExternal: false };
    if (code !== undefined && OUTSIDE.has(code)) return { ...unseen, isInside: false, isDissolved: false };
    if (code === DISSOLVED) return { ...unseen, isInside: false, isDissolved: true };
    throw thrown;
  }
}

/** Whether the bot is in a group, and the group's name if Feishu gives it. */
export interface GroupFacts {
  readonly hasBot: boolean;
  /** Empty: Feishu does not say. */
  readonly name: string;
}

/**
 * Whether the bot is in a group; behind live work. A group that does not exist has no bot in it.
 *
 * @throws FeishuError
 */
export async function askGroup(client: FeishuClient, chatId: string): Promise<GroupFacts> {
  try {
    const { isInside, name } = await getChat(client, chatId, 1);
    return { hasBot: isInside, name };
  } catch (thrown) {
    if (toFeishuError(thrown).code !== NO_SUCH_CHAT) throw thrown;
    return { hasBot: false, name: '' };
  }
}

function readChat(data: Record<string, unknown>, id: string): ChatDetails {
  const canSpeak = speaksBy(data);
  const people = Number(stringOf(data.user_count));
  return {
    id,
    name: textUpTo(data.name, LONGEST_NAME),
    // A bot that is not a member only gets the name, the picture, the number of members and the state.
    isInside: typeof data.chat_mode === 'string' && data.chat_mode !== '',
    isDissolved: /^dissolved/.test(stringOf(data.chat_status)),
    isExternal: data.external === true,
    ...(canSpeak === undefined ? {} : { canSpeak }),
    ...(stringOf(data.user_count) !== '' && Number.isSafeInteger(people) ? { people } : {}),
  };
}

/** By the group's setting of who may speak. If that is a list, Feishu does not say whether the bot is on it. */
function speaksBy(data: Record<string, unknown>): boolean | undefined {
  const rule = stringOf(data.moderation_permission);
  if (rule === 'all_members') return true;
  // An owner that is a bot has no id here.
  return rule === 'only_owner' && idOf(data.owner_id) !== '' ? false : undefined;
}
