import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import { createRequire } from 'node:module';
import { isIP, type LookupFunction } from 'node:net';
import type { Agent, buildConnector, Dispatcher } from 'undici';
import { isPublicAddress } from '../base/publicAddress.ts';
import { SIGNATURE_HEADER, signHook } from './signHook.ts';

/** The target of a hook. */
export interface HookTarget {
  readonly url: string;
  readonly secret: string;
  readonly allowPrivate: boolean;
}

/**
 * Why a request got no answer:
 * - `private-address`: the name leads to an address that is not public, or the URL is not https;
 * - `dns`, `refused`, `unreachable`, `tls`: there was no connection;
 * - `timeout`, `cut`: there may have been one.
 */
export type HookFailure = 'private-address' | 'dns' | 'refused' | 'unreachable' | 'tls' | 'timeout' | 'cut';

/** The result of a request. */
export type HookAnswer =
  /** `retryAfterMs`: how long the receiver asks to wait. */
  { readonly status: number; readonly retryAfterMs?: number } | { readonly failure: HookFailure };

/** Sends JSON to other systems over kept-alive connections. */
export interface HookSender {
  /** Never rejects. `now`: ms since the epoch, for the signature. */
  send(hook: HookTarget, body: string, now: number, signal?: AbortSignal): Promise<HookAnswer>;
  /** Aborts the current requests. */
  close(): Promise<void>;
}

/** How a name becomes addresses; as `dns.lookup` with `all`. */
export type ResolveAll = (
  name: string,
  options: LookupOptions & { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** How long a receiver may take to answer. */
export const HOOK_TIMEOUT_MS = 10_000;
const CONNECT_MS = 5_000;
const LONGEST_REST_S = 300;

/** The address is not for hooks. */
class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress';
}

/**
 * Each address is checked twice: when the name is resolved for this connection, so it cannot resolve differently later,
 * and on the connected socket. Redirects are not followed. No proxy is used: behind one, the address would be unknown.
 *
 * @param resolve how names become addresses
 */
export function createHookSender(resolve: ResolveAll = systemLookup): HookSender {
  const agents = { guarded: createAgent(guarded(resolve)), free: createAgent() };
  return {
    async send({ url, secret, allowPrivate }, body, now, signal) {
      const { origin, pathname, search, protocol, hostname } = new URL(url);
      if (!allowPrivate && (protocol !== 'https:' || isPrivateLiteral(hostname)))
        return { failure: 'private-address' };
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'approval-relay',
        [SIGNATURE_HEADER]: signHook(secret, body, now),
      };
      const request = { origin, path: pathname + search, method: 'POST', headers, body } as const;
      return dispatch(allowPrivate ? agents.free : agents.guarded, request, signal);
    },
    async close() {
      await Promise.all([agents.guarded.destroy(), agents.free.destroy()]);
    },
  };
}

/** A name is checked when it is resolved; an address in the URL itself is not resolved, so it is checked here. */
function isPrivateLiteral(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  return isIP(address) !== 0 && !isPublicAddress(address);
}

/** Only the agent, without the rest of undici: see feishu/client/exchange.ts. */
function createAgent(connect?: buildConnector.connector): Agent {
  const require = createRequire(import.meta.url);
  const made = require('undici/lib/dispatcher/agent.js') as typeof Agent;
  const shared = { connections: 2, allowH2: false, headersTimeout: 0, bodyTimeout: 0 };
  return new made({ ...shared, connect: connect ?? { timeout: CONNECT_MS } });
}

/** Connects only to public addresses. */
function guarded(resolve: ResolveAll): buildConnector.connector {
  const require = createRequire(import.meta.url);
  const build = require('undici/lib/core/connect.js') as typeof buildConnector;
  const lookup: LookupFunction = (name, options, done) =>
    resolve(name, { ...options, all: true }, (error, addresses) => {
      const open = error ? [] : addresses.filter(({ address }) => isPublicAddress(address));
      const [first] = open;
      if (!first) return done(error ?? new PrivateAddress('the name leads to no public address'), '', 4);
      if (options.all) done(null, open);
      else done(null, first.address, first.family);
    });
  const connect = build({ timeout: CONNECT_MS, allowH2: false, lookup });
  return (options, done) =>
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error || isPublicAddress(socket.remoteAddress ?? '')) return done(...result);
      socket.destroy();
      done(new PrivateAddress('the connection leads to no public address'), null);
    });
}

function dispatch(
  agent: Agent,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal | undefined,
): Promise<HookAnswer> {
  return new Promise((resolve) => {
    let abort: (() => void) | undefined;
    const end = (answer: HookAnswer): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      resolve(answer);
      abort?.();
    };
    let answer: HookAnswer | undefined;
    let bytes = 0;
    // What the receiver has answered counts, even if the rest of its answer does not come.
    const endWith = (failure: HookFailure): void => end(answer ?? { failure });
    const giveUp = (): void => endWith('cut');
    const timer = setTimeout(() => endWith('timeout'), HOOK_TIMEOUT_MS).unref();
    signal?.addEventListener('abort', giveUp, { once: true });
    agent.dispatch(request, {
      onRequestStart(controller) {
        abort = () => controller.abort(new Error('over'));
      },
      onResponseStart(_controller, status, headers) {
        // An interim answer.
        if (status < 200) return;
        answer = { status, ...restAsked(headers['retry-after']) };
      },
      onResponseData(controller, chunk) {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) {
          endWith('cut');
          controller.abort(new Error('over'));
        }
      },
      onResponseEnd() {
        abort = undefined;
        endWith('cut');
      },
      onResponseError: (_controller, error) => endWith(failureOf(error)),
    });
  });
}

/** The limit up to which an answer is read to its end, so the connection can be kept. */
const MOST_BYTES = 64 * 1024;

function restAsked(given: string | string[] | undefined): { readonly retryAfterMs?: number } {
  const seconds = typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : 0;
  return seconds > 0 ? { retryAfterMs: Math.min(seconds, LONGEST_REST_S) * 1_000 } : {};
}

const BY_CODE: readonly (readonly [RegExp, HookFailure])[] = [
  [/^(ENOTFOUND|EAI_)/, 'dns'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/, 'unreachable'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'timeout'],
  [/^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|ERR_TLS_|ERR_SSL_|EPROTO)/, 'tls'],
];

function failureOf(error: Error): HookFailure {
  if (error instanceof PrivateAddress) return 'private-address';
  const { code } = error as NodeJS.ErrnoException;
  return BY_CODE.find(([pattern]) => pattern.test(code ?? ''))?.[1] ?? 'cut';
}
