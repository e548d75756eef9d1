import { type Backoff, backoffMs } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { answerError, toFeishuError } from './error.ts';
import type { SdkHttp } from './sdk.ts';

/**
 * The app's tenant access token: one for all, fetched by the first who needs it while the others wait, and
 * fetched anew when it ends or is refused. It lives at most two hours; Feishu gives a new one only when less than
 * half an hour remains
 * (open.feishu.cn/document/server-docs/authentication-management/access-token/tenant_access_token_internal).
 */
export interface TenantToken {
  /** The token in use; empty before the first {@link ensure}. */
  current(): string;
  /** @throws FeishuError which never counts as "the message may have been sent" */
  ensure(): Promise<string>;
  /**
   * Drops `token` if it is still the one in use: at once the first time, then no sooner than after a pause that
   * doubles, since Feishu may be refusing new ones too.
   */
  refuse(token: string): void;
  /** A request with the token in use was taken. */
  taken(): void;
}

const BETWEEN_RENEWALS: Backoff = { baseMs: 2_000, maxMs: 60_000 };

export function createTenantToken(o: {
  readonly http: SdkHttp;
  readonly clock: Clock;
  readonly baseUrl: string;
  readonly appId: string;
  readonly appSecret: string;
}): TenantToken {
  let token = '';
  let until = 0;
  let pending: Promise<string> | undefined;
  let refusals = 0;
  let mayRenewAt = 0;

  const fetchToken = async (): Promise<string> => {
    const url = `${o.baseUrl}/open-apis/auth/v3/tenant_access_token/internal`;
    const answer = (await o.http.post(url, { app_id: o.appId, app_secret: o.appSecret })) as {
      code?: unknown;
      tenant_access_token?: unknown;
      expire?: unknown;
    };
    if (answer?.code !== 0 || typeof answer.tenant_access_token !== 'string') throw answerError(answer, 200);
    const lifeSeconds = typeof answer.expire === 'number' && answer.expire > 0 ? answer.expire : 60;
    token = answer.tenant_access_token;
    until = o.clock.now() + (lifeSeconds - Math.min(180, lifeSeconds / 2)) * 1_000;
    return token;
  };

  return {
    current: () => token,
    async ensure() {
      if (token !== '' && o.clock.now() < until) return token;
      pending ??= fetchToken().finally(() => {
        pending = undefined;
      });
      return pending.catch((thrown: unknown) => {
        const error = toFeishuError(thrown);
        // Only the token request failed: what it was wanted for has not left.
        throw Object.assign(error, { reached: 'no' as const });
      });
    },
    refuse(refused) {
      const now = o.clock.now();
      if (token !== refused || now < mayRenewAt) return;
      until = 0;
      refusals += 1;
      mayRenewAt = now + backoffMs(refusals, BETWEEN_RENEWALS);
    },
    taken() {
      refusals = 0;
      mayRenewAt = 0;
    },
  };
}
