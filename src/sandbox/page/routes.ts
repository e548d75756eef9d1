import Router from '@koa/router';
import type { Context } from 'koa';
import { renderToString } from 'preact-render-to-string';
import { findAsset } from './assets.ts';
import type { PageOptions } from './demo.ts';
import type { Live } from './live.ts';
import type { Painter } from './painter.tsx';
import { samplesOf, submitSample } from './samples.ts';
import { RejectSheet, SubmitSheet } from './sheets.tsx';
import { renderPage } from './shell.tsx';
import { MOVES, type Move, type Statuses } from './statuses.ts';
import { SWITCHES, type Switches } from './switches.ts';
import { LEAPS, leapForward } from './timeTravel.ts';
import type { View } from './view.ts';
import type { Language } from './words.ts';

export interface RouteParts extends PageOptions {
  readonly live: Live;
  readonly painters: ReadonlyMap<Language, Painter>;
  readonly views: { readonly [language in Language]: View };
  readonly switches: Switches;
  readonly statuses: Statuses;
  /** IANA name. */
  readonly timezone: string;
}

/** The addresses of the page. What changes something is a POST, and pauses the story. */
export function pageRoutes(parts: RouteParts): Router {
  const router = new Router();
  addPages(router, parts);
  addMoves(router, parts);
  return router;
}

function addPages(router: Router, parts: RouteParts): void {
  const { sandbox, live, views } = parts;
  router.get('/', async (ctx) => {
    const language = languageOf(ctx);
    const shown = await live.board(language);
    const chats = sandbox.chats();
    ctx.type = 'html';
    ctx.body = renderPage({ ...shown, chats, view: views[language] });
  });
  router.get('/live', (ctx) => {
    ctx.type = 'text/event-stream';
    ctx.set({ 'Cache-Control': 'no-store', Connection: 'close' });
    ctx.body = live.open(languageOf(ctx), Number(ctx.query.revision));
  });
  router.get('/assets/*name', async (ctx) => {
    const asset = await findAsset(ctx.params.name ?? '');
    if (!asset) return;
    ctx.type = asset.type;
    ctx.set('Cache-Control', asset.forever ? 'public, max-age=31536000, immutable' : 'no-cache');
    ctx.body = asset.body;
  });
  router.get('/messages/:id', (ctx) => {
    const message = sandbox.messages().find((one) => one.messageId === ctx.params.id);
    if (!message) return;
    ctx.type = 'text/plain';
    ctx.body = JSON.stringify(JSON.parse(message.content), undefined, 2);
  });
  router.get('/instances/new', (ctx) => {
    ctx.type = 'html';
    ctx.body = renderToString(SubmitSheet({ samples: samplesOf(sandbox), view: views[languageOf(ctx)] }));
  });
  router.get('/instances/:code/reject', (ctx) => {
    const instance = sandbox.instances().find((one) => one.instanceCode === ctx.params.code);
    if (!instance) return;
    const name = sandbox.approvals().find((one) => one.approvalCode === instance.approvalCode)?.name ?? '';
    ctx.type = 'html';
    ctx.body = renderToString(
      RejectSheet({ code: instance.instanceCode, name, view: views[languageOf(ctx)] }),
    );
  });
}

function addMoves(router: Router, parts: RouteParts): void {
  const { sandbox, story, switches, clock, timezone } = parts;
  /** Does what a visitor asked for; what makes no sense any more is told in the answer, as 409. */
  const act = (ctx: Context, pauses: boolean, change: () => unknown): void => {
    if (pauses) story.pause();
    try {
      ctx.status = change() === undefined ? 204 : 404;
    } catch (error) {
      ctx.status = 409;
      ctx.body = error instanceof Error ? error.message : String(error);
    }
    parts.live.refresh();
  };
  router.post('/instances', async (ctx) => {
    const form = await readForm(ctx);
    const code = form.get('approval') ?? '';
    act(ctx, true, () => {
      const found = submitSample(sandbox, clock, code, form.get('reason') ?? '');
      return found === undefined ? 'unknown' : undefined;
    });
  });
  router.post('/instances/:code/:move', async (ctx) => {
    const form = await readForm(ctx);
    const { code = '', move = '' } = ctx.params;
    act(ctx, true, () => (isMove(move) ? moveOn(parts, code, move, form.get('comment') ?? '') : 'unknown'));
  });
  router.post('/faults/:name', (ctx) => {
    const name = SWITCHES.find((one) => one === ctx.params.name);
    // The story goes on: a fault shows best while something happens.
    act(ctx, false, () => (name ? switches.toggle(name) : 'unknown'));
  });
  router.post('/chats/:id/bot', (ctx) => {
    const chat = sandbox.chats().find((one) => one.chatId === ctx.params.id);
    act(ctx, false, () => {
      if (!chat) return 'unknown';
      if (chat.hasBot) sandbox.removeBot(chat.chatId);
      else sandbox.addBot(chat.chatId);
      return undefined;
    });
  });
  router.post('/messages/:id/recall', (ctx) => {
    const message = sandbox.messages().find((one) => one.messageId === ctx.params.id);
    act(ctx, false, () => (message ? sandbox.recall(message.messageId) : 'unknown'));
  });
  router.post('/time/:leap', (ctx) => {
    const leap = LEAPS.find((one) => one === ctx.params.leap);
    // Whoever looks at tomorrow wants to see what has become of today's, and nothing new.
    act(ctx, true, () => (leap ? leapForward(clock, leap, timezone) : 'unknown'));
  });
  router.post('/story/pause', (ctx) => act(ctx, false, () => story.pause()));
  router.post('/story/resume', (ctx) => act(ctx, false, () => story.resume()));
}

function moveOn({ sandbox, statuses }: RouteParts, code: string, move: Move, comment: string): void {
  const instance = sandbox.instance(code);
  statuses.refresh();
  const status = statuses.of(instance);
  if (!MOVES[status].includes(move)) throw new Error(`${instance.serialNumber}: ${status}`);
  if (move === 'reject') sandbox.reject(code, comment === '' ? {} : { comment });
  else sandbox[move](code);
}

function isMove(name: string): name is Move {
  return Object.values(MOVES).some((moves) => (moves as readonly string[]).includes(name));
}

function languageOf(ctx: Context): Language {
  return ctx.query.lang === 'en' ? 'en' : 'zh';
}

/** Forms of the page are a few hundred characters. */
const LARGEST_FORM = 16_384;

async function readForm(ctx: Context): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_FORM) ctx.throw(413);
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
