import { type Language, sayIn } from '../base/language.ts';
import { type ChatSummary, getChat, listChats } from '../feishu/api/chats.ts';
import type { FeishuClient } from '../feishu/client/client.ts';
import { FeishuError } from '../feishu/client/error.ts';
import { askFeishu } from '../relay/calls/askFeishu.ts';
import { approvalsTo, groupTargets } from '../settings/approvalsTo.ts';
import type { Settings } from '../settings/settings.ts';
import { ASKING_CHATS, CHATS_HEAD, NO, NO_CHATS, outsideOf, UNKNOWN, YES } from '../words/chatsText.ts';
import { mustBeConfigured } from './configured.ts';
import { EXIT_OK } from './exit.ts';
import { complain } from './fail.ts';
import { withClient } from './feishuOf.ts';
import { tableOf } from './table.ts';

interface ChatsOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly language: Language;
}

/** One group, as `--json` prints it. */
interface ChatLine {
  readonly chat: string;
  readonly name: string;
  /** null: Feishu does not say. */
  readonly canSpeak: boolean | null;
  /** Codes of the approvals that are relayed to it; `*`: every other one. */
  readonly approvals: readonly string[];
}

/** `approval-relay chats`: the groups that the bot is in. It changes nothing. */
export async function run(options: ChatsOptions): Promise<number> {
  const { language } = options;
  const { settings } = mustBeConfigured(options);
  const lines = await withClient(settings, async (client) => {
    const found = await askFeishu(ASKING_CHATS, () => listChats(client));
    return Promise.all(found.map((chat) => lineOf(client, chat, settings)));
  });
  if (options.json) console.log(JSON.stringify(lines, null, 2));
  else console.log(lines.length === 0 ? sayIn(language)(NO_CHATS) : tableIn(language, lines, settings));
  const outside = groupTargets(settings).filter((id) => lines.every(({ chat }) => chat !== id));
  if (outside.length > 0) complain(outsideOf(outside), language);
  return EXIT_OK;
}

async function lineOf(
  client: FeishuClient,
  { id, name }: ChatSummary,
  settings: Settings,
): Promise<ChatLine> {
  const approvals = approvalsTo(settings, id).map(({ code }) => code);
  return { chat: id, name, canSpeak: await canSpeakIn(client, id), approvals };
}

async function canSpeakIn(client: FeishuClient, chat: string): Promise<boolean | null> {
  try {
    return (await getChat(client, chat)).canSpeak ?? null;
  } catch (thrown) {
    if (thrown instanceof FeishuError) return null;
    throw thrown;
  }
}

function tableIn(language: Language, lines: readonly ChatLine[], settings: Settings): string {
  const say = sayIn(language);
  const rows = lines.map(({ chat, name, canSpeak, approvals }) => [
    chat,
    name,
    say(canSpeak === null ? UNKNOWN : canSpeak ? YES : NO),
    approvals.map((code) => settings.approvals.get(code)?.name || code).join(', '),
  ]);
  return tableOf(CHATS_HEAD.map(say), rows);
}
