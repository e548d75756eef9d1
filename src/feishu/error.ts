import { isAxiosError } from 'axios';

/**
 * A request to Feishu that did not end in `code: 0`. It holds nothing of the request: an axios error carries the
 * Authorization header and survives JSON.stringify.
 */
export class FeishuError extends Error {
  override readonly name = 'FeishuError';
  /** Feishu's `code`. Absent: no answer of Feishu's came, see {@link FeishuError.reached}. */
  readonly code: number | undefined;
  /** HTTP status; absent where there was no answer at all. */
  readonly status: number | undefined;
  readonly logId: string;
  /** `x-ogw-ratelimit-reset`: how many seconds to keep still. */
  readonly resetSeconds: number | undefined;
  /** `no`: it surely did not take effect. `maybe`: nobody knows (no code, a 5xx, or still being sent). */
  readonly reached: 'no' | 'maybe';

  constructor(
    message: string,
    facts: {
      code?: number;
      status?: number;
      logId?: string;
      resetSeconds?: number;
      reached?: 'no' | 'maybe';
    },
  ) {
    super(message);
    this.code = facts.code;
    this.status = facts.status;
    this.logId = facts.logId ?? '';
    this.resetSeconds = facts.resetSeconds;
    this.reached = facts.reached ?? (isUncertain(facts.code, facts.status) ? 'maybe' : 'no');
  }
}

/** "It is being sent": the first of two requests with one key is still under way. */
const BEING_SENT = 230049;

/** A 5xx tells that something went wrong, not where, even if a code stands in it. */
function isUncertain(code: number | undefined, status: number | undefined): boolean {
  return code === undefined || code === BEING_SENT || (status !== undefined && status >= 500);
}

/** What happens before a byte of the request has left: name look-up, connection, TLS. */
const NEVER_LEFT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EAI_FAIL|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ERR_INVALID_URL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_CERT)/;

/** Whatever a request ended with, as a FeishuError. */
export function toFeishuError(thrown: unknown): FeishuError {
  if (thrown instanceof FeishuError) return thrown;
  if (!isAxiosError<unknown>(thrown)) {
    // Thrown before the request was made, or while its answer was read: we cannot tell which.
    return new FeishuError(thrown instanceof Error ? thrown.message : 'unknown failure', {});
  }
  const { response } = thrown;
  if (!response) {
    const code = thrown.code ?? '';
    return new FeishuError(`no answer (${code || thrown.message})`, {
      reached: NEVER_LEFT.test(code) ? 'no' : 'maybe',
    });
  }
  return answerError(response.data, response.status, response.headers as Record<string, unknown>);
}

/** An answer that is no success, read with suspicion: it may be a gateway's HTML page. */
export function answerError(
  body: unknown,
  status: number,
  headers: Record<string, unknown> = {},
): FeishuError {
  const { code, msg, error } = (typeof body === 'object' && body !== null ? body : {}) as {
    code?: unknown;
    msg?: unknown;
    error?: { log_id?: unknown };
  };
  const logId = error?.log_id ?? headers['x-tt-logid'];
  const resetSeconds = Number(headers['x-ogw-ratelimit-reset']);
  return new FeishuError(typeof msg === 'string' && msg !== '' ? msg.slice(0, 500) : `HTTP ${status}`, {
    status,
    ...(typeof code === 'number' && Number.isSafeInteger(code) ? { code } : {}),
    ...(typeof logId === 'string' ? { logId: logId.slice(0, 100) } : {}),
    ...(resetSeconds > 0 && resetSeconds < 86_400 ? { resetSeconds: Math.ceil(resetSeconds) } : {}),
  });
}
