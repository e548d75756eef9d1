import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/settings/readSettings.ts';
import { HOMES } from '../../src/settings/settingsSchema.ts';
import { ANY_DAY, linesOf, read } from './read.ts';

const root = resolve(import.meta.dirname, '../..');
const textOf = (name: string): string => readFileSync(resolve(root, name), 'utf8');
const example = textOf('config/relay.example.yaml');
const untouched = parseEnv(textOf('.env.example')) as Record<string, string>;
/** What somebody filled in. */
const env = {
  ...Object.fromEntries(Object.keys(untouched).map((name) => [name, `the value of ${name}`])),
  FEISHU_APP_ID: 'cli_9cb844403dbb9108',
};

describe('the example configuration', () => {
  const file = resolve(root, 'config/relay.example.yaml');

  it('is valid once .env.example is filled in, and there is nothing to say about it', () => {
    const { settings, problems } = readSettings(file, { ...env, RELAY_ADMIN_TOKEN: '' }, ANY_DAY);
    expect(linesOf(problems)).toEqual([]);
    expect(settings?.approvals.size).toBe(1);
  });

  it('is refused with an untouched .env.example: placeholders, and a webhook without a key', () => {
    const { settings, problems } = readSettings(file, untouched, ANY_DAY);
    expect(settings).toBeUndefined();
    const [appId, appSecret, key, ...more] = linesOf(problems);
    expect(appId).toMatch(/"feishu\.appId" is still a placeholder/);
    expect(appSecret).toMatch(/"feishu\.appSecret" is still a placeholder/);
    expect(key).toMatch(/encryptKey/);
    expect(more).toEqual([]);
  });

  it('needs nothing but the app for the long connection', () => {
    const socket = example.replace(/^ {2}events: webhook/m, '  events: websocket');
    const filled = { ...untouched, FEISHU_APP_ID: env.FEISHU_APP_ID, FEISHU_APP_SECRET: 'a secret' };
    expect(linesOf(read(socket, filled).problems)).toEqual([]);
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

const PAGES = ['docs/configuration.md', 'docs/zh-CN/configuration.md'];

describe.each(['config/relay.example.yaml', ...PAGES])('%s', (name) => {
  it.each(HOMES.map(([home, keys]) => [home.en, keys] as const))('names every key of %s', (_, keys) => {
    const text = textOf(name);
    // A key of a mapping in YAML, a cell or a word of code in Markdown; or an operator in a list of them.
    const isNamed = (key: string): boolean =>
      new RegExp(`\\b${key}:|\`(?:[\\w.]+\\.)?${key}\`|operators:.*\\b${key}\\b`).test(text);
    expect(keys.filter((key) => !isNamed(key))).toEqual([]);
  });
});
