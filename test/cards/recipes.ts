import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A recipe of docs/templates.md: a built-in file, and how it becomes the reader's own. */
export interface Recipe {
  readonly name: string;
  /** Below `templates/`. */
  readonly file: string;
  readonly diff: readonly string[];
}

export function recipes(page = 'docs/templates.md'): Recipe[] {
  return [
    ...readFileSync(page, 'utf8').matchAll(/<!-- recipe: (\S+) (\S+) -->\n```diff\n([\s\S]*?)```/g),
  ].map(([, name = '', file = '', diff = '']) => ({ name, file, diff: diff.trimEnd().split('\n') }));
}

/** Follows a recipe as a reader would, in this folder. */
export function follow({ file, diff }: Recipe, folder: string): void {
  const lines = readFileSync(join('templates', file), 'utf8').split('\n');
  const before = diff.filter((line) => !line.startsWith('+')).map((line) => line.slice(1).trim());
  const at = lines.findIndex((_, i) => before.every((line, j) => lines[i + j]?.trim() === line));
  if (at < 0) throw new Error(`templates/${file} has no such lines: ${before.join(' ')}`);
  const after = diff.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
  const own = [...lines.slice(0, at), ...after, ...lines.slice(at + before.length)];
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), own.join('\n'));
}
