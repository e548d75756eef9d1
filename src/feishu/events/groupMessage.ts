import { type GroupCommand, groupCommandIn } from '../../approval/groupCommand.ts';
import { idOf } from '../ids.ts';
import { asRecord, type FeishuEvent, stringOf } from './envelope.ts';

/** A command that a person wrote in a group, and whom the message mentions. */
export interface AskedInGroup {
  /** The message's id, the same if Feishu sends it again. */
  readonly messageId: string;
  readonly chat: string;
  readonly command: GroupCommand;
  /** open_ids; the bot's is among them if it is mentioned. */
  readonly mentions: readonly string[];
}

/** A message with more mentions is not a command. */
const MOST_MENTIONS = 20;
/** A mention in a text; `@_all` means everybody. */
const MENTION_KEY = /^@_user_\d{1,4}$/;

/**
 * A command to the bot (open.feishu.cn/document/server-docs/im-v1/message/events/receive); undefined: the event is not
 * one, or not a person's message in a group. The text itself is not stored.
 */
export function readGroupCommand({ type, body }: FeishuEvent): AskedInGroup | undefined {
  if (type !== 'im.message.receive_v1') return undefined;
  const message = asRecord(body.message);
  // Bots could answer each other endlessly.
  if (!message || asRecord(body.sender)?.sender_type !== 'user') return undefined;
  const messageId = idOf(message.message_id);
  const chat = idOf(message.chat_id);
  if (messageId === '' || chat === '' || message.chat_type === 'p2p') return undefined;
  const all = Array.isArray(message.mentions) ? message.mentions.map(asRecord) : [];
  if (all.length === 0 || all.length > MOST_MENTIONS) return undefined;
  const keys = all.map((one) => stringOf(one?.key)).filter((key) => MENTION_KEY.test(key));
  const command = groupCommandIn(
    without(keys, textIn(stringOf(message.message_type), stringOf(message.content))),
  );
  const mentions = all.map((one) => idOf(asRecord(one?.id)?.open_id)).filter((id) => id !== '');
  return command && { messageId, chat, command, mentions };
}

/** The longest first: `@_user_1` begins `@_user_10`. */
function without(keys: readonly string[], text: string): string {
  return keys.toSorted((a, b) => b.length - a.length).reduce((left, key) => left.replaceAll(key, ' '), text);
}

/** What a `text` or a `post` says; empty for any other. */
function textIn(messageType: string, content: string): string {
  const parsed = asRecord(parse(content));
  if (messageType === 'text') return stringOf(parsed?.text);
  if (messageType !== 'post' || !Array.isArray(parsed?.content)) return '';
  const parts = parsed.content.flat().map(asRecord);
  // A message with a picture, a link or code is not a command.
  if (parts.some((part) => part?.tag !== 'text' && part?.tag !== 'at')) return '';
  return [
    stringOf(parsed.title),
    ...parts.map((part) => (part?.tag === 'text' ? stringOf(part.text) : '')),
  ].join(' ');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
