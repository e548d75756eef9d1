import { answerError, toFeishuError } from './error.ts';
import { createExchanges, type Outgoing } from './exchange.ts';
import type { SdkHttp } from './sdk.ts';

/** A request to Feishu ends within this time. The SDK's own default is to wait for ever. */
export const REQUEST_TIMEOUT_MS = 10_000;
/** Feishu's answers have kilobytes. */
const MOST_BYTES = 10_000_000;

/** The HTTP client under the SDK. */
export interface Http extends SdkHttp {
  /** Aborts the current requests and closes kept-alive connections. */
  close(): Promise<void>;
}

/** The time in an answer, and how long the answer took. */
export interface HttpAnswer {
  /** The `Date` header; empty if there is none. */
  readonly date: string;
  readonly tookMs: number;
}

/** What the SDK passes for one request. */
interface SdkRequest {
  readonly url?: string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly paramsSerializer?: (params: object) => string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
  readonly timeout?: number;
  readonly $return_headers?: boolean;
}

/**
 * The HTTP client under the SDK. It only resolves to the body of an answer of Feishu with `code: 0`: every failure
 * becomes a FeishuError, so no secret of a request can reach a log. An answer takes at most {@link REQUEST_TIMEOUT_MS}
 * as a whole, and has at most {@link MOST_BYTES}.
 *
 * @param monotonic measures how long an answer took, ms
 */
export function createHttp(
  onAnswer: (answer: HttpAnswer) => void = () => undefined,
  monotonic: () => number = () => performance.now(),
): Http {
  const exchanges = createExchanges();
  let wasReached = false;

  const exchange = async (options: SdkRequest): Promise<unknown> => {
    const startedAt = monotonic();
    const timeoutMs = Math.min(options.timeout || REQUEST_TIMEOUT_MS, REQUEST_TIMEOUT_MS);
    const { status, headers, text } = await exchanges.send(outgoingOf(options), {
      timeoutMs,
      mostBytes: MOST_BYTES,
    });
    onAnswer({
      date: typeof headers.date === 'string' ? headers.date : '',
      tookMs: monotonic() - startedAt,
    });
    const body = parse(text);
    const isTaken = status < 300 && (body as { code?: unknown } | null)?.code === 0;
    if (!isTaken) throw answerError(body, status, headers);
    return options.$return_headers ? { data: body, headers } : body;
  };
  const request = async (options: SdkRequest): Promise<unknown> => {
    try {
      const body = await exchange(options);
      wasReached = true;
      return body;
    } catch (thrown) {
      const error = toFeishuError(thrown);
      if (error.code !== undefined) wasReached = true;
      throw wasReached ? error : error.with({ isFirst: true });
    }
  };
  return {
    request: (options) => request(options as SdkRequest),
    post: (url, data, options) =>
      request({ ...(options as SdkRequest | undefined), url, data, method: 'POST' }),
    close: () => exchanges.close(),
  };
}

function outgoingOf({
  url = '',
  method = 'GET',
  params,
  paramsSerializer,
  headers,
  data,
}: SdkRequest): Outgoing {
  const address = new URL(url);
  const query = params === undefined ? '' : (paramsSerializer ?? serialize)(params);
  // Generated GETs have a body `{}`, which some gateways answer with 411.
  const hasBody = method.toUpperCase() !== 'GET' && data !== undefined;
  return {
    method: method.toUpperCase(),
    origin: address.origin,
    path: query === '' ? address.pathname : `${address.pathname}?${query}`,
    headers: {
      accept: 'application/json',
      ...(hasBody ? { 'content-type': 'application/json; charset=utf-8' } : {}),
      ...(headers as Record<string, string> | undefined),
    },
    body: hasBody ? (typeof data === 'string' ? data : JSON.stringify(data)) : undefined,
  };
}

/** Like the SDK: a list repeats its key, and undefined values are left out. */
function serialize(params: object): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) query.append(key, String(one));
  }
  return query.toString();
}

/** What is not JSON stays a text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
