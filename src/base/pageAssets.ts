import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import type { Context } from 'koa';
import { fontFolder } from './bundledFont.ts';

/** A static file of a page. It reveals nothing, so it needs no sign-in. */
export interface PageAsset {
  readonly type: string;
  readonly body: string | Buffer;
  /** Whether it never changes under this name. */
  readonly forever: boolean;
}

/** Finds a file by its name; undefined if there is no such file. Only listed names are served, never paths. */
export type FindAsset = (name: string) => Promise<PageAsset | undefined>;

const require = createRequire(import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};
/** What comes with packages. */
const PACKAGED: Readonly<Record<string, () => string>> = {
  'htmx.js': () => require.resolve('htmx.org/dist/htmx.min.js'),
  'sse.js': () => require.resolve('htmx-ext-sse/dist/sse.min.js'),
  'font/index.css': () => join(fontFolder(), 'index.css'),
};

/**
 * The files of a page with htmx and the bundled font.
 *
 * @param own its style sheets and scripts, by name
 * @param color of its icon
 */
export function createPageAssets(own: Readonly<Record<string, string>>, color: string): FindAsset {
  const texts: Readonly<Record<string, string>> = { ...own, 'icon.svg': icon(color) };
  return async (name) => {
    const [, piece] = /^font\/files\/([a-z0-9-]+\.woff2)$/.exec(name) ?? [];
    if (piece) {
      const body = await readFile(join(fontFolder(), 'files', piece)).catch(() => undefined);
      return body && { type: 'font/woff2', body, forever: true };
    }
    const packaged = Object.hasOwn(PACKAGED, name) ? PACKAGED[name]?.() : undefined;
    const body = packaged ? await readFile(packaged) : Object.hasOwn(texts, name) ? texts[name] : undefined;
    if (body === undefined) return undefined;
    return { type: `${TYPES[extname(name)]}; charset=utf-8`, body, forever: false };
  };
}

/** Answers with a file; without one the answer stays 404. */
export function sendAsset(ctx: Context, asset: PageAsset | undefined): void {
  if (!asset) return;
  ctx.type = asset.type;
  ctx.set('Cache-Control', asset.forever ? 'public, max-age=31536000, immutable' : 'no-cache');
  ctx.body = asset.body;
}

function icon(color: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="1" y="1" width="30" height="30" rx="8" fill="${color}"/><path d="M8 10.5h10.5v11H8zM8 14h10.5M18.5 16H25m-3-3 3 3-3 3" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
}
