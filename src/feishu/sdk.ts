import { existsSync } from 'node:fs';
import type { Agent } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as Lark from '@larksuiteoapi/node-sdk';
import type { Log } from '../base/log.ts';

/**
 * The only file that imports the SDK. It is loaded with `require`, which takes half the time and memory of
 * `import` (an ESM import scans six megabytes for exports), and only when first needed.
 *
 * The built program has a minified copy of the same release beside it (minifySdk.mjs), which takes another eight
 * megabytes less.
 */
function loadSdk(): typeof Lark {
  const minified = fileURLToPath(new URL('./larkSdk.cjs', import.meta.url));
  const from = existsSync(minified) ? minified : '@larksuiteoapi/node-sdk';
  return createRequire(import.meta.url)(from) as typeof Lark;
}

export type SdkClient = Lark.Client;

/** What the SDK asks of an HTTP client: both resolve to the body of the answer. */
export interface SdkHttp {
  request(options: object): Promise<unknown>;
  post(url: string, body?: unknown, options?: object): Promise<unknown>;
}

/**
 * The SDK's client over our own HTTP and our own token. `token` is asked before every request and never answers
 * empty, so that the SDK's own fetching, which asks once per caller and keeps refused tokens, is never reached.
 */
export function createSdkClient(o: {
  readonly appId: string;
  readonly appSecret: string;
  readonly baseUrl: string;
  readonly http: SdkHttp;
  readonly token: () => string;
  readonly log: Log;
}): SdkClient {
  const lark = loadSdk();
  return new lark.Client({
    appId: o.appId,
    appSecret: o.appSecret,
    domain: o.baseUrl,
    httpInstance: o.http as unknown as Lark.HttpInstance,
    cache: { get: async () => o.token(), set: async () => true },
    logger: quietLogger(o.log),
    loggerLevel: lark.LoggerLevel.warn,
  });
}

/** The SDK hands its logger one array, which may hold tokens and bodies: the texts alone are kept. */
function quietLogger(log: Log): Lark.Logger {
  const keep = (...parts: unknown[]): void => {
    const texts = parts.flat().filter((part) => typeof part === 'string');
    log.debug({ said: texts.join(' ').slice(0, 200) }, 'sdk');
  };
  return { error: keep, warn: keep, info: keep, debug: keep, trace: keep };
}

/** One long connection: it is made once, and when it is lost it stays lost. */
export interface SdkSocket {
  /** Asks the SDK each time: between a cut and whoever notices it there is no moment in which this is wrong. */
  isOpen(): boolean;
  /** Says goodbye to Feishu; `force`: hangs up. Nothing is called back afterwards. */
  close(how: { readonly force: boolean }): void;
}

export interface SdkSocketOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly baseUrl: string;
  readonly http: Pick<SdkHttp, 'request'>;
  readonly agent: Agent;
  /** ms until a handshake without an answer is given up. The SDK's own default is never. */
  readonly handshakeMs: number;
  /** ms until an unanswered ping ends the connection. The SDK's own default is never. */
  readonly pongMs: number;
  /** One event, as it was parsed. Resolves: acknowledged with 200. Rejects: with 500, and Feishu sends it again. */
  readonly receive: (parsed: unknown) => Promise<void>;
  readonly onOpen: () => void;
  /** It could not be made. */
  readonly onFailed: (why: string) => void;
  /** Something came that could not be read as a frame or an event; it was not acknowledged. */
  readonly onUnreadable: () => void;
  readonly log: Log;
}

/**
 * Opens a long connection with the SDK's client. Two of its ways are set aside:
 *
 * Its own reconnecting waits up to 30 s, then two minutes each time, and gives up for good where Feishu is merely
 * busy. It is off: a client lives as long as one connection.
 *
 * Its dispatcher flattens an event, loses the inner `uuid`, and acknowledges types that it does not know. The
 * client calls nothing of a dispatcher but `invoke`, so an object with that one method gets the event as it came.
 * `test/intake/longConnection.test.ts` notices if that ever changes.
 */
export function openSdkSocket(o: SdkSocketOptions): SdkSocket {
  const lark = loadSdk();
  const { error: _, ...log } = quietLogger(o.log);
  const error = (...parts: unknown[]): void => {
    log.warn(...parts);
    if (parts.flat().some((part) => UNREADABLE.test(String(part)))) o.onUnreadable();
  };
  const client = new lark.WSClient({
    appId: o.appId,
    appSecret: o.appSecret,
    domain: o.baseUrl,
    httpInstance: o.http as unknown as Lark.HttpInstance,
    agent: o.agent,
    autoReconnect: false,
    handshakeTimeoutMs: o.handshakeMs,
    wsConfig: { pingTimeout: o.pongMs / 1_000 },
    onReady: o.onOpen,
    onError: (failure) => o.onFailed(failure.message),
    logger: { ...log, error },
    loggerLevel: lark.LoggerLevel.warn,
  });
  void client.start({ eventDispatcher: { invoke: o.receive } as unknown as Lark.EventDispatcher });
  return {
    isOpen: () => client.getConnectionStatus().state === 'connected',
    close: (how) => client.close(how),
  };
}

/** How the SDK's log speaks of a frame that it drops. */
const UNREADABLE = /^failed to (handle inbound frame|merge event fragments)/;
