import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatProblem, readSettings } from '../../src/settings/readSettings.ts';

const FOLDER = join(import.meta.dirname, 'bad');
const files = readdirSync(FOLDER);

/** What a bad file says of itself: `# expect: line:column sentence`, `# env: NAME=value`. */
function commentsOf(file: string, word: string): string[] {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  return [...text.matchAll(new RegExp(`^# ${word}: (.*)$`, 'gm'))].map((match) => match[1] ?? '');
}

describe('a bad configuration, named by its defect', () => {
  it.each(files)('%s', (name) => {
    const file = join(FOLDER, name);
    const env = Object.fromEntries(
      commentsOf(name, 'env').map((line) => /^(\w+)=(.*)$/.exec(line)?.slice(1) ?? []),
    );
    const { settings, problems } = readSettings(file, env);
    const lines = problems.map(formatProblem);
    expect(lines).toEqual(commentsOf(name, 'expect').map((line) => `${file}:${line.replace(' ', ': ')}`));
    expect(settings).toBeUndefined();
    expect(problems.some((problem) => problem.severity === 'error')).toBe(true);
    // The values of appSecret and encryptKey in these files, and of passwords in URLs.
    expect(lines.join('\n')).not.toMatch(/top-secret|key-secret/);
    // One sentence each.
    for (const { message } of problems) expect(message).toMatch(/^\S[^\n]*[.?]$/);
  });
});
