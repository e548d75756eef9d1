import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fontFolder } from '../../../base/bundledFont.ts';
import { cardStyles } from '../../../cardview/styles.ts';
import { chatStyles } from './chatStyles.ts';
import { narrowStyles } from './narrowStyles.ts';
import { pageScript } from './pageScript.ts';
import { pageStyles } from './pageStyles.ts';

const require = createRequire(import.meta.url);

/** A file as it goes over the wire. */
export interface Asset {
  readonly type: string;
  readonly body: string | Buffer;
  /** Whether it is the same for ever under this name. */
  readonly forever: boolean;
}

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="1" y="1" width="30" height="30" rx="8" fill="#3370ff"/><path d="M8 10.5h10.5v11H8zM8 14h10.5M18.5 16H25m-3-3 3 3-3 3" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

const OURS: { readonly [name: string]: () => Promise<Asset> } = {
  'page.css': async () => text('text/css', cardStyles + pageStyles + chatStyles + narrowStyles),
  'page.js': async () => text('text/javascript', pageScript),
  'icon.svg': async () => text('image/svg+xml', ICON),
  'htmx.js': async () =>
    text('text/javascript', await readFile(require.resolve('htmx.org/dist/htmx.min.js'))),
  'sse.js': async () =>
    text('text/javascript', await readFile(require.resolve('htmx-ext-sse/dist/sse.min.js'))),
  'font/index.css': async () => text('text/css', await readFile(join(fontFolder(), 'index.css'))),
};

/** What the page asks for below `/assets/`; undefined if there is no such file. Names are listed, never paths. */
export async function findAsset(name: string): Promise<Asset | undefined> {
  const [, piece] = /^font\/files\/([a-z0-9-]+\.woff2)$/.exec(name) ?? [];
  if (piece) {
    const body = await readFile(join(fontFolder(), 'files', piece)).catch(() => undefined);
    return body && { type: 'font/woff2', body, forever: true };
  }
  return Object.hasOwn(OURS, name) ? OURS[name]?.() : undefined;
}

function text(type: string, body: string | Buffer): Asset {
  return { type: `${type}; charset=utf-8`, body, forever: false };
}
