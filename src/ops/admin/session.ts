import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { sameSecret } from '../../feishu/events/signature.ts';

/** Somebody who has signed in. */
export interface Session {
  readonly id: string;
  /** When it ends by itself, ms since the epoch. */
  readonly until: number;
}

/** Makes sessions and recognises them. Nothing is stored: the signature tells, on every replica. */
export interface Sessions {
  begin(now: number): Session;
  /** The value of the cookie. */
  cookieOf(session: Session): string;
  /** undefined: it was not made here, or has ended, or the token is another by now. */
  read(cookie: string, now: number): Session | undefined;
  /** What every form of the session carries, and no other site can know. */
  csrfOf(session: Session): string;
  isCsrf(session: Session, given: string): boolean;
}

/** How long a session lasts: a working day. */
export const SESSION_MS = 12 * 3_600_000;

/**
 * The key is derived from the token, so a session holds on every replica, and ends when the token changes.
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
      // One that would last longer was made by a clock that ran ahead.
      const leftMs = Number(until) - now;
      return leftMs > 0 && leftMs <= SESSION_MS ? { id, until: Number(until) } : undefined;
    },
    csrfOf,
    isCsrf: (session, given) => sameSecret(given, csrfOf(session)),
  };
}
