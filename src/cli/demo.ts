import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { Closers } from '../base/closers.ts';
import type { Language } from '../base/language.ts';
import { packagedTemplates } from '../cards/templates/templates.ts';
import { languageOf } from '../sandbox/page/pageLanguage.ts';
import type { DemoWorld } from '../sandbox/page/pageOptions.ts';
import { startPage } from '../sandbox/page/startPage.ts';
import type { StoryLanguage } from '../sandbox/story/storyLanguage.ts';
import { DEFAULTS } from '../settings/defaults.ts';
import { readEnvironment } from '../settings/environment.ts';
import { demoOpen, folderKept, notPort } from '../words/demoText.ts';
import { startDemoWorld } from './demoWorld.ts';
import { EXIT_MISUSE, EXIT_OK } from './exit.ts';
import { complain } from './fail.ts';
import { startGallery } from './gallery/galleryServer.ts';
import { untilSignal } from './signals.ts';

const LOCALES = { zh: 'zh-CN', en: 'en-US' } as const;

/** `approval-relay demo`: the sandbox, the bot and the page, until SIGTERM or SIGINT. */
export async function run(options: { port: string; keep?: boolean; language: Language }): Promise<number> {
  const { language } = options;
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    complain(notPort(options.port), language);
    return EXIT_MISUSE;
  }
  // From the beginning, so a signal never leaves the data folder behind.
  const signal = untilSignal();
  const closers = new Closers();
  try {
    const url = await startDemo(port, closers, options.keep === true ? language : undefined);
    console.log(demoOpen(url)[language]);
    await signal;
  } finally {
    await closers.close();
  }
  return EXIT_OK;
}

/**
 * Starts everything, pushing what ends it; returns the page's address.
 *
 * @param keep keeps the data folder, and prints its path in this language
 */
export async function startDemo(port: number, closers: Closers, keep?: Language): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'approval-relay-demo-'));
  closers.push('data folder', () => {
    if (keep) console.log(folderKept(folder)[keep]);
    else rmSync(folder, { recursive: true, force: true });
  });
  const worlds = new DemoWorlds(folder);
  closers.push('worlds', () => worlds.close());
  const gallery = startGallery({
    roots: [DEFAULTS.templates, packagedTemplates],
    clock: systemClock(),
    localeOf: (ctx) => LOCALES[languageOf(ctx)],
  });
  closers.push('gallery', () => gallery.stop());
  const world = (language: StoryLanguage): Promise<DemoWorld> => worlds.open(language);
  const page = await startPage({ world, port, extra: gallery.middleware });
  closers.push('page', () => page.stop());
  // The one that is likely to be opened first, so an error shows now and not in the browser.
  await worlds.prepare(likelyLanguage());
  return page.url;
}

/** The worlds of the demo: one for each language, started when it is first needed. */
class DemoWorlds {
  readonly #folder: string;
  readonly #closers = new Closers();
  readonly #worlds = new Map<StoryLanguage, Promise<DemoWorld>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts it without its story. */
  prepare(language: StoryLanguage): Promise<DemoWorld> {
    const known = this.#worlds.get(language);
    if (known) return known;
    const closers = new Closers();
    this.#closers.push(language, () => closers.close());
    const world = startDemoWorld(language, join(this.#folder, language), closers);
    this.#worlds.set(language, world);
    world.catch(async () => {
      this.#worlds.delete(language);
      await closers.close();
    });
    return world;
  }

  /** Starts it, and its story with it. */
  async open(language: StoryLanguage): Promise<DemoWorld> {
    const world = await this.prepare(language);
    world.story.resume();
    return world;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#worlds.values());
    await this.#closers.close();
  }
}

function likelyLanguage(): StoryLanguage {
  const { env } = readEnvironment(process.cwd());
  return (env.LC_ALL ?? env.LANG ?? '').startsWith('en') ? 'en' : 'zh';
}
