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

const PAGES = { english: 'docs/templates.md', chinese: 'docs/zh-CN/templates.md' } as const;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `seen` remembers where a group of fields was described before; absent: everything is described again. */
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

const PAIRS = fieldRows(FIELDS, '', new Map());
const USES = Object.values(HELPERS).map(({ use, says }) => [`\`${use}\``, says]);
const WORDS = wordNames().map((name) => [
  `\`${name}\``,
  ...(['zh-CN', 'en-US', 'ja-JP'] as const).map((locale) => wordIn(locale, name)),
]);
const colourRows = (yes: string): string[][] =>
  hues.map((hue) => [
    `\`${hue}\``,
    wordsOf('headerColor').includes(hue) ? yes : '–',
    wordsOf('tagColor').includes(hue) ? yes : hue === 'grey' ? '`neutral`' : '–',
    yes,
  ]);

const ENGLISH: Readonly<Record<string, string>> = {
  fields: table(['field', 'kind', 'what it holds'], PAIRS),
  helpers: table(['helper', 'what it gives'], USES),
  colours: table(
    ['hue', '`header.template`', '`text_tag`', 'texts, icons, backgrounds and borders'],
    colourRows('yes'),
  ),
  words: table(['name', 'zh-CN', 'en-US', 'ja-JP'], WORDS),
};

const KINDS: Readonly<Record<string, string>> = {
  text: '文字',
  person: '人员',
  people: '多个人员',
  time: '时间',
  link: '链接',
  word: '固定值',
  number: '数字',
  flag: '是否',
  group: '组',
  list: '列表',
};
/** Stands in the Chinese page where a row is new. */
const UNTRANSLATED = '待译';

/** The Chinese tables: names come from the code, what they mean stands in the page alone. */
function chinese(page: string): Readonly<Record<string, string>> {
  // The table of words has a field's name at times.
  const [tables = ''] = page.split('<!-- words:');
  const said = new Map(
    [...tables.matchAll(/^\| (`.*?`) \|(?: \S+ \|)? (\S.*) \|$/gm)].map(([, name, text]) => [name, text]),
  );
  const saidOf = (name = ''): string => said.get(name) ?? UNTRANSLATED;
  return {
    fields: table(
      ['字段', '类型', '内容'],
      PAIRS.map(([name, kind = '']) => [name ?? '', KINDS[kind] ?? kind, saidOf(name)]),
    ),
    helpers: table(
      ['助手函数', '作用'],
      USES.map(([use]) => [use ?? '', saidOf(use)]),
    ),
    colours: table(['色系', '`header.template`', '`text_tag`', '文字、图标、背景和边框'], colourRows('可用')),
    words: table(['名称', 'zh-CN', 'en-US', 'ja-JP'], WORDS),
  };
}

describe.each(Object.values(PAGES))('%s', (path) => {
  // Write it again with: UPDATE_DOCS=1 npx vitest run test/cards/docs.test.ts
  it('lists every field, helper, word and colour as the code has them', () => {
    const page = readFileSync(path, 'utf8');
    const sections = path === PAGES.english ? ENGLISH : chinese(page);
    let expected = page;
    for (const [name, text] of Object.entries(sections)) {
      const section = new RegExp(`(<!-- ${name}: .*? -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
      expect(page).toMatch(section);
      expected = expected.replace(section, (_, open: string, close: string) => `${open}${text}\n${close}`);
    }
    if (process.env.UPDATE_DOCS) writeFileSync(path, expected);
    else expect(page).toBe(expected);
    expect(expected).not.toContain(`| ${UNTRANSLATED} |`);
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
