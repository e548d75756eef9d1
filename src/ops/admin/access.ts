import type { Context, Next } from 'koa';
import type { Clock } from '../../base/clock.ts';
import { asError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Throttle } from '../../base/throttle.ts';
import { sameSecret } from '../../feishu/events/signature.ts';
import type { SignIns } from '../../store/signIns.ts';
import { readPostedForm } from './adminForm.ts';
import { SESSION_MS, type Session, type Sessions } from './session.ts';
import type { SignInLimit } from './signInLimit.ts';
import type { Visitor } from './visitor.ts';

/** A person or program that may see the page and act on it. */
export interface Operator {
  readonly visitor: Visitor;
  /** undefined: a program, which sends the token with each request. */
  readonly session: Session | undefined;
  /** The CSRF token that forms must contain; empty for a program. */
  readonly csrf: string;
}

export interface AccessParts {
  readonly adminToken: string;
  readonly sessions: Sessions;
  readonly limit: SignInLimit;
  readonly signIns: Pick<SignIns, 'endSession' | 'isEnded'>;
  readonly visitorOf: (request: Context['req']) => Visitor;
  readonly clock: Clock;
  readonly log: Log;
  readonly throttle: Throttle;
  readonly onSignIn: (result: 'ok' | 'failed' | 'limited') => void;
}

/** Why access is refused. */
export type AccessRefusal = 'unknown' | 'wrong-token' | 'too-many' | 'store-away';

/** Controls access: operators only. */
export interface Access {
  /** The operator of a request; otherwise why there is none. */
  operatorOf(ctx: Context): Promise<Operator | AccessRefusal>;
  /** Whether a request outside of the page carries the token. A wrong one counts as a failed sign-in. */
  bearsToken(ctx: Context): Promise<boolean>;
  /** Handles the form of the sign-in page. undefined: the cookie is set. */
  signIn(ctx: Context, form: URLSearchParams): Promise<AccessRefusal | undefined>;
  signOut(ctx: Context, operator: Operator): Promise<void>;
  /** The fields of a form that this operator sent from one of our pages. Answers 403 otherwise. */
  formOf(ctx: Context, operator: Operator): Promise<URLSearchParams>;
}

const COOKIE = 'relay_admin';

export function createAccess(parts: AccessParts): Access {
  const { sessions, signIns, visitorOf, clock } = parts;
  const ended = new Set<string>();

  const sessionOf = async (ctx: Context): Promise<Session | undefined> => {
    const session = sessions.read(ctx.cookies.get(COOKIE) ?? '', clock.now());
    if (!session || ended.has(session.id)) return undefined;
    // If the store is away, the page says so: it must still let an operator in who looks for the reason.
    return (await signIns.isEnded(session.id).catch(() => false)) ? undefined : session;
  };

  return {
    async operatorOf(ctx) {
      const visitor = visitorOf(ctx.req);
      const token = tokenIn(ctx);
      if (token !== undefined) {
        if (sameSecret(token, parts.adminToken)) return { visitor, session: undefined, csrf: '' };
        return failed(parts, visitor);
      }
      const session = await sessionOf(ctx);
      return session ? { visitor, session, csrf: sessions.csrfOf(session) } : 'unknown';
    },
    async bearsToken(ctx) {
      const token = tokenIn(ctx);
      if (token === undefined) return false;
      if (sameSecret(token, parts.adminToken)) return true;
      await failed(parts, visitorOf(ctx.req));
      return false;
    },
    async signIn(ctx, form) {
      const visitor = visitorOf(ctx.req);
      if (!sameSecret(form.get('token') ?? '', parts.adminToken)) return failed(parts, visitor);
      const session = sessions.begin(clock.now());
      setCookie(ctx, sessions.cookieOf(session), SESSION_MS / 1_000, visitor.isHttps);
      parts.onSignIn('ok');
      parts.log.info({ from: visitor.address, session: session.id }, 'operator page: somebody signed in');
      return undefined;
    },
    async signOut(ctx, { session, visitor }) {
      if (!session) return;
      if (ended.size > MOST_ENDED) ended.clear();
      ended.add(session.id);
      setCookie(ctx, '', 0, visitor.isHttps);
      await signIns.endSession(session.id, session.until, clock.now()).catch(() => undefined);
      parts.log.info({ from: visitor.address, session: session.id }, 'operator page: somebody signed out');
    },
    async formOf(ctx, { session }) {
      if (!session) return readPostedForm(ctx);
      refuseOtherSites(ctx);
      const form = await readPostedForm(ctx);
      if (!sessions.isCsrf(session, form.get('csrf') ?? ''))
        ctx.throw(403, 'the form is not of this session');
      return form;
    },
  };
}

/** The token of a program; undefined: it sends none. Any other scheme is for a proxy in front, which passes it on. */
function tokenIn(ctx: Context): string | undefined {
  const [isToken, token = ''] = /^Bearer\b(?: +(\S+)$)?/i.exec(ctx.get('authorization')) ?? [];
  return isToken === undefined ? undefined : token;
}

/** Also kept in memory, for when the store cannot take it; the store keeps them long enough. */
const MOST_ENDED = 10_000;

async function failed(parts: AccessParts, visitor: Visitor): Promise<AccessRefusal> {
  const { log, throttle, limit, onSignIn } = parts;
  let waitMs: number;
  try {
    waitMs = await limit.failed(visitor.network);
  } catch (thrown) {
    log.debug({ error: asError(thrown).message }, 'a failed sign-in could not be counted');
    return 'store-away';
  }
  onSignIn(waitMs > 0 ? 'limited' : 'failed');
  throttle.run(`sign-in ${visitor.network}`, (times) =>
    log.warn({ from: visitor.address, times }, 'operator page: a wrong token was refused'),
  );
  return waitMs > 0 ? 'too-many' : 'wrong-token';
}

function setCookie(ctx: Context, value: string, maxAgeSeconds: number, isHttps: boolean): void {
  const secure = isHttps ? '; Secure' : '';
  ctx.append(
    'Set-Cookie',
    `${COOKIE}=${value}; Path=/admin; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`,
  );
}

/** A browser names the site of a request; old ones do not. */
export function refuseOtherSites(ctx: Context): void {
  const site = ctx.get('sec-fetch-site');
  if (site !== '' && site !== 'same-origin' && site !== 'none') ctx.throw(403, 'the form is of another site');
}

/** After it, no answer is cached by a browser or a proxy, or shown in a frame, errors included. */
export async function guardAnswers(ctx: Context, next: Next): Promise<void> {
  ctx.set({
    'Content-Security-Policy': POLICY,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Robots-Tag': 'noindex, nofollow',
  });
  await next();
}

/** Scripts and styles are our own files. The page itself contains none. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
