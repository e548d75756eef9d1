import { atMost } from '../base/atMost.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Throttle } from '../base/throttle.ts';
import { isCardPress } from '../feishu/events/cardPress.ts';
import { type FeishuEvent, readEnvelope } from '../feishu/events/envelope.ts';
import { sameSecret } from '../feishu/events/signature.ts';
import { type Socket, superviseSocket } from '../feishu/socket/socket.ts';
import type { SocketTimes } from '../feishu/socket/socketTimes.ts';
import { type Refusal, refusalOf } from './refusal.ts';

export interface LongConnectionParts {
  readonly feishu: {
    readonly appId: string;
    readonly appSecret: string;
    readonly baseUrl: string;
    /** Empty: none, and none is needed: Feishu knows the app by its secret. */
    readonly verificationToken: string;
  };
  readonly accept: {
    (event: FeishuEvent): Promise<void>;
    /** Takes a press of a card's button; resolves to the answer. */
    readonly press?: (event: FeishuEvent) => Promise<object>;
  };
  readonly clock: Clock;
  readonly log: Log;
  /** For lines about what comes in: it may be as much as it likes. */
  readonly throttle: Throttle;
  /** Something was refused for what it is, or dropped. That the store cannot take it is no refusal. */
  readonly onRefused: (refusal: Refusal) => void;
  /** An event is authentic, so all settings that it needs are right. */
  readonly onAccepted?: () => void;
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
  const { clock, log, throttle, onRefused } = parts;
  return superviseSocket({
    ...parts.feishu,
    // Read anew for each connection: it may change.
    get appSecret() {
      return parts.feishu.appSecret;
    },
    clock,
    log,
    throttle,
    ...(parts.times && { times: parts.times }),
    accept: createReceive(parts),
    onUp: () => {
      log.info({}, 'the long connection to Feishu is up');
      parts.onUp?.();
    },
    onDown: (why) => log.warn({ why }, 'the long connection to Feishu is down: it is made anew'),
    onUnreadable: () => {
      onRefused(refusalOf('no-event', true));
      throttle.run('unreadable frame', (times) =>
        log.warn(
          { times },
          'Feishu sent a frame that cannot be read: it is not acknowledged, and Feishu sends it again',
        ),
      );
    },
  });
}

type ReceiveParts = Pick<
  LongConnectionParts,
  'accept' | 'clock' | 'log' | 'throttle' | 'onRefused' | 'onAccepted'
> & {
  readonly feishu: Pick<LongConnectionParts['feishu'], 'verificationToken'>;
};

/** What becomes of one event that came over the connection: resolves to acknowledge it, rejects to have it again. */
function createReceive(parts: ReceiveParts) {
  const { feishu, accept, clock, log, throttle } = parts;
  const tokenMatches = (token: string): boolean =>
    feishu.verificationToken === '' || sameSecret(token, feishu.verificationToken);

  return async (parsed: unknown, text: string): Promise<object | undefined> => {
    const envelope = readEnvelope(parsed, text);
    if (envelope.kind !== 'event') {
      parts.onRefused(refusalOf('no-event', true));
      throttle.run('no event', (times) =>
        log.warn(
          { bytes: Buffer.byteLength(text), times },
          'the long connection brought something that is no event: acknowledged and dropped',
        ),
      );
      return undefined;
    }
    if (!tokenMatches(envelope.event.token)) {
      parts.onRefused(refusalOf('token-differs', true));
      throw new Error(
        'its token is not the configured feishu.verificationToken: correct it, or leave it empty',
      );
    }
    parts.onAccepted?.();
    if (isCardPress(envelope.event) && accept.press) return accept.press(envelope.event);
    if ((await atMost(clock, ANSWER_MS, accept(envelope.event))) === 'late') {
      throw new Error(`the store did not take it within ${ANSWER_MS} ms`);
    }
    return undefined;
  };
}
