import { createHash } from 'node:crypto';
import { answerCard } from '../../cards/render/answerCard.ts';
import { renderCard } from '../../cards/render/render.ts';
import { getBot } from '../../feishu/api/appInfo.ts';
import { replyWithCard } from '../../feishu/api/messages.ts';
import { toFeishuError } from '../../feishu/client/error.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import { isTriedAgain } from '../../feishu/verdict.ts';
import { allApprovals } from '../../settings/approvalsTo.ts';
import type { ChatEntry } from '../../settings/settings.ts';
import type { AskedCommand } from '../../store/groupCommands.ts';
import type { Needs } from '../context/context.ts';
import type { DeliveryEnd } from '../context/observe.ts';
import { ChatBusy, speak } from '../context/speak.ts';
import { pendingCard } from './pendingHere.ts';

/** Answers commands in groups. Returns when to run again, ms since the epoch. */
export type AnswerCommands = () => Promise<number>;

type AnswerContext = Needs<
  | 'settings'
  | 'routing'
  | 'definitions'
  | 'people'
  | 'templates'
  | 'client'
  | 'limiters'
  | 'observer'
  | 'clock'
  | 'signal',
  'waitingCommands' | 'wasAnswered' | 'finishCommand' | 'openInstances' | 'knownInstance'
>;

/** After this time nobody waits for the answer; and Feishu's idempotency key is still valid. */
const GIVE_UP_MS = 10 * 60_000;
const AGAIN_MS = 5_000;
const POLL_MS = 2_000;
/** A group gets at most one answer in this time. */
const QUIET_MS = 5_000;

/**
 * Answers each command by a reply to its message: at most one answer in five seconds for each group, and one for each
 * message. A message that mentions somebody else, and `pending` in a group without approvals, get none.
 */
export function createAnswerCommands(context: AnswerContext): AnswerCommands {
  const { store, clock, signal } = context;
  const botId = asksOnce(async () => (await getBot(context.client)).openId);
  return async () => {
    let waits = false;
    for (const asked of await store.work.waitingCommands()) {
      if (signal.aborted) break;
      const end = await answer(context, asked, botId);
      if (end.how === 'again') waits = true;
      else await store.work.finishCommand(asked, end.how, end.at);
    }
    return clock.now() + (waits ? AGAIN_MS : POLL_MS);
  };
}

/** Caches an answer; a failure and an empty answer are repeated. */
function asksOnce(ask: () => Promise<string>): () => Promise<string> {
  let known = '';
  return async () => {
    known ||= await ask();
    return known;
  };
}

/** The end of a command. */
interface AnswerEnd {
  readonly how: 'answered' | 'ignored' | 'again';
  readonly at: number;
}

async function answer(
  context: AnswerContext,
  asked: AskedCommand,
  botId: () => Promise<string>,
): Promise<AnswerEnd> {
  const { store, observer, clock, signal } = context;
  const { chat, askedAt } = asked;
  const now = clock.now();
  const end = (
    how: AnswerEnd['how'],
    facts: Pick<DeliveryEnd, 'result' | 'reason'> & Partial<DeliveryEnd>,
  ): AnswerEnd => {
    const at = clock.now();
    observer.deliveryEnded({ ...factsOf(asked), tookMs: at - askedAt, ...facts });
    return { how, at };
  };
  const ignore = (reason: string): AnswerEnd => end('ignored', { result: 'suppressed', reason });
  if (now - askedAt > GIVE_UP_MS) return ignore('superseded');
  try {
    if (!asked.mentions.includes(await botId())) return ignore('not-mentioned');
    if (await store.work.wasAnswered(chat, now - QUIET_MS, now)) return ignore('too-soon');
    const content = await contentOf(context, asked);
    if (content === undefined) return ignore('unmapped');
    const messageId = await reply(context, asked, content);
    return end('answered', { result: 'sent', reason: asked.command, messageId });
  } catch (thrown) {
    if (signal.aborted || thrown instanceof ChatBusy) return { how: 'again', at: now };
    const error = toFeishuError(thrown);
    const verdict = verdictOf(error);
    const { code, logId } = error;
    const failed = { code, logId, remedy: verdict.remedy };
    if (isTriedAgain(verdict)) return end('again', { result: 'retry', reason: 'retry', ...failed });
    return end('ignored', { result: 'suppressed', reason: 'refused', ...failed });
  }
}

function factsOf({ messageId, chat }: AskedCommand): Omit<DeliveryEnd, 'result' | 'reason' | 'tookMs'> {
  return {
    eventId: messageId,
    kind: 'answer',
    approvalCode: '',
    chat,
    attempts: 1,
    detail: 'full',
    isHeld: true,
  };
}

/** The answer's card; undefined: the group gets none. @throws FeishuError */
async function contentOf(
  context: AnswerContext,
  { command, chat }: AskedCommand,
): Promise<{ readonly full: string; readonly plain: string } | undefined> {
  const { settings, templates } = context;
  const first = entryOf(context, chat);
  const locale = first?.locale ?? settings.locale;
  const fixed = (says: Parameters<typeof answerCard>[0]['says']) => {
    const content = answerCard({ locale, says, chat });
    return { full: content, plain: content };
  };
  if (command !== 'pending') return fixed(command);
  if (!first) return undefined;
  const input = await pendingCard(context, first);
  if (!input) return fixed('nothing');
  const at = (detail: 'full' | 'plain') => renderCard(templates(), { ...input, detail }).content;
  return { full: at('full'), plain: at('plain') };
}

/** The first entry of a chat. */
function entryOf({ settings }: Pick<AnswerContext, 'settings'>, chat: string): ChatEntry | undefined {
  return allApprovals(settings)
    .flatMap(({ chats }) => chats)
    .find((entry) => entry.chat.id === chat);
}

/** Sends the answer, or a plain one if Feishu refuses the card. @throws FeishuError */
async function reply(
  context: AnswerContext,
  { messageId, chat }: AskedCommand,
  { full, plain }: { readonly full: string; readonly plain: string },
): Promise<string> {
  const key = createHash('sha256').update(`answer ${messageId}`).digest('hex').slice(0, 40);
  const send = (content: string): Promise<string> =>
    speak(context, 'message.reply', chat, (turn) =>
      replyWithCard(context.client, turn, messageId, { content, key }),
    );
  try {
    return await send(full);
  } catch (thrown) {
    if (plain === full || verdictOf(toFeishuError(thrown)).action !== 'degrade') throw thrown;
    return send(plain);
  }
}
