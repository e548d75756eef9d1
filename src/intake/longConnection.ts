import { atMost } from '../base/atMost.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { type FeishuEvent, readEnvelope } from '../feishu/envelope.ts';
import { sameSecret } from '../feishu/signature.ts';
import { type Socket, superviseSocket } from '../feishu/socket.ts';
import type { SocketTimes } from '../feishu/socketTimes.ts';

export interface LongConnectionParts {
  readonly feishu: {
    readonly appId: string;
    readonly appSecret: string;
    readonly baseUrl: string;
    /** Empty: none, and none is needed: Feishu knows the app by its secret. */
    readonly verificationToken: string;
  };
  readonly accept: (event: FeishuEvent) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** Events can come in from now on. What happened before may have been missed. */
  readonly onUp?: () => void;
  readonly times?: Partial<SocketTimes>;
}

/** Feishu waits 3 s for the acknowledgement; the rest is for its way there. */
export const ANSWER_MS = 2_500;

/**
 * The door for events over the long connection: the same corridor as the webhook's, `accept`, behind it.
 *
 * An event is acknowledged once it is on disk or needs no place there. What is no event is acknowledged too: sent
 * again it would be none again. When the store cannot take an event, or not in time, it is refused and Feishu
 * sends it again; that it may be on disk by then does no harm, since its id is.
 *
 * @throws OperatorError where the app id is none that can connect
 */
export function openLongConnection(parts: LongConnectionParts): Socket {
  const { clock, log } = parts;
  return superviseSocket({
    ...parts.feishu,
    clock,
    log,
    ...(parts.times && { times: parts.times }),
    accept: createReceive(parts),
    onUp: () => {
      log.info({}, 'the long connection to Feishu is up');
      parts.onUp?.();
    },
    onDown: (why) => log.warn({ why }, 'the long connection to Feishu is down: it is made anew'),
  });
}

type ReceiveParts = Pick<LongConnectionParts, 'accept' | 'clock' | 'log'> & {
  readonly feishu: Pick<LongConnectionParts['feishu'], 'verificationToken'>;
};

/** What becomes of one event that came over the connection: resolves to acknowledge it, rejects to have it again. */
export function createReceive({ feishu, accept, clock, log }: ReceiveParts) {
  const tokenMatches = (token: string): boolean =>
    feishu.verificationToken === '' || sameSecret(token, feishu.verificationToken);

  return async (parsed: unknown, text: string): Promise<void> => {
    const envelope = readEnvelope(parsed, text);
    if (envelope.kind !== 'event') {
      log.warn(
        { bytes: Buffer.byteLength(text) },
        'the long connection brought something that is no event: acknowledged and dropped',
      );
      return;
    }
    if (!tokenMatches(envelope.event.token)) {
      throw new Error(
        'its token is not the configured feishu.verificationToken: correct it, or leave it empty',
      );
    }
    if ((await atMost(clock, ANSWER_MS, accept(envelope.event))) === 'late') {
      throw new Error(`the store did not take it within ${ANSWER_MS} ms`);
    }
  };
}
