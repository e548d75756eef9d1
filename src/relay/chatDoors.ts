import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { FeishuError } from '../feishu/error.ts';
import type { Verdict } from '../feishu/errorCodes.ts';
import type { ClosedChat, Deliveries } from '../store/deliveries.ts';

/**
 * Which chats take messages from us. One that refused is closed: what is for it is parked without a call, until
 * somebody adds the bot again, the program starts anew, or the one delivery that is tried each hour gets through.
 */
export interface ChatDoors {
  /** Why nothing is to be sent there now; undefined: it may be tried. */
  refusal(chat: string): Promise<string | undefined>;
  /** A request is about to leave. To a closed chat it is the one of this hour. */
  trying(chat: string): Promise<void>;
  close(chat: string, error: FeishuError, verdict: Verdict): Promise<void>;
  /** Something got through. */
  opened(chat: string): Promise<void>;
  /** Says, once in a while, that a person must act. */
  warn(chat: string, error: FeishuError, verdict: Verdict): void;
}

const PROBE_MS = 3_600_000;
const WARN_EVERY_MS = 10 * 60_000;

export function createChatDoors(
  work: Pick<Deliveries, 'closedChat' | 'closeChat' | 'openChat'>,
  clock: Clock,
  log: Log,
): ChatDoors {
  /** Closed chats of which the next request is the hour's probe. */
  const probed = new Map<string, ClosedChat>();
  const warnedAt = new Map<string, number>();
  return {
    async refusal(chat) {
      const closed = await work.closedChat(chat);
      if (!closed) return undefined;
      if (clock.now() < closed.probeAt) return `chat-closed: ${closed.reason}`;
      probed.set(chat, closed);
      return undefined;
    },
    async trying(chat) {
      const closed = probed.get(chat);
      if (closed) await work.closeChat(chat, { ...closed, probeAt: clock.now() + PROBE_MS });
    },
    async close(chat, error, { remedy }) {
      probed.delete(chat);
      const now = clock.now();
      const closed = { closedAt: now, probeAt: now + PROBE_MS, code: error.code ?? 0, reason: remedy };
      if (!(await work.closeChat(chat, closed))) return;
      log.warn(
        { chat, code: error.code, remedy },
        'a chat takes no messages from the bot: its deliveries are parked',
      );
    },
    async opened(chat) {
      if (probed.delete(chat)) await work.openChat(chat);
    },
    warn(chat, error, { remedy }) {
      const key = `${error.code}`;
      const last = warnedAt.get(key);
      if (last !== undefined && clock.now() - last < WARN_EVERY_MS) return;
      warnedAt.set(key, clock.now());
      const facts = { chat, code: error.code, why: error.message, remedy };
      log.warn(facts, 'deliveries wait until somebody acts');
    },
  };
}
