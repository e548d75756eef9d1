import Router from '@koa/router';
import type { Context } from 'koa';
import { renderToString } from 'preact-render-to-string';
import { sendAsset } from '../../base/pageAssets.ts';
import { findDemoAsset } from './client/demoAssets.ts';
import { FAULT_SWITCHES } from './faultSwitches.ts';
import { MOVES, type Move } from './instanceStatuses.ts';
import { namesIn } from './namesIn.ts';
import { languageOf, rememberLanguage } from './pageLanguage.ts';
import type { PageScene, PageScenes } from './pageScenes.ts';
import { RejectDialog, SubmitDialog } from './parts/dialogs.tsx';
import { renderPage } from './parts/pageShell.tsx';
import { ParkedDialog } from './parts/parkedDialog.tsx';
import { RouteDialog } from './parts/routeDialog.tsx';
import { pressCard } from './pressCard.ts';
import { samplesOf, submitSample } from './sampleRequests.ts';
import { LEAPS, leapForward } from './timeTravel.ts';

/** The addresses of the page. What changes something is a POST. */
export function pageRoutes(scenes: PageScenes): Router {
  const router = new Router();
  addPage(router, scenes);
  addDialogs(router, scenes);
  addInstanceMoves(router, scenes);
  addControls(router, scenes);
  return router;
}

function addPage(router: Router, scenes: PageScenes): void {
  router.get('/', async (ctx) => {
    rememberLanguage(ctx);
    const { world, view, live } = await scenes.in(languageOf(ctx));
    const shown = await live.board();
    ctx.type = 'html';
    ctx.vary('Accept-Language, Cookie');
    ctx.set('Cache-Control', 'no-store');
    ctx.body = renderPage({ ...shown, chats: world.sandbox.chats(), operators: world.operators, view });
  });
  router.get('/live', async (ctx) => {
    const { live } = await scenes.in(languageOf(ctx));
    ctx.type = 'text/event-stream';
    ctx.set({ 'Cache-Control': 'no-store', Connection: 'close' });
    ctx.body = live.open(Number(ctx.query.revision));
  });
  router.get('/assets/*name', async (ctx) => {
    sendAsset(ctx, await findDemoAsset(ctx.params.name ?? ''));
  });
  router.get('/messages/:id', async (ctx) => {
    const { world } = await scenes.in(languageOf(ctx));
    const message = world.sandbox.messages().find((one) => one.messageId === ctx.params.id);
    if (!message) return;
    ctx.type = 'text/plain';
    ctx.body = JSON.stringify(JSON.parse(message.content), undefined, 2);
  });
}

function addDialogs(router: Router, scenes: PageScenes): void {
  router.get('/instances/new', async (ctx) => {
    const { world, view } = await scenes.in(languageOf(ctx));
    ctx.type = 'html';
    ctx.body = renderToString(SubmitDialog({ samples: samplesOf(world.sandbox, view.language), view }));
  });
  router.get('/instances/:code/reject', async (ctx) => {
    const { world, view } = await scenes.in(languageOf(ctx));
    const instance = world.sandbox.instances().find((one) => one.instanceCode === ctx.params.code);
    if (!instance) return;
    const name = namesIn(world.sandbox, view).get(instance.approvalCode) ?? '';
    ctx.type = 'html';
    ctx.body = renderToString(RejectDialog({ code: instance.instanceCode, name, view }));
  });
  router.get('/instances/:code/route', async (ctx) => {
    const { world, view } = await scenes.in(languageOf(ctx));
    const instance = world.sandbox.instances().find((one) => one.instanceCode === ctx.params.code);
    if (!instance || !world.routes) return;
    const names = namesIn(world.sandbox, view);
    const name = names.get(instance.instanceCode) ?? '';
    ctx.type = 'html';
    ctx.body = renderToString(
      RouteDialog({ name, names, view, routes: await world.routes(instance.instanceCode) }),
    );
  });
  router.get('/parked', async (ctx) => {
    const { world, view, live } = await scenes.in(languageOf(ctx));
    await live.board();
    const { parked, parkedDeliveries } = live.status;
    const names = namesIn(world.sandbox, view);
    const chatsWithoutBot = world.sandbox.chats().filter((chat) => !chat.hasBot);
    ctx.type = 'html';
    ctx.body = renderToString(
      ParkedDialog({ count: parked, deliveries: parkedDeliveries, names, chatsWithoutBot, view }),
    );
  });
}

/**
 * Does what a visitor asked for.
 *
 * @param change returns anything but undefined if there is no such thing: 404. What makes no sense any more throws: 409
 */
function act({ live, world }: PageScene, ctx: Context, pauses: boolean, change: () => unknown): void {
  if (pauses) world.story.pause();
  try {
    ctx.status = change() === undefined ? 204 : 404;
  } catch (error) {
    ctx.status = 409;
    ctx.body = error instanceof Error ? error.message : String(error);
  }
  live.refresh();
}

function addInstanceMoves(router: Router, scenes: PageScenes): void {
  router.post('/instances', async (ctx) => {
    const form = await readForm(ctx);
    const scene = await scenes.in(languageOf(ctx));
    const { language } = scene.view;
    act(scene, ctx, true, () => {
      const code = submitSample(
        { ...scene.world, language },
        form.get('approval') ?? '',
        form.get('reason') ?? '',
      );
      return code === undefined ? 'unknown' : undefined;
    });
  });
  router.post('/instances/:code/:move', async (ctx) => {
    const form = await readForm(ctx);
    const scene = await scenes.in(languageOf(ctx));
    const { code = '', move = '' } = ctx.params;
    act(scene, ctx, true, () =>
      isMove(move) ? moveOn(scene, code, move, form.get('comment') ?? '') : 'unknown',
    );
  });
}

function addControls(router: Router, scenes: PageScenes): void {
  router.post('/faults/:name', async (ctx) => {
    const scene = await scenes.in(languageOf(ctx));
    const name = FAULT_SWITCHES.find((one) => one === ctx.params.name);
    // The story goes on: a fault shows best while something happens.
    act(scene, ctx, false, () => (name ? scene.switches.toggle(name) : 'unknown'));
  });
  router.post('/chats/:id/bot', async (ctx) => {
    const scene = await scenes.in(languageOf(ctx));
    const { sandbox } = scene.world;
    const chat = sandbox.chats().find((one) => one.chatId === ctx.params.id);
    act(scene, ctx, false, () => {
      if (!chat) return 'unknown';
      if (chat.hasBot) sandbox.removeBot(chat.chatId);
      else sandbox.addBot(chat.chatId);
      return undefined;
    });
  });
  router.post('/chats/:id/ask/:word', async (ctx) => {
    const scene = await scenes.in(languageOf(ctx));
    const { sandbox } = scene.world;
    const text = scene.view.words.askWords.split(' ')[Number(ctx.params.word)];
    const chat = sandbox.chats().find((one) => one.chatId === ctx.params.id);
    const by = sandbox.people()[0]?.openId;
    act(scene, ctx, false, () => {
      if (!chat || !text || !by) return 'unknown';
      sandbox.say({ chatId: chat.chatId, by, text });
      return undefined;
    });
  });
  router.post('/messages/:id/recall', async (ctx) => {
    const scene = await scenes.in(languageOf(ctx));
    const { sandbox } = scene.world;
    const message = sandbox.messages().find((one) => one.messageId === ctx.params.id);
    act(scene, ctx, false, () => (message ? sandbox.recall(message.messageId) : 'unknown'));
  });
  router.post('/messages/:id/press', async (ctx) => {
    const form = await readForm(ctx);
    const scene = await scenes.in(languageOf(ctx));
    ctx.body = await pressCard(scene.world.sandbox, ctx.params.id ?? '', form.get('value') ?? '');
    scene.live.refresh();
  });
  router.post('/time/:leap', async (ctx) => {
    const scene = await scenes.in(languageOf(ctx));
    const { clock } = scene.world;
    const leap = LEAPS.find((one) => one === ctx.params.leap);
    // A visitor who looks at tomorrow wants to see what became of today's requests, and no new ones.
    act(scene, ctx, true, () => (leap ? leapForward(clock, leap, scene.view.timezone) : 'unknown'));
  });
  for (const change of ['pause', 'resume'] as const) {
    router.post(`/story/${change}`, async (ctx) => {
      const scene = await scenes.in(languageOf(ctx));
      act(scene, ctx, false, () => scene.world.story[change]());
    });
  }
}

function moveOn({ world, statuses }: PageScene, code: string, move: Move, comment: string): void {
  const { sandbox } = world;
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
