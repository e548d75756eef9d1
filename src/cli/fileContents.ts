import { readFileSync } from 'node:fs';

/**
 * The contents of files, as one text that differs once any of them has changed. Their contents are compared: file events do
 * not come on every mount, and a ConfigMap swaps a link.
 */
export function contentsOf(files: readonly string[]): string {
  return files.map((file) => `${file}\0${contentOf(file)}\0`).join('');
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    return `\0${(thrown as NodeJS.ErrnoException).code ?? ''}`;
  }
}
