import { chmodSync, writeFileSync } from 'node:fs';
import { readNamedFile } from '../namedFile.ts';

/**
 * Sets names in a `.env` and leaves its other lines as they are. Only its owner may read it from then on: the app's
 * secret is approval power.
 */
export function writeEnvFile(file: string, values: Readonly<Record<string, string>>): void {
  const before = readNamedFile(file) ?? '';
  const lines = before.split(/\r?\n/).filter((line) => !Object.keys(values).some((name) => sets(line, name)));
  while (lines.at(-1) === '') lines.pop();
  const added = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  // Made private before the secret is written.
  writeFileSync(file, before, { mode: 0o600 });
  chmodSync(file, 0o600);
  writeFileSync(file, `${[...lines, ...added].join('\n')}\n`);
}

function sets(line: string, name: string): boolean {
  return new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`).test(line);
}
