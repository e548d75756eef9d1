import { createRequire } from 'node:module';
import type * as Lark from '@larksuiteoapi/node-sdk';
import type { Log } from '../base/log.ts';

/**
 * The only file that imports the SDK. It is loaded with `require`, which takes half the time and memory of
 * `import` (an ESM import scans six megabytes for exports), and only when first needed.
 */
function loadSdk(): typeof Lark {
  return createRequire(import.meta.url)('@larksuiteoapi/node-sdk') as typeof Lark;
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
