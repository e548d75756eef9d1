import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FIELDS, type FieldTable } from '../../src/cards/check/fields.ts';
import { RULES } from '../../src/cards/check/propertyRules.ts';
import { sampleInputs } from '../../src/cards/check/samples.ts';
import { HELPERS } from '../../src/cards/render/helpers.ts';
import { openSheet } from '../../src/cards/render/produce.ts';
import { TEMPLATE_NAMES } from '../../src/cards/templates/templateName.ts';
import { BUDGETS } from '../../src/cards/view/budget.ts';
import { wordIn, wordNames } from '../../src/cards/view/words.ts';

const PAGE = 'docs/templates.md';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `seen` (absent: everything is told anew) remembers where a group of fields was told before. */
function fieldRows(fields: FieldTable, path = '', seen?: Map<FieldTable, string>): string[][] {
  return Object.entries(fields).flatMap(([name, { kind, says, has }]) => {
    const at = `${path}${name}${kind === 'list' ? '[]' : ''}`;
    const before = has && seen?.get(has);
    if (has) seen?.set(has, before ?? at);
    const inner = has && !before ? fieldRows(has, `${at}.`, seen) : [];
    return [[`\`${path}${name}\``, kind, before ? `${says} As \`${before}\`.` : says], ...inner];
  });
}

const wordsOf = (rule: string): readonly string[] => RULES[rule]?.words ?? [];
const hues = wordsOf('color').filter((name) => /^[a-z]+$/.test(name) && !/default|white/.test(name));

const SECTIONS: Readonly<Record<string, string>> = {
  fields: table(['field', 'kind', 'what it holds'], fieldRows(FIELDS, '', new Map())),
  helpers: table(
    ['helper', 'what it gives'],
    Object.values(HELPERS).map(({ use, says }) => [`\`${use}\``, says]),
  ),
  colours: table(
    ['hue', '`header.template`', '`text_tag`', 'texts, icons, backgrounds and borders'],
    hues.map((hue) => [
      `\`${hue}\``,
      wordsOf('headerColor').includes(hue) ? 'yes' : '–',
      wordsOf('tagColor').includes(hue) ? 'yes' : hue === 'grey' ? '`neutral`' : '–',
      'yes',
    ]),
  ),
  words: table(
    ['name', 'zh-CN', 'en-US', 'ja-JP'],
    wordNames().map((name) => [
      `\`${name}\``,
      ...(['zh-CN', 'en-US', 'ja-JP'] as const).map((locale) => wordIn(locale, name)),
    ]),
  ),
};

describe('docs/templates.md', () => {
  // Write it anew with: UPDATE_DOCS=1 npx vitest run test/cards/docs.test.ts
  it('lists every field, helper, word and colour as the code has them', () => {
    const page = readFileSync(PAGE, 'utf8');
    let expected = page;
    for (const [name, text] of Object.entries(SECTIONS)) {
      const section = new RegExp(`(<!-- ${name}: .*? -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
      expect(page).toMatch(section);
      expected = expected.replace(section, (_, open: string, close: string) => `${open}${text}\n${close}`);
    }
    if (process.env.UPDATE_DOCS) writeFileSync(PAGE, expected);
    else expect(page).toBe(expected);
  });
});

describe('the table of fields', () => {
  /** Paths of everything a template could read in these samples. */
  function paths(value: unknown, path = ''): string[] {
    if (Array.isArray(value)) return value.flatMap((item) => paths(item, `${path}[]`));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, inner]) => {
      const at = path === '' ? name : `${path}.${name}`;
      return [at, ...paths(inner, at)];
    });
  }

  it('names what there is, and nothing else', () => {
    const sheets = TEMPLATE_NAMES.flatMap(sampleInputs).map((one) => openSheet(one, BUDGETS[0] ?? never()));
    const there = new Set(sheets.flatMap(({ view }) => paths(view)));
    const named = new Set(fieldRows(FIELDS).map(([path]) => path?.replaceAll('`', '') ?? ''));
    expect([...there].filter((path) => !named.has(path))).toEqual([]);
    // A short story has nothing to fold.
    const unseen = [...named].filter((path) => !there.has(path) && !/^(?:earlier|rest)\[\]\./.test(path));
    expect(
      unseen.filter(
        (path) => !/^(?:amount|(?:blocks|keys)\[\]\.(?:left|right))\.(?:columns|rows)\[\]/.test(path),
      ),
    ).toEqual([]);
  });

  function never(): never {
    throw new Error('there are no budgets');
  }
});
