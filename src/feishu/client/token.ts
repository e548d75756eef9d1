import { type Backoff, backoffMs } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import { tokenOf } from './answer.ts';
import { answerError, toFeishuError } from './error.ts';
import type { SdkHttp } from './sdk.ts';

/**
 * The app's tenant access token, shared by all callers: the first one fetches it while the others wait. It is fetched
 * again when it expires or is refused. It lives at most two hours; Feishu gives a new one only when less than half an
 * hour remains
 * (open.feishu.cn/document/server-docs/authentication-management/access-token/tenant_access_token_internal).
 */
export interface TenantToken {
  /** The token in use; empty before the first {@link ensure}. */
  current(): string;
  /** @throws FeishuError which never counts as "the message may have been sent" */
  ensure(): Promise<string>;
  /**
   * Drops `token` if it is still in use: at once the first time, then at most once in a pause that doubles, since
   * Feishu may refuse new ones too.
   */
  refuse(token: string): void;
  /** A request with the current token succeeded. */
  taken(): void;
}

export interface TenantTokenOptions {
  readonly http: Pick<SdkHttp, 'post'>;
  readonly clock: Clock;
  /** Read for each new token: the secret may change. */
  readonly feishu: { readonly appId: string; readonly appSecret: string; readonly baseUrl: string };
}

const BETWEEN_RENEWALS: Backoff = { baseMs: 2_000, maxMs: 60_000 };
const LONGEST_LIFE_S = 7_200;
/** If Feishu does not say how long it lives. */
const SHORT_LIFE_S = 60;
/** It is renewed this long before it expires. */
const MARGIN_S = 180;
const NEVER = Number.NEGATIVE_INFINITY;

export function createTenantToken(options: TenantTokenOptions): TenantToken {
  return new Token(options);
}

class Token implements TenantToken {
  readonly #options: TenantTokenOptions;
  #token = '';
  /** Readings of the monotonic clock, like {@link #mayRenewAt}. */
  #until = NEVER;
  #mayRenewAt = NEVER;
  #refusals = 0;
  #pending: Promise<string> | undefined;

  constructor(options: TenantTokenOptions) {
    this.#options = options;
  }

  current(): string {
    return this.#token;
  }

  async ensure(): Promise<string> {
    if (this.#token !== '' && this.#now() < this.#until) return this.#token;
    this.#pending ??= this.#fetch().finally(() => {
      this.#pending = undefined;
    });
    try {
      return await this.#pending;
    } catch (thrown) {
      // Only the token request failed: the actual request has not left.
      throw toFeishuError(thrown).with({ reached: 'no' });
    }
  }

  refuse(refused: string): void {
    const now = this.#now();
    if (this.#token !== refused || now < this.#mayRenewAt) return;
    this.#until = NEVER;
    this.#refusals += 1;
    this.#mayRenewAt = now + backoffMs(this.#refusals, BETWEEN_RENEWALS);
  }

  taken(): void {
    this.#refusals = 0;
    this.#mayRenewAt = NEVER;
  }

  async #fetch(): Promise<string> {
    const { http, feishu } = this.#options;
    const { baseUrl, appId, appSecret } = feishu;
    const url = `${baseUrl}/open-apis/auth/v3/tenant_access_token/internal`;
    const answer = (await http.post(url, { app_id: appId, app_secret: appSecret })) as {
      code?: unknown;
      tenant_access_token?: unknown;
      expire?: unknown;
    } | null;
    if (answer?.code !== 0) throw answerError(answer, 200);
    this.#token = tokenOf(answer.tenant_access_token);
    const seconds = Number(answer.expire);
    const life = seconds > 0 ? Math.min(seconds, LONGEST_LIFE_S) : SHORT_LIFE_S;
    this.#until = this.#now() + (life - Math.min(MARGIN_S, life / 2)) * 1_000;
    return this.#token;
  }

  #now(): number {
    return this.#options.clock.monotonic();
  }
}
