import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { ApiRefusal } from './refusal.ts';

/** A tenant token lives two hours (…/access-token/tenant_access_token_internal). */
const LIFE_MS = 2 * 3_600_000;
/** A new one is made only when less than this remains; the old one stays valid. */
const RENEW_MS = 30 * 60_000;

export interface TokenAnswer {
  readonly tenant_access_token: string;
  /** Seconds. */
  readonly expire: number;
}

/** Issues and checks tenant access tokens. */
export class TenantTokens {
  readonly #clock: Clock;
  readonly #credential: { appId: string; appSecret: string };
  readonly #lifeMs: number;
  #issued: { token: string; until: number }[] = [];

  constructor(clock: Clock, credential: { appId: string; appSecret: string }, lifeMs = LIFE_MS) {
    this.#clock = clock;
    this.#credential = credential;
    this.#lifeMs = lifeMs;
  }

  /** The current token while 30 minutes of it remain (a quarter, for shorter lives), else a new one. */
  issue(appId: unknown, appSecret: unknown): TokenAnswer {
    if (appId !== this.#credential.appId || appSecret !== this.#credential.appSecret) {
      throw new ApiRefusal(99991543, 'app id or app secret error', { reason: 'token' });
    }
    const now = this.#clock.now();
    this.#issued = this.#issued.filter((one) => one.until > now);
    let newest = this.#issued.at(-1);
    if (!newest || newest.until - now < Math.min(RENEW_MS, this.#lifeMs / 4)) {
      newest = { token: `t-${randomBytes(20).toString('hex')}`, until: now + this.#lifeMs };
      this.#issued.push(newest);
    }
    return { tenant_access_token: newest.token, expire: Math.floor((newest.until - now) / 1000) };
  }

  /**
   * Checks a request's token.
   *
   * @throws ApiRefusal 99991661 without one, 99991663 for a bad or expired one
   */
  check(authorization: string | undefined): void {
    const token = /^Bearer\s+(\S+)$/.exec(authorization ?? '')?.[1];
    const please = 'Please make a request with token attached.';
    if (!token) {
      throw new ApiRefusal(99991661, `Missing access token for authorization. ${please}`, {
        reason: 'token',
      });
    }
    const now = this.#clock.now();
    if (!this.#issued.some((one) => one.token === token && one.until > now)) {
      throw new ApiRefusal(99991663, `Invalid access token for authorization. ${please}`, {
        reason: 'token',
      });
    }
  }

  /** From now on every token issued so far is invalid. */
  revoke(): void {
    this.#issued = [];
  }
}
