import { PassThrough } from 'node:stream';
import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { isLocale, type Locale } from '../../approval/locale.ts';
import type { Clock } from '../../base/clock.ts';
import { OperatorError } from '../../base/errors.ts';
import { silentLog } from '../../base/log.ts';
import { loadTemplates, type TemplateProblem } from '../../cards/templates/templates.ts';
import { watchTemplates } from '../../cards/templates/templateWatch.ts';
import { cardStyles } from '../../cardview/styles.ts';
import { FAULTY_TEMPLATES } from '../../words/previewText.ts';
import { cellsOf } from './galleryCells.ts';
import { type GalleryLinks, renderGallery } from './galleryPage.tsx';
import { galleryScript } from './galleryScript.ts';
import { galleryStyles } from './galleryStyles.ts';
import { GALLERY_SHOWS, type GalleryView } from './galleryView.ts';
import { foldersOf } from './writeGallery.ts';

/** The gallery on a server, which reloads when a template is saved. */
export interface GalleryServer {
  /** Serves `/preview` and what is below. */
  readonly middleware: Middleware;
  /** Ends the streams of open pages. */
  stop(): Promise<void>;
}

export interface GalleryServerParts {
  /** The folders of the templates, the user's first. */
  readonly roots: readonly string[];
  readonly clock: Clock;
  /** The language of a visitor who has chosen none. */
  readonly localeOf: (ctx: Context) => Locale;
}

const LINKS: Omit<GalleryLinks, 'live'> = {
  page: ({ show, locale, folder }) =>
    `/preview?show=${show}&locale=${locale}${folder === '' ? '' : `&folder=${encodeURIComponent(folder)}`}`,
  asset: (name) => (name.startsWith('font/') ? `/assets/${name}` : `/preview/${name}`),
  home: '/',
};

const SAVED = 'event: saved\ndata:\n\n';

/**
 * Loads the templates and watches them.
 *
 * @throws OperatorError if they have an error at the start
 */
export function startGallery({ roots, clock, localeOf }: GalleryServerParts): GalleryServer {
  const loaded = loadTemplates(roots);
  if (!loaded.templates) {
    throw new OperatorError(FAULTY_TEMPLATES);
  }
  const streams = new Set<PassThrough>();
  let problems: readonly TemplateProblem[] = [];
  /** How often they were reloaded: a page must also get a change that was saved before it listened. */
  let version = 0;
  const onLoad = (found: readonly TemplateProblem[]): void => {
    problems = found;
    version += 1;
    for (const stream of streams) stream.write(SAVED);
  };
  const watch = watchTemplates(loaded.templates, { roots, clock, log: silentLog, onLoad });

  const router = new Router({ prefix: '/preview' });
  router.get('/', (ctx) => {
    const templates = watch.current();
    const folders = foldersOf(templates);
    const view = viewOf(ctx, folders, localeOf(ctx));
    ctx.type = 'html';
    ctx.set('Cache-Control', 'no-store');
    const links = { ...LINKS, live: `/preview/live?version=${version}` };
    ctx.body = renderGallery({ view, cells: cellsOf(view, templates), folders, problems, links });
  });
  router.get('/live', (ctx) => {
    const stream = new PassThrough();
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
    stream.write('retry: 1500\n\n');
    if (Number(ctx.query.version ?? version) !== version) stream.write(SAVED);
    ctx.type = 'text/event-stream';
    ctx.set({ 'Cache-Control': 'no-store', Connection: 'close' });
    ctx.body = stream;
  });
  router.get('/gallery.css', (ctx) => {
    ctx.type = 'css';
    ctx.body = cardStyles + galleryStyles;
  });
  router.get('/gallery.js', (ctx) => {
    ctx.type = 'js';
    ctx.body = galleryScript;
  });
  return {
    middleware: router.routes() as Middleware,
    async stop() {
      for (const stream of streams) stream.end();
      await watch.stop();
    },
  };
}

function viewOf(ctx: Context, folders: readonly string[], locale: Locale): GalleryView {
  const { show, folder } = ctx.query;
  const asked = String(ctx.query.locale ?? '');
  return {
    show: GALLERY_SHOWS.find((one) => one === show) ?? 'purchase',
    locale: isLocale(asked) ? asked : locale,
    folder: folders.find((one) => one === folder) ?? '',
  };
}
