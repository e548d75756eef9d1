import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it where they are missing. `mkdirSync` with `recursive` never returns for a path below
 * `/proc`, where nothing can be made (Node 20).
 *
 * @param options `mode`: of what is made
 * @throws an error of the file system
 */
export function makeFolder(folder: string, options: { readonly mode?: number } = {}): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent, options);
  try {
    mkdirSync(folder, options);
  } catch (thrown) {
    // Another process was faster.
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  }
}
