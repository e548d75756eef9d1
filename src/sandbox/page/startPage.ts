import Koa, { type Context, type Next } from 'koa';
import { listen } from '../../base/httpServer.ts';
import type { PageOptions } from './demo.ts';
import { Live } from './live.ts';
import { Painter } from './painter.tsx';
import { pageRoutes } from './routes.ts';
import { Statuses } from './statuses.ts';
import { Switches } from './switches.ts';
import type { View } from './view.ts';
import { type Language, wordsIn } from './words.ts';

/** The running page. */
export interface Page {
  readonly url: string;
  /** Ends every open page's stream and closes the server. */
  stop(): Promise<void>;
}

/**
 * Serves the demo's page: instances with their buttons, groups with the cards as Feishu draws them, switches for
 * faults, and the bot's own numbers, live. Resolves once it listens.
 *
 * @throws OperatorError where the port is taken
 */
export async function startPage(options: PageOptions): Promise<Page> {
  const timezone = options.timezone ?? 'Asia/Shanghai';
  const view = (language: Language): View => ({ language, words: wordsIn(language), timezone });
  const views = { zh: view('zh'), en: view('en') };
  const switches = new Switches(options.sandbox);
  const statuses = new Statuses(options.sandbox);
  const scene = { ...options, switches, statuses };
  const painters = new Map(
    Object.values(views).map((one) => [one.language, new Painter(scene, one)] as const),
  );
  const live = new Live({ ...options, painters });

  const app = new Koa();
  // Koa would print to the console what visitors who leave in mid-answer cause.
  app.silent = true;
  app.use(guard);
  app.use(pageRoutes({ ...options, live, painters, views, switches, statuses, timezone }).routes());
  const server = await listen(app.callback(), options.host ?? '127.0.0.1', options.port ?? 0);
  return {
    url: server.url,
    async stop() {
      live.close();
      await server.close();
    },
  };
}

/**
 * Lets only this page run scripts and only this page send forms: another site open in the same browser shall not
 * move the demo.
 */
async function guard(ctx: Context, next: Next): Promise<void> {
  ctx.set({
    // Styles of cards are attributes; their values are known names and numbers.
    'Content-Security-Policy':
      "default-src 'self'; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  });
  const site = ctx.get('sec-fetch-site');
  if (ctx.method === 'POST' && site !== '' && site !== 'same-origin') {
    ctx.status = 403;
    return;
  }
  await next();
}
