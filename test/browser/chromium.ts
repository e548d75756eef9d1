import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const PACKAGE = resolve('node_modules/@sparticuz/chromium');
const VERSION = (JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string })
  .version;

/** Where this user's unpacked Chromium of this version lies: two users cannot share one, two versions must not. */
function chromiumFolder(): string {
  return resolve('node_modules/.cache', `chromium-${process.getuid?.() ?? 'any'}-${VERSION}`);
}

/**
 * Unpacks Chromium once. It becomes visible whole, by a rename: a second run at the same time never starts half a
 * file (ETXTBSY), it only does the work twice.
 */
export async function unpackChromium(): Promise<void> {
  const folder = chromiumFolder();
  if (existsSync(folder)) return;
  const draft = `${folder}.${randomUUID().slice(0, 8)}`;
  mkdirSync(draft, { recursive: true });
  // The package unpacks into the system's temporary folder, whatever is there; so we say which one that is.
  const before = process.env.TMPDIR;
  process.env.TMPDIR = draft;
  try {
    const inflater = pathToFileURL(join(PACKAGE, 'build', 'esm', 'lambdafs.js')).href;
    const { inflate } = (await import(inflater)) as { inflate: (archive: string) => Promise<string> };
    for (const archive of ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br']) {
      await inflate(join(PACKAGE, 'bin', archive));
    }
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/** A real Chromium without a window. Its own copies of libraries come last, for images that lack them. */
export function launchChromium(): Promise<Browser> {
  const folder = chromiumFolder();
  const libraries = [process.env.LD_LIBRARY_PATH, join(folder, 'al2023', 'lib')].filter(Boolean).join(':');
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    // Chromium refuses its own sandbox to root; what it opens here is our own page.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--font-render-hinting=none',
    ],
    env: { ...process.env, LD_LIBRARY_PATH: libraries },
  });
}
