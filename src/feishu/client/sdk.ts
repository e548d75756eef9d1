import { existsSync } from 'node:fs';
import type { Agent } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as Lark from '@larksuiteoapi/node-sdk';
import type { Log } from '../../base/log.ts';
import { boundClient } from '../socket/boundClient.ts';
import { loadWithBoundedWebSocket } from '../socket/boundedWebSocket.ts';

/**
 * The only file that imports the SDK. It is loaded with `require`, which takes half the time and memory of
 * `import` (an ESM import scans six megabytes for exports), and only when first needed.
 *
 * The built program has a minified copy of the same release (scripts/minifySdk.mjs), which saves another eight
 * megabytes.
 */
function loadSdk(): typeof Lark {
  const minified = fileURLToPath(new URL('./larkSdk.cjs', import.meta.url));
  const here = createRequire(import.meta.url);
  const file = existsSync(minified) ? minified : here.resolve('@larksuiteoapi/node-sdk');
  const loaded = here.cache[file]?.exports ?? loadWithBoundedWebSocket(createRequire(file), file);
  return loaded as typeof Lark;
}

export type SdkClient = Lark.Client;

/** What the SDK needs of an HTTP client: both resolve to the body of the answer. */
export interface SdkHttp {
  request(options: object): Promise<unknown>;
  post(url: string, body?: unknown, options?: object): Promise<unknown>;
}

/**
 * The SDK's client with our own HTTP and our own token. `token` is called before every request and is never empty. So
 * the SDK's own fetching is never used, which fetches once per caller and keeps refused tokens.
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

/** The SDK passes its logger one array, which may contain tokens and bodies: only the texts are kept. */
function quietLogger(log: Log): Lark.Logger {
  const keep = (...parts: unknown[]): void => {
    const texts = parts.flat().filter((part) => typeof part === 'string');
    log.debug({ said: texts.join(' ').slice(0, 200) }, 'sdk');
  };
  return { error: keep, warn: keep, info: keep, debug: keep, trace: keep };
}

/** One long connection. It does not reconnect. */
export interface SdkSocket {
  /** Asks the SDK each time, so it is right immediately after a cut. */
  isOpen(): boolean;
  /** Closes the connection properly; `force`: cuts it. There are no callbacks afterwards. */
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
  /** One parsed event. Resolves: acknowledged with 200. Rejects: with 500, and Feishu sends it again. */
  readonly receive: (parsed: unknown) => Promise<object | undefined>;
  readonly onOpen: () => void;
  /** It could not be opened. */
  readonly onFailed: (why: string) => void;
  /** A frame or an event could not be read; it was not acknowledged. */
  readonly onUnreadable: () => void;
  readonly log: Log;
}

/**
 * Opens a long connection with the SDK's client, with limits (`../socket/boundClient.ts`). Two of its parts are not
 * used:
 *
 * Its own reconnecting waits up to 30 s, then two minutes each time, and gives up for good if Feishu is merely busy. It
 * is off: each connection has its own client.
 *
 * Its dispatcher flattens an event, loses the inner `uuid`, and acknowledges unknown types. The client only calls
 * `invoke` of a dispatcher, so an object with that one method gets the raw event. `test/intake/longConnection.test.ts`
 * fails if that ever changes.
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
  boundClient(client);
  void client.start({ eventDispatcher: { invoke: o.receive } as unknown as Lark.EventDispatcher });
  return {
    isOpen: () => client.getConnectionStatus().state === 'connected',
    close: (how) => client.close(how),
  };
}

/** The SDK's log messages about a dropped frame. */
const UNREADABLE = /^failed to (handle inbound frame|merge event fragments)/;

export interface RegisterOptions {
  /** The host of the accounts' site; absent: Feishu's, which recognises accounts of Lark. */
  readonly accounts?: string;
  /** An existing app: missing scopes are added to it. */
  readonly appId?: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly events: readonly string[];
  readonly callbacks: readonly string[];
  /** A person must open or scan this link within this many seconds. */
  readonly onLink: (link: string, seconds: number) => void;
  readonly signal?: AbortSignal;
}

/** An app that a person has agreed to. */
export interface RegisteredApp {
  readonly appId: string;
  readonly appSecret: string;
  readonly brand: 'feishu' | 'lark';
}

/** Why no app was created: the platform's code (`access_denied`, `expired_token`, `abort`), or the network's words. */
export class RegistrationError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Creates an app, or adds to one, once a person has scanned a code (RFC 8628). The platform silently ignores unknown
 * scopes and events: check afterwards what was granted.
 *
 * @throws RegistrationError
 */
export async function registerApp(o: RegisterOptions): Promise<RegisteredApp> {
  try {
    const made = await loadSdk().registerApp({
      ...(o.accounts ? { domain: o.accounts, larkDomain: o.accounts } : {}),
      ...(o.appId ? { appId: o.appId } : { createOnly: true }),
      ...(o.signal ? { signal: o.signal } : {}),
      source: 'approval-relay',
      appPreset: { name: o.name },
      addons: {
        preset: false,
        scopes: { tenant: [...o.scopes] },
        events: { items: { tenant: [...o.events] } },
        callbacks: { items: [...o.callbacks] },
      },
      onQRCodeReady: ({ url, expireIn }) => o.onLink(url, expireIn),
    });
    const brand = made.user_info?.tenant_brand === 'lark' ? 'lark' : 'feishu';
    return { appId: made.client_id, appSecret: made.client_secret, brand };
  } catch (thrown) {
    // If the platform refuses, the SDK rejects with an object of its own.
    const { code, description, message } = thrown as Record<string, unknown>;
    throw new RegistrationError(String(code ?? ''), String(description ?? message ?? thrown));
  }
}
