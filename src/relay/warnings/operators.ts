import { createHash, randomUUID } from 'node:crypto';
import {
  afterCard,
  CARD_EVERY_MS,
  isOver,
  type KnownMatter,
  type Matter,
  planMatters,
} from '../../approval/matter.ts';
import type { NoticedWarning } from '../../approval/warning.ts';
import { type Backoff, backoffMs } from '../../base/backoff.ts';
import type { Language } from '../../base/language.ts';
import { operatorsCard } from '../../cards/render/operatorsCard.ts';
import { postCard } from '../../feishu/api/messages.ts';
import { toFeishuError } from '../../feishu/client/error.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Needs } from '../context/context.ts';
import { ChatBusy, speak } from '../context/speak.ts';
import { itemOf, matterOfParked, matterOfWarning } from './matterText.ts';

/** Reports to operators what needs a person. Returns when to run again, ms since the epoch. */
export type NotifyOperators = () => Promise<number>;

export type OperatorsContext = Needs<
  'settings' | 'client' | 'limiters' | 'observer' | 'warnings' | 'clock' | 'log' | 'signal',
  'knownMatters' | 'putMatters' | 'parkedGroups'
> & {
  /** The current warnings. */
  readonly noticed: () => Promise<readonly NoticedWarning[]>;
};

const CHECK_MS = 5_000;
/** The pause without a chat for operators. */
const IDLE_MS = 60_000;
const AGAIN: Backoff = { baseMs: 15_000, maxMs: 10 * 60_000 };
/** Feishu's idempotency key is valid for an hour: within this time a card of unknown outcome is sent again with it. */
const KEY_HOLDS_MS = 50 * 60_000;

/**
 * Posts cards to the operators' chat: about each matter once when it begins, and once when it is over, at most one card
 * a minute. The content of a card is on disk before its request, so it is sent once, even by another worker.
 */
export function createNotifyOperators(context: OperatorsContext): NotifyOperators {
  const { settings, store, clock } = context;
  let failures = 0;
  let againAt = 0;
  return async () => {
    const chat = settings.operators?.chat;
    if (!chat) return clock.now() + IDLE_MS;
    const known = await store.work.knownMatters();
    const pending = known.filter(({ card }) => card !== '');
    const due = pending.length > 0 ? pending : await nextCard(context, known);
    if (due.length === 0 || clock.monotonic() < againAt) return clock.now() + CHECK_MS;
    if (await mayHaveArrived(context, due)) return clock.now();
    if (await sendCard(context, due)) {
      failures = 0;
      return clock.now() + CARD_EVERY_MS;
    }
    failures += 1;
    const waitMs = backoffMs(failures, AGAIN);
    againAt = clock.monotonic() + waitMs;
    return clock.now() + waitMs;
  };
}

/** Compares current matters with reported ones, and stores the result. Returns the matters of the next card. */
async function nextCard(
  context: OperatorsContext,
  known: readonly KnownMatter[],
): Promise<readonly KnownMatter[]> {
  const { store, clock, settings, noticed } = context;
  const warnings = worthReporting(settings, await noticed());
  const parked = await store.work.parkedGroups();
  const standing = new Map<string, Matter>();
  for (const matter of [...warnings.map(matterOfWarning), ...parked.map(matterOfParked)])
    if (!standing.has(`${matter.code} ${matter.subject}`))
      standing.set(`${matter.code} ${matter.subject}`, matter);
  const plan = planMatters(known, [...standing.values()], clock.now(), randomUUID());
  if (plan.put.length + plan.drop.length > 0) await store.work.putMatters(plan.put, plan.drop);
  return plan.card;
}

/**
 * A card about a chat that accepts no cards would not arrive: `/readyz` shows it. A group without the bot is reported
 * once, whether a check or a delivery found it.
 */
function worthReporting({ operators }: Settings, noticed: readonly NoticedWarning[]): NoticedWarning[] {
  const closed = new Set(
    noticed.flatMap(({ warning: { code, ids } }) => (code === 'chat-closed' ? [ids.chat] : [])),
  );
  return noticed.filter(({ warning: { code, ids } }) => {
    if (!('chat' in ids)) return true;
    return ids.chat !== operators?.chat.id && !(code === 'bot-not-in-chat' && closed.has(ids.chat));
  });
}

/** Sends a card, or sends it again with its key. False: try again. */
async function sendCard(context: OperatorsContext, matters: readonly KnownMatter[]): Promise<boolean> {
  const { settings, client, observer, warnings, store, clock, signal } = context;
  const [{ card = '', cardAt = 0 } = {}] = matters;
  const { id: chat, idType } = settings.operators?.chat ?? { id: '', idType: 'chat_id' };
  const content = cardAbout(matters, settings.locale === 'zh-CN' ? 'zh' : 'en');
  const facts = {
    eventId: card,
    kind: 'operators',
    approvalCode: '',
    chat,
    attempts: 1,
    detail: 'full',
    tookMs: clock.now() - cardAt,
    isHeld: true,
  };
  let messageId: string;
  try {
    const key = createHash('sha256').update(`operators ${card}`).digest('hex').slice(0, 40);
    const sent = await speak(context, 'message.create', chat, (turn) =>
      postCard(client, turn, { id: chat, idType }, { content, key }),
    );
    messageId = sent.messageId;
  } catch (thrown) {
    if (signal.aborted || thrown instanceof ChatBusy) return false;
    const error = toFeishuError(thrown);
    const { action, remedy } = verdictOf(error);
    const { code, logId, message: said } = error;
    if (action === 'close-chat')
      warnings.raise({ code: 'chat-closed', ids: { chat, feishuCode: code ?? 0 }, details: { said } });
    observer.deliveryEnded({ ...facts, result: 'retry', reason: action, code, logId, remedy, said });
    await afterFailure(context, matters, error.reached === 'maybe');
    return false;
  }
  await store.work.putMatters(matters.map(afterCard), []);
  observer.deliveryEnded({ ...facts, result: 'sent', reason: 'operators', messageId });
  return true;
}

/** What certainly was not sent goes on the next card. What may have arrived is sent again with its key. */
async function afterFailure(
  { store }: OperatorsContext,
  matters: readonly KnownMatter[],
  isUnknown: boolean,
): Promise<void> {
  if (isUnknown) return;
  const unsent = matters.map((matter): KnownMatter => ({ ...matter, card: '' }));
  await store.work.putMatters(unsent, []);
}

/** A card of unknown outcome counts as sent once its key has expired. */
async function mayHaveArrived(
  { store, clock }: OperatorsContext,
  matters: readonly KnownMatter[],
): Promise<boolean> {
  const [{ cardAt = 0 } = {}] = matters;
  const spanMs = clock.now() - cardAt;
  if (spanMs >= 0 && spanMs <= KEY_HOLDS_MS) return false;
  await store.work.putMatters(matters.map(afterCard), []);
  return true;
}

function cardAbout(matters: readonly KnownMatter[], language: Language): string {
  const items = matters.flatMap((matter) => itemOf(matter, isOver(matter), language) ?? []);
  return operatorsCard(language, items);
}
