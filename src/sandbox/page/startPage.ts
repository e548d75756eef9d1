import Koa, { type Context, type Next } from 'koa';
import { type AddressRemedies, listen } from '../../base/httpServer.ts';
import { asIs } from '../../base/language.ts';
import type { PageOptions } from './pageOptions.ts';
import { pageRoutes } from './pageRoutes.ts';
import { PageScenes } from './pageScenes.ts';

/** The running page. */
export interface Page {
  readonly url: string;
  /** Ends the stream of every open page and closes the server. */
  stop(): Promise<void>;
}

/**
 * Serves the demo's page: instances with their buttons, groups with the cards as Feishu draws them, switches for
 * faults, and the bot's own numbers, live. Resolves once it listens.
 *
 * @throws OperatorError if the port is taken
 */
export async function startPage(options: PageOptions): Promise<Page> {
  const { host = '127.0.0.1', port = 0, extra } = options;
  const scenes = new PageScenes(options);
  const app = new Koa();
  // Koa would print an error for every visitor who leaves during an answer.
  app.silent = true;
  app.use(guard);
  app.use(pageRoutes(scenes).routes());
  if (extra) app.use(extra);
  const server = await listen(app.callback(), host, port, remediesFor(port));
  return {
    url: server.url,
    async stop() {
      await scenes.close();
      await server.close();
    },
  };
}

function remediesFor(port: number): AddressRemedies {
  const another = `npm run demo -- --port ${port < 65_535 ? Math.max(port, 1_023) + 1 : 8080}`;
  return {
    subject: asIs('demo: '),
    taken: {
      en: `stop that one, or choose another port: ${another}.`,
      zh: `请停止那个程序，或换一个端口：${another}。`,
    },
    forbidden: { en: `choose a port above 1023: ${another}.`, zh: `请选一个大于 1023 的端口：${another}。` },
    unknownHost: { en: 'run the demo on this machine.', zh: '请在本机运行 demo。' },
  };
}

/**
 * Lets only this page run scripts and send forms: another site in the same browser must not change the demo.
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
