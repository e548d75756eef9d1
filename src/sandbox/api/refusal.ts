/** Why a request was refused, for tests that count refusals. */
export type RefusalReason = 'token' | 'scope' | 'limit' | 'card' | 'request' | 'fault';

/** An answer other than code 0. The endpoints throw it, the server writes it. */
export class ApiRefusal extends Error {
  readonly code: number;
  readonly status: number;
  readonly reason: RefusalReason;
  readonly headers: Readonly<Record<string, string>>;
  /** Members of the answer's `error` object in addition to `log_id`. */
  readonly detail: object;

  constructor(
    code: number,
    message: string,
    more: { status?: number; reason?: RefusalReason; headers?: Record<string, string>; detail?: object } = {},
  ) {
    super(message);
    this.code = code;
    this.status = more.status ?? 400;
    this.reason = more.reason ?? 'request';
    this.headers = more.headers ?? {};
    this.detail = more.detail ?? {};
  }
}
