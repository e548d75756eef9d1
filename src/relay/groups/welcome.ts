import { createHash } from 'node:crypto';
import { welcomeCard } from '../../cards/render/welcomeCard.ts';
import { postCard } from '../../feishu/api/messages.ts';
import { toFeishuError } from '../../feishu/client/error.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import { isTriedAgain } from '../../feishu/verdict.ts';
import { approvalsTo } from '../../settings/approvalsTo.ts';
import type { Welcome } from '../../store/welcomes.ts';
import type { Needs } from '../context/context.ts';
import { ChatBusy, speak } from '../context/speak.ts';

/** Sends the waiting welcome cards. Returns when to run again, ms since the epoch. */
export type SendWelcomes = () => Promise<number>;

type WelcomeContext = Needs<
  'settings' | 'client' | 'limiters' | 'observer' | 'clock' | 'signal',
  'waitingWelcomes' | 'finishWelcome'
>;

/** Feishu's idempotency key is valid for an hour; a later welcome would be pointless anyway. */
const GIVE_UP_MS = 50 * 60_000;
const AGAIN_MS = 30_000;
const POLL_MS = 5_000;

/**
 * Posts one card in each group that the bot was added to: the group's id, how to map an approval to it, and which
 * approvals come there already. After a temporary failure it is sent again with the same key.
 */
export function createSendWelcomes(context: WelcomeContext): SendWelcomes {
  const { store, clock, signal } = context;
  return async () => {
    let waits = false;
    for (const welcome of await store.work.waitingWelcomes()) {
      if (signal.aborted) break;
      if (await isOver(context, welcome)) await store.work.finishWelcome(welcome, clock.now());
      else waits = true;
    }
    return clock.now() + (waits ? AGAIN_MS : POLL_MS);
  };
}

/** Sends one. False: send it again. */
async function isOver(context: WelcomeContext, welcome: Welcome): Promise<boolean> {
  const { settings, client, observer, clock, signal } = context;
  const { chat, eventId, askedAt } = welcome;
  const facts = {
    eventId,
    kind: 'welcome',
    approvalCode: '',
    chat,
    attempts: 1,
    detail: 'full',
    tookMs: clock.now() - askedAt,
    isHeld: true,
  };
  if (clock.now() - askedAt > GIVE_UP_MS) {
    observer.deliveryEnded({ ...facts, result: 'suppressed', reason: 'superseded' });
    return true;
  }
  const approvals = approvalsTo(settings, chat).map(({ name, code }) => name || code);
  const content = welcomeCard({ locale: settings.locale, chat, approvals });
  try {
    const key = createHash('sha256').update(`welcome ${eventId}`).digest('hex').slice(0, 40);
    const { messageId } = await speak(context, 'message.create', chat, (turn) =>
      postCard(client, turn, { id: chat, idType: 'chat_id' }, { content, key }),
    );
    observer.deliveryEnded({ ...facts, result: 'sent', reason: 'welcome', messageId });
    return true;
  } catch (thrown) {
    if (signal.aborted || thrown instanceof ChatBusy) return false;
    const error = toFeishuError(thrown);
    const verdict = verdictOf(error);
    const { remedy } = verdict;
    const again = isTriedAgain(verdict);
    const { code, logId } = error;
    observer.deliveryEnded({
      ...facts,
      result: again ? 'retry' : 'suppressed',
      reason: again ? 'retry' : 'refused',
      code,
      logId,
      remedy,
    });
    return !again;
  }
}
