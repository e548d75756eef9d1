import type { Text } from '../../base/language.ts';
import { NETWORK_LATER, NETWORK_REMEDIES } from '../../words/networkText.ts';
import { BadProxy, TookTooLong, TooLong } from './exchange.ts';

/**
 * Why no answer of Feishu came:
 * - `dns`, `refused`, `unreachable`, `timeout`, `tls`: before there was a connection, or, for `timeout`, at any time;
 * - `bad-proxy`, `proxy-login`, `proxy`: the configured proxy has no address, wants a name and password, or does not
 *   connect;
 * - `cut`: the connection broke;
 * - `not-feishu`: the answer is not Feishu's (a portal, a gateway, another server);
 * - `wrong-answer`: Feishu answered about something else, or with something impossible;
 * - `bad-id`: the id for the request is not valid, so no request was made.
 */
export type NetworkFailure =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'bad-proxy'
  | 'proxy-login'
  | 'proxy'
  | 'cut'
  | 'not-feishu'
  | 'wrong-answer'
  | 'bad-id';

const BY_CODE: readonly (readonly [RegExp, NetworkFailure])[] = [
  [/^(ENOTFOUND|EAI_)/, 'dns'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/, 'unreachable'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/, 'timeout'],
  [
    /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|ERR_TLS_|ERR_SSL_|EPROTO|UND_ERR_PRX_TLS)/,
    'tls',
  ],
];

/** The kind of a failed connection or request, by its error. */
export function networkFailure(error: Error): { readonly failure: NetworkFailure; readonly detail: string } {
  if (error instanceof TookTooLong) return { failure: 'timeout', detail: error.message };
  if (error instanceof BadProxy) return { failure: 'bad-proxy', detail: error.message };
  if (error instanceof TooLong) return { failure: 'not-feishu', detail: error.message };
  // undici gives the proxy's answer to CONNECT only in words.
  const proxied = /Proxy response \((\d{3})\)|Proxy Authentication Required \((407)\)/.exec(error.message);
  if (proxied) {
    const status = proxied[1] ?? proxied[2] ?? '';
    return { failure: status === '407' ? 'proxy-login' : 'proxy', detail: `the proxy answered ${status}` };
  }
  const { code = '', hostname = '' } = error as { code?: unknown; hostname?: unknown };
  const known = typeof code === 'string' ? code : '';
  const failure = BY_CODE.find(([pattern]) => pattern.test(known))?.[1] ?? 'cut';
  return {
    failure,
    detail: [known, hostname].filter((part) => part !== '').join(' ') || error.message.slice(0, 200),
  };
}

/** Failures that an outage cannot explain. */
const LASTING: ReadonlySet<NetworkFailure> = new Set([
  'bad-proxy',
  'proxy-login',
  'tls',
  'wrong-answer',
  'bad-id',
]);

/** A whole sentence; `isFirst`: Feishu was never reached since the program started. */
export function networkRemedy(failure: NetworkFailure, isFirst: boolean): Text {
  return isFirst || isLasting(failure) ? NETWORK_REMEDIES[failure] : NETWORK_LATER;
}

/** Whether a text is the name of a failure. */
export function isNetworkFailure(text: string): text is NetworkFailure {
  return Object.hasOwn(NETWORK_REMEDIES, text);
}

/** Whether waiting does not help, even if Feishu was reached before. */
export function isLasting(failure: NetworkFailure): boolean {
  return LASTING.has(failure);
}
