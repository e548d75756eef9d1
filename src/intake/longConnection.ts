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
    /** May be empty: Feishu identifies the app by its secret. */
    readonly verificationToken: string;
  };
  readonly accept: {
    (event: FeishuEvent): Promise<void>;
    /** Handles a press of a card's button; resolves to the answer. */
    readonly press?: (event: FeishuEvent) => Promise<object>;
  };
  readonly clock: Clock;
  readonly log: Log;
  /** For log lines about incoming messages, of which there can be any number. */
  readonly throttle: Throttle;
  /** Something was refused or dropped. If the store cannot take an event, that does not count. */
  readonly onRefused: (refusal: Refusal) => void;
  /** An event is authentic, so all settings that it needs are right. */
  readonly onAccepted?: () => void;
  /** Events can come in from now on. Earlier ones may have been missed. */
  readonly onUp?: () => void;
  readonly times?: Partial<SocketTimes>;
}

/** Feishu waits 3 s for the acknowledgement; the rest is for the network. */
export const ANSWER_MS = 2_500;

/**
 * Takes events over the long connection and hands them to `accept`, like the webhook.
 *
 * An event is acknowledged once it is on disk, or if it need not be. Anything that is not an event is acknowledged too:
 * sending it again would not help. If the store cannot take an event, or not in time, it is refused and Feishu sends it
 * again; if it is on disk by then, its id makes it a duplicate.
 *
 * @throws OperatorError if the app id cannot connect
 */
export function openLongConnection(parts: LongConnectionParts): Socket {
  const { clock, log, throttle, onRefused } = parts;
  return superviseSocket({
    ...parts.feishu,
    // Read for each connection: it may change.
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
    onDown: (why) => log.warn({ why }, 'the long connection to Feishu is down: it is opened again'),
    onUnreadable: () => {
      onRefused(refusalOf('no-event'));
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

/** Handles one event of the connection: resolves to acknowledge it, rejects to get it again. */
function createReceive(parts: ReceiveParts) {
  const { feishu, accept, clock, log, throttle } = parts;
  const tokenMatches = (token: string): boolean =>
    feishu.verificationToken === '' || sameSecret(token, feishu.verificationToken);

  return async (parsed: unknown, text: string): Promise<object | undefined> => {
    const envelope = readEnvelope(parsed, text);
    if (envelope.kind !== 'event') {
      parts.onRefused(refusalOf('no-event'));
      throttle.run('no event', (times) =>
        log.warn(
          { bytes: Buffer.byteLength(text), times },
          'the long connection brought something that is no event: acknowledged and dropped',
        ),
      );
      return undefined;
    }
    if (!tokenMatches(envelope.event.token)) {
      parts.onRefused(refusalOf('token-differs'));
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
