import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { HOMES } from '../../src/settings/homes.ts';
import { readSettings } from '../../src/settings/readSettings.ts';
import { ANY_DAY, linesOf, read } from './read.ts';

const root = resolve(import.meta.dirname, '../..');
const textOf = (name: string): string => readFileSync(resolve(root, name), 'utf8');
const example = textOf('config/relay.example.yaml');
const env = parseEnv(textOf('.env.example')) as Record<string, string>;

describe('the example configuration', () => {
  it('is valid with the variables of .env.example, and there is nothing to say about it', () => {
    const { settings, problems } = readSettings(resolve(root, 'config/relay.example.yaml'), env, ANY_DAY);
    expect(linesOf(problems)).toEqual([]);
    expect(settings?.approvals.size).toBe(2);
    expect(settings?.fallback?.chats).toHaveLength(1);
  });

  it('stays readable when what is commented out is put to use', () => {
    // A line of comment that holds a key, and what is indented below it.
    const used = example.replace(/^( *)# (?=( *)(- )?("[^"]+"|[\w.\u4e00-\u9fff]+):( |$))/gm, '$1');
    expect(used).not.toBe(example);
    const { problems } = read(used, env);
    const errors = problems.filter(({ severity }) => severity === 'error');
    // Only what is not built yet, and the "or" of two alternatives.
    expect(linesOf(errors).filter((line) => !/yet|already/.test(line))).toEqual([]);
  });
});

describe.each(['config/relay.example.yaml', 'docs/configuration.md'])('%s', (name) => {
  it.each(HOMES.map(([home, keys]) => [home, keys] as const))('names every key of %s', (_, keys) => {
    const text = textOf(name);
    // A key of a mapping in YAML, a cell or a word of code in Markdown; or an operator in a list of them.
    const isNamed = (key: string): boolean =>
      new RegExp(`\\b${key}:|\`(?:[\\w.]+\\.)?${key}\`|operators:.*\\b${key}\\b`).test(text);
    expect(keys.filter((key) => !isNamed(key))).toEqual([]);
  });
});
