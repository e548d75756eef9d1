import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { sameSecret } from '../../feishu/events/signature.ts';

/** A session of an operator. */
export interface Session {
  readonly id: string;
  /** When it expires, ms since the epoch. */
  readonly until: number;
}

/** Creates and verifies sessions. Nothing is stored: every replica can verify the signature. */
export interface Sessions {
  begin(now: number): Session;
  /** The value of the cookie. */
  cookieOf(session: Session): string;
  /** undefined: its signature is wrong, it has expired, or the token has changed. */
  read(cookie: string, now: number): Session | undefined;
  /** The CSRF token of the session's forms, which no other site can know. */
  csrfOf(session: Session): string;
  isCsrf(session: Session, given: string): boolean;
}

/** How long a session lasts: a working day. */
export const SESSION_MS = 12 * 3_600_000;
/** How far the clocks of two replicas may differ: one creates a session, another reads it a moment later. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/**
 * The key is derived from the token, so a session is valid on every replica, and ends when the token changes.
 *
 * @param app two bots with the same token do not share their sessions
 */
export function createSessions(adminToken: string, app: string): Sessions {
  const keyFor = (what: string): Buffer =>
    Buffer.from(hkdfSync('sha256', adminToken, app, `approval-relay operator page: ${what}`, 32));
  const [cookies, forms] = [keyFor('cookie'), keyFor('form')];
  const sign = (key: Buffer, text: string): string =>
    createHmac('sha256', key).update(text).digest('base64url');
  const csrfOf = ({ id }: Session): string => sign(forms, id);
  return {
    begin: (now) => ({ id: randomBytes(18).toString('base64url'), until: now + SESSION_MS }),
    cookieOf: ({ id, until }) => `${until}.${id}.${sign(cookies, `${until}.${id}`)}`,
    read(cookie, now) {
      const [, until = '', id = '', signature = ''] =
        /^(\d{13})\.([\w-]{24})\.([\w-]{43})$/.exec(cookie) ?? [];
      if (signature === '' || !sameSecret(signature, sign(cookies, `${until}.${id}`))) return undefined;
      // One that would last longer was created with a wrong clock.
      const leftMs = Number(until) - now;
      return leftMs > 0 && leftMs <= SESSION_MS + CLOCKS_DIFFER_MS ? { id, until: Number(until) } : undefined;
    },
    csrfOf,
    isCsrf: (session, given) => sameSecret(given, csrfOf(session)),
  };
}
