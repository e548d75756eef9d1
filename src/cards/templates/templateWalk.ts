import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TextError, textOfError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { deepFolders, tooMany, UNKNOWN_REASON } from '../../words/templateText.ts';

/** The most files a folder of templates may hold; one with more is probably the wrong folder. */
const MOST_TEMPLATES = 300;
const MOST_ENTRIES = 20_000;
const MOST_FOLDERS = 150;
const DEEPEST_FOLDER = 8;

/** The template files below a folder. */
export interface FoundPaths {
  /** Relative, with slashes, sorted. */
  readonly paths: readonly string[];
  /** Why some could not be found. */
  readonly problem?: Text;
}

/**
 * Finds every `.hbs` below a folder, in bounded time: no folder twice, even with cyclic links, and none that
 * begin with a dot. A folder that does not exist has none.
 */
export function templatePaths(root: string): FoundPaths {
  const walk = new Walk(root);
  try {
    walk.folder('', 0);
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    if (isMissing && walk.isEmpty) return { paths: [] };
    return { paths: walk.paths, problem: textOfError(thrown, UNKNOWN_REASON) };
  }
  return { paths: walk.paths.sort() };
}

class Walk {
  readonly paths: string[] = [];
  readonly #root: string;
  readonly #seen = new Set<string>();
  #entries = 0;

  constructor(root: string) {
    this.#root = root;
  }

  get isEmpty(): boolean {
    return this.#entries === 0;
  }

  folder(path: string, depth: number): void {
    if (depth > DEEPEST_FOLDER) throw new TextError(deepFolders(DEEPEST_FOLDER));
    const place = realpathSync(join(this.#root, path));
    if (this.#seen.has(place)) return;
    this.#seen.add(place);
    if (this.#seen.size > MOST_FOLDERS) throw new TextError(tooMany(MOST_FOLDERS, 'folders'));
    for (const entry of readdirSync(place, { withFileTypes: true })) {
      this.#entries += 1;
      if (this.#entries > MOST_ENTRIES) throw new TextError(tooMany(MOST_ENTRIES, 'files'));
      if (entry.name.startsWith('.')) continue;
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (this.#isFolder(entry, inner)) this.folder(inner, depth + 1);
      else if (entry.name.endsWith('.hbs')) this.#template(inner);
    }
  }

  #template(path: string): void {
    this.paths.push(path);
    if (this.paths.length > MOST_TEMPLATES) throw new TextError(tooMany(MOST_TEMPLATES, 'templates'));
  }

  #isFolder(entry: Dirent, path: string): boolean {
    if (!entry.isSymbolicLink()) return entry.isDirectory();
    return statSync(join(this.#root, path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  }
}
