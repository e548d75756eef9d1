import { createHash } from 'node:crypto';
import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { asError } from '../../base/errors.ts';
import type { Language, Text } from '../../base/language.ts';
import { sendAsset } from '../../base/pageAssets.ts';
import { isAway } from '../../store/engine/storeError.ts';
import { REFUSED, SIGN_IN, TROUBLE } from '../../words/adminText.ts';
import {
  type Access,
  type AccessRefusal,
  createAccess,
  guardAnswers,
  type Operator,
  refuseOtherSites,
} from './access.ts';
import { type Audit, createAudit } from './adminActions.ts';
import { findAdminAsset } from './adminAssets.ts';
import { readPostedForm } from './adminForm.ts';
import { ADMIN } from './adminFrame.tsx';
import { createAdminNames } from './adminNames.ts';
import type { AdminParts } from './adminParts.ts';
import { type AdminRequest, type AdminRoutes, answerPage, goTo } from './adminRequest.ts';
import { type AdminView, takeLanguage, viewOf } from './adminView.ts';
import { addChats } from './chatsRoutes.tsx';
import { addCheckUp } from './checkUpRoutes.tsx';
import { addConfiguration } from './configurationRoutes.tsx';
import { addDeliveries } from './deliveriesRoutes.tsx';
import { addInstance } from './instanceRoutes.tsx';
import { Live } from './live.ts';
import { addNow } from './nowRoutes.tsx';
import { SignInPage } from './pages/signInPage.tsx';
import { TroublePage } from './pages/troublePage.tsx';
import { createSessions, SESSION_MS } from './session.ts';
import { createSignInLimit } from './signInLimit.ts';
import { addStats } from './statsRoutes.tsx';
import { createVisitorOf } from './visitor.ts';
import { addWaiting } from './waitingRoutes.tsx';

/** The operators' page. */
export interface Admin {
  /** Serves `/admin` and everything below it; passes on everything else. */
  readonly middleware: Middleware;
  /** Whether a request for something else brings the token. A wrong one counts as a failed sign-in. */
  bearsToken(ctx: Context): Promise<boolean>;
  /** Ends the streams of open pages. */
  stop(): void;
}

/** Serves the operators' page. Without a session, only the sign-in page is served. */
export function createAdmin(parts: AdminParts): Admin {
  const { settings, store, clock, log, throttle, metrics } = parts;
  const { adminToken, trustedProxies } = settings.server;
  const audit = createAudit(metrics.registry, log);
  const access = createAccess({
    adminToken,
    sessions: createSessions(adminToken, settings.feishu.appId),
    limit: createSignInLimit(store.signIns, clock),
    signIns: store.signIns,
    visitorOf: createVisitorOf(trustedProxies),
    clock,
    log,
    throttle,
    onSignIn: audit.signedIn,
  });
  const live = new Live({ clock, beat: () => beatOf(parts) });
  const router = routesOf(parts, access, audit, live);
  const dispatch = router.routes() as unknown as Middleware;
  return {
    middleware: (ctx, next) =>
      ctx.path === ADMIN || ctx.path.startsWith(`${ADMIN}/`)
        ? guardAnswers(ctx, () => answer({ parts, access, dispatch }, ctx))
        : next(),
    bearsToken: access.bearsToken,
    stop: () => live.close(),
  };
}

interface Answering {
  readonly parts: AdminParts;
  readonly access: Access;
  readonly dispatch: Middleware;
}

async function answer({ parts, access, dispatch }: Answering, ctx: Context): Promise<void> {
  const isLook = ctx.method === 'GET' || ctx.method === 'HEAD';
  try {
    if (isLook && ctx.path.startsWith(`${ADMIN}/assets/`))
      return sendAsset(ctx, await findAdminAsset(ctx.path.slice(`${ADMIN}/assets/`.length)));
    if (ctx.method === 'POST' && ctx.path === `${ADMIN}/sign-in`) return await signIn(parts, access, ctx);
    const chosen = isLook ? takeLanguage(ctx) : undefined;
    if (chosen !== undefined) return goTo(ctx, chosen);
    const operator = await access.operatorOf(ctx);
    if (typeof operator === 'string') return refuse(parts, ctx, operator);
    ctx.state.operator = operator;
    await dispatch(ctx as never, async () => undefined);
    if (ctx.status === 404 && !ctx.body) ctx.throw(404);
  } catch (thrown) {
    explain(parts, ctx, thrown);
  }
}

async function signIn(parts: AdminParts, access: Access, ctx: Context): Promise<void> {
  refuseOtherSites(ctx);
  const form = await readPostedForm(ctx);
  const next = form.get('next') ?? '';
  const back = /^\/admin(?:[/?][\x21-\x7e]*)?$/.test(next) ? next : ADMIN;
  const refused = await access.signIn(ctx, form);
  if (refused === undefined) return goTo(ctx, back);
  refuse(parts, ctx, refused, back);
}

const STATUS: Readonly<Record<AccessRefusal, number>> = {
  unknown: 401,
  'wrong-token': 401,
  'too-many': 429,
  'store-away': 401,
};

/** The form for the token, for every path: it does not reveal what exists. */
function refuse(parts: AdminParts, ctx: Context, refused: AccessRefusal, back?: string): void {
  if (STATUS[refused] === 429) ctx.set('Retry-After', '60');
  else ctx.set('WWW-Authenticate', 'Bearer realm="approval-relay"');
  const view = viewFor(parts, ctx, '');
  if (isFromElsewhere(ctx, refused)) {
    // A link from another site, such as a chat, comes without the cookie; a reload from this page has it.
    ctx.set('Refresh', '0');
  } else if (!ctx.accepts('html') || ctx.path === `${ADMIN}/live`) {
    ctx.status = STATUS[refused];
    ctx.body = `${REFUSED[refused].en || 'Sign in first.'}\n`;
    return;
  }
  const shown = back === undefined ? view : { ...view, url: back };
  const children = SignInPage({ view: shown, refused });
  answerPage(ctx, STATUS[refused], { view: shown, title: view.say(SIGN_IN.title), children });
}

function isFromElsewhere(ctx: Context, refused: AccessRefusal): boolean {
  const isOpened = ctx.method === 'GET' && ctx.get('sec-fetch-mode') === 'navigate';
  return refused === 'unknown' && isOpened && ctx.get('sec-fetch-site') === 'cross-site';
}

/** What went wrong, in a sentence without details. */
function explain(parts: AdminParts, ctx: Context, thrown: unknown): void {
  const error = asError(thrown);
  const known = Number((thrown as { readonly status?: unknown }).status);
  const status = isAway(thrown) ? 503 : known >= 400 && known < 500 ? known : 500;
  if (status === 500)
    parts.log.error({ error: error.message, path: ctx.path }, 'operator page: a request failed');
  const view = viewFor(parts, ctx, '');
  const what: Text = TROUBLES[status] ?? (status === 503 ? TROUBLE.storeAway : TROUBLE.failed);
  answerPage(ctx, status, { view, title: view.say(TROUBLE.title), children: TroublePage({ view, what }) });
}

const TROUBLES: Readonly<Record<number, Text>> = { 403: TROUBLE.foreignForm, 404: TROUBLE.notFound };

function viewFor({ settings, clock }: AdminParts, ctx: Context, csrf: string): AdminView {
  const language: Language = settings.locale === 'zh-CN' ? 'zh' : 'en';
  return viewOf(ctx, { csrf, now: clock.now(), timezone: settings.timezone, language });
}

function routesOf(parts: AdminParts, access: Access, audit: Audit, live: Live): Router {
  const router = new Router({ prefix: ADMIN, sensitive: true });
  const requestOf = (ctx: Context): AdminRequest => {
    const operator = ctx.state.operator as Operator;
    const view = viewFor(parts, ctx, operator.csrf);
    return { ctx, operator, view };
  };
  const routes: AdminRoutes = {
    parts,
    audit,
    names: createAdminNames(parts),
    async show({ ctx, view }, { page, title, content }) {
      const beat = await beatOf(parts).catch(() => 'away');
      const isWorking = parts.isWorking();
      answerPage(ctx, 200, { view, title: view.say(title), page, isWorking, beat, children: content });
    },
    get: (path, show) => void router.get(path, (ctx) => show(requestOf(ctx))),
    post: (path, act) =>
      void router.post(path, async (ctx) => {
        const request = requestOf(ctx);
        await act({ ...request, form: await access.formOf(ctx, request.operator) });
      }),
  };
  addNow(routes);
  addDeliveries(routes);
  addInstance(routes);
  addWaiting(routes);
  addChats(routes);
  addConfiguration(routes);
  addCheckUp(routes);
  addStats(routes);
  routes.get('/live', async ({ ctx, operator }) => {
    const until = operator.session?.until ?? parts.clock.now() + SESSION_MS;
    const stream = live.open(String(ctx.query.beat ?? ''), until);
    if (!stream) return ctx.throw(503);
    ctx.type = 'text/event-stream';
    ctx.set('Connection', 'close');
    ctx.body = stream;
  });
  routes.get('/sign-out', async ({ ctx }) => goTo(ctx, ADMIN));
  routes.post('/sign-out', async ({ ctx, operator }) => {
    await access.signOut(ctx, operator);
    goTo(ctx, ADMIN);
  });
  return router;
}

/** A digest that changes whenever a page would look different. */
async function beatOf({ store, gauges, isWorking, intakeFault, warnings }: AdminParts): Promise<string> {
  const standing = (await warnings()).map(({ warning, since }) => [warning, since]);
  const seen = [await store.readOnly.pulse(), await gauges(), isWorking(), intakeFault()?.en, standing];
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 16);
}
