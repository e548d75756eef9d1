import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { formatProblem } from '../../src/settings/problem.ts';
import { readSettingsText } from '../../src/settings/readSettings.ts';
import { ANY_DAY } from '../settings/read.ts';
import { anchorsOf } from './editions.ts';

const markdownIn = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => (name.endsWith('.md') ? [join(folder, name)] : []));
const PAGES = [...markdownIn('.'), ...markdownIn('docs'), ...markdownIn('docs/zh-CN')];
const textOf = (page: string): string => readFileSync(page, 'utf8');

function brokenLinks(page: string): string[] {
  const prose = textOf(page).replaceAll(/```[\s\S]*?```/g, '');
  return [...prose.matchAll(/(?:\]\(|src=")([^)"\s]+)[)"]/g)].flatMap(([, link = '']) => {
    if (/^(https?|mailto):/.test(link)) return [];
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(target)) return [`${page}: ${link}`];
    if (anchor === undefined || !target.endsWith('.md')) return [];
    return anchorsOf(target).includes(decodeURIComponent(anchor)) ? [] : [`${page}: ${link}`];
  });
}

describe('the pages', () => {
  it('link to what is there', () => {
    expect(PAGES.flatMap(brokenLinks)).toEqual([]);
  });

  // CommonMark ends no emphasis between a sign of punctuation and a letter, and Chinese has no blank there by itself.
  it('show no sign of markup to a reader', () => {
    const markdown = new MarkdownIt({ html: true });
    const texts = (page: string): string[] =>
      markdown.parse(textOf(page), {}).flatMap(({ children }) => {
        const said = (children ?? []).filter(({ type }) => type === 'text').map(({ content }) => content);
        return said.filter((text) => text.includes('**')).map((text) => `${page}: ${text}`);
      });
    expect(PAGES.flatMap(texts)).toEqual([]);
  });

  it('name commands that there are', () => {
    const known = new Set(['help', ...COMMANDS.map(({ usage }) => usage.split(' ')[0])]);
    const named = PAGES.flatMap((page) =>
      [...textOf(page).matchAll(/(?:npx |`)approval-relay ([a-z]+)/g)].map(([, name = '']) => name),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('name npm scripts that there are', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = PAGES.flatMap((page) =>
      [...textOf(page).matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('name files and metrics that there are', () => {
    const folders = ['src', 'test', 'scripts', 'config', 'templates', 'docs'];
    const inFolder = (folder: string): string[] =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
    const files = [...readdirSync('.'), ...folders.flatMap(inFolder)];
    const source = files.filter((name) => /^src\/.*\.tsx?$/.test(name)).map(textOf);
    const wrong = PAGES.flatMap((page) => {
      const text = textOf(page);
      const named = [...text.matchAll(/`([\w./-]+\.(?:tsx?|mjs|js|json|yaml))`/g)].map(
        ([, name = '']) => name,
      );
      const metrics = text.match(/\brelay_[a-z_]+[a-z]/g) ?? [];
      return [
        ...named.filter((name) => !files.some((file) => file === name || file.endsWith(`/${name}`))),
        ...metrics.filter((name) => !source.some((code) => code.includes(name))),
      ].map((name) => `${page}: ${name}`);
    });
    // Created by the user who runs the bot.
    expect(wrong.filter((one) => !one.endsWith(': config/relay.yaml'))).toEqual([]);
  });

  it('show whole configurations that are valid, with reminders', () => {
    const env = Object.fromEntries(
      ['APP_ID', 'APP_SECRET', 'ENCRYPT_KEY', 'VERIFICATION_TOKEN'].map((name) => [
        `FEISHU_${name}`,
        name === 'APP_ID' ? 'cli_a1b2c3d4e5f60718' : 'a value',
      ]),
    );
    const whole = ['README.md', 'README.zh-CN.md', 'docs/connect.md', 'docs/zh-CN/connect.md'].map((page) => {
      const block = /^( *)```yaml\n([\s\S]*?)```/m.exec(textOf(page));
      const text = (block?.[2] ?? '').replaceAll(new RegExp(`^${block?.[1] ?? ''}`, 'gm'), '');
      const { settings, problems } = readSettingsText(page, text, env, ANY_DAY);
      return { page, reminds: settings?.reminders !== undefined, problems: problems.map(formatProblem) };
    });
    expect(whole).toEqual(whole.map(({ page }) => ({ page, reminds: true, problems: [] })));
  });
});
