import { cpSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LOCALES, type Locale } from '../../approval/locale.ts';
import { fontFolder } from '../../base/bundledFont.ts';
import { asError, OperatorError } from '../../base/errors.ts';
import { makeFolder } from '../../base/folder.ts';
import { joined, type Text } from '../../base/language.ts';
import type { TemplateSet } from '../../cards/templates/templates.ts';
import { cardStyles } from '../../cardview/styles.ts';
import { notWritten } from '../../words/previewText.ts';
import { cellsOf } from './galleryCells.ts';
import { type GalleryLinks, renderGallery } from './galleryPage.tsx';
import { galleryScript } from './galleryScript.ts';
import { galleryStyles } from './galleryStyles.ts';
import { GALLERY_SHOWS, type GalleryView } from './galleryView.ts';

/** What was written. */
export interface GalleryReport {
  readonly pages: number;
  readonly cards: number;
  /** Cards with a problem, each as `page: card: problem`. */
  readonly problems: readonly Text[];
}

/**
 * Writes the whole gallery into a folder, as pages that need no server.
 *
 * @throws OperatorError if the folder cannot be written
 */
export function writeGallery(
  folder: string,
  templates: TemplateSet,
  locales: readonly Locale[] = LOCALES,
): GalleryReport {
  const problems: Text[] = [];
  let cards = 0;
  const views = viewsOf(templates, locales);
  try {
    writeAssets(folder);
    for (const view of views) {
      const cells = cellsOf(view, templates);
      const folders = foldersOf(templates);
      const page = renderGallery({ view, cells, folders, problems: [], links: LINKS });
      writeInto(join(folder, pathOf(view)), page);
      cards += cells.length;
      problems.push(
        ...cells.flatMap((cell) =>
          cell.problems.map((problem) => joined(`${pathOf(view)}: ${cell.id}: `, problem)),
        ),
      );
    }
    const [first] = views;
    if (first) writeInto(join(folder, 'index.html'), redirectTo(pathOf(first)));
  } catch (thrown) {
    throw new OperatorError(notWritten('--gallery', folder, asError(thrown).message), { cause: thrown });
  }
  return { pages: views.length, cards, problems };
}

function viewsOf(templates: TemplateSet, locales: readonly Locale[]): GalleryView[] {
  return foldersOf(templates).flatMap((folder) =>
    locales.flatMap((locale) => GALLERY_SHOWS.map((show): GalleryView => ({ show, locale, folder }))),
  );
}

/** The folders with templates, the top one first. */
export function foldersOf({ folders }: TemplateSet): string[] {
  return [...folders.keys()].sort();
}

function pathOf({ show, locale, folder }: GalleryView): string {
  const name = folder === '' ? '' : `${folder.replaceAll('/', '--')}--`;
  return `${locale}/${name}${show}.html`;
}

/** Every page is one folder deep. */
const LINKS: GalleryLinks = {
  page: (view) => `../${pathOf(view)}`,
  asset: (name) => `../assets/${name}`,
};

function writeAssets(folder: string): void {
  writeInto(join(folder, 'assets/gallery.css'), cardStyles + galleryStyles);
  writeInto(join(folder, 'assets/gallery.js'), galleryScript);
  cpSync(join(fontFolder(), 'index.css'), join(folder, 'assets/font/index.css'));
  cpSync(join(fontFolder(), 'files'), join(folder, 'assets/font/files'), { recursive: true });
}

function writeInto(file: string, text: string): void {
  makeFolder(dirname(file));
  writeFileSync(file, text);
}

function redirectTo(page: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Approval Relay</title><meta http-equiv="refresh" content="0; url=${page}"></head><body><a href="${page}">${page}</a></body></html>\n`;
}
