import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderCard } from '../../../src/cards/render/render.ts';
import { TEMPLATE_NAMES } from '../../../src/cards/templates/templateName.ts';
import { loadTemplates, packagedTemplates } from '../../../src/cards/templates/templates.ts';
import { cardRefusal } from '../../../src/sandbox/card/cardCheck.ts';
import { expectBothLanguages } from '../../support/bothLanguages.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { input, unseen } from '../cards.ts';
import { cardWords, readCard } from '../reader.ts';

/** A folder of templates. */
function folder(files: Readonly<Record<string, string>>): string {
  const root = join(tempFolder(), 'templates');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** A card around elements, each on a line of its own from line 3 on. */
const card = (...elements: string[]): string =>
  `{"schema":"2.0","header":{"title":{"tag":"plain_text","content":"{{title}}"}},\n"body":{"elements":[\n${elements.join('\n')}\n]}}`;
const text = (content: string): string => `{"tag":"markdown","content":"${content}"},`;

function problems(files: Readonly<Record<string, string>>): string[] {
  const root = folder(files);
  const { templates, problems: found } = loadTemplates([root, packagedTemplates]);
  expect(templates).toBeUndefined();
  return found.map(({ file, line, column, message }) => {
    expectBothLanguages(message);
    return `${file.slice(root.length + 1)}:${line}:${column}: ${message.en}`;
  });
}

/** What a chat sees when its template is this one. */
function shown(source: string, more: Parameters<typeof input>[1] = {}): string {
  const { templates, problems: found } = loadTemplates([
    folder({ 'pending.hbs': source }),
    packagedTemplates,
  ]);
  expect(found).toEqual([]);
  if (!templates) throw new Error('no templates');
  const { content, fallback } = renderCard(templates, input('PENDING', more));
  expect(fallback).toBeUndefined();
  expect(cardRefusal(content)).toBeUndefined();
  return content;
}

describe('what is wrong with a template', () => {
  it.each([
    [
      'a field',
      text('{{serialNumer}}'),
      '3:32: there is no field "serialNumer" here: did you mean "serialNumber"?',
    ],
    [
      'a field of a list’s items',
      text('{{#each story}}{{coment}}{{/each}}'),
      '3:47: there is no field "coment" here: did you mean "comment"?',
    ],
    ['a helper', text('{{dat startedAt "MM"}}'), '3:30: there is no helper "dat": did you mean "date"?'],
    ['a word', text('{{word "aplicant"}}'), '3:37: there is no word "aplicant": did you mean "applicant"?'],
    [
      'a block',
      text('{{#foreach story}}{{/foreach}}'),
      '3:30: there is no block "foreach": did you mean "each"?',
    ],
    ['a partial', '{{> heder}}', '3:1: there is no partial "heder": did you mean "header"?'],
    ['a list printed', text('{{story}}'), '3:30: "story" is a list: go through it with {{#each}}'],
    [
      'too few arguments',
      text('{{date startedAt}}'),
      '3:30: "date" is used like this: {{date startedAt "MM-DD HH:mm"}}',
    ],
    [
      'a component',
      '{"tag":"markdwn","content":"x"},',
      '3:2: Card JSON 2.0 has no component "markdwn": did you mean "markdown"?',
    ],
    [
      'a component of 1.0',
      '{"tag":"note","elements":[]},',
      '3:2: Card JSON 2.0 has no component "note"; instead: a div with a plain_text of text_size "notation" and text_color "grey"',
    ],
    [
      'a property',
      '{"tag":"markdown","content":"x","textsize":"notation"},',
      '3:33: Card JSON 2.0 has no property "textsize" in markdown: did you mean "text_size"?',
    ],
    ['a missing property', '{"tag":"markdown"},', '3:1: markdown lacks its "content"'],
    [
      'a table in a column',
      '{"tag":"column_set","columns":[{"tag":"column","elements":[\n{"tag":"table","columns":[],"rows":[]}]}]},',
      '4:1: a table belongs at the root of the card, in no other component',
    ],
    [
      'JSON',
      '{"tag":"hr"}\n{"tag":"hr"},',
      '4:1: the card is not JSON: expected "," or "]", found "{"tag":"hr"}',
    ],
    [
      'a value without quotes',
      '{"tag":"markdown","content":{{title}} },',
      '3:29: the card is not JSON: expected a value, found a value without quotes around it',
    ],
    [
      'a value in a name',
      '{"tag":"hr","{{title}}":1},',
      "3:13: a value is in the place of a property's name",
    ],
    ['a value as a component', '{"tag":"{{title}}"},', '3:2: a value is in the place of a tag'],
    [
      'braces that run together',
      '{"tag":"hr","margin":{{title}}},',
      '3:1: Handlebars takes "}}}" for something else: put a space between "}}" and "}"',
    ],
    ['a value as a tag', text('<{{title}}>'), '3:19: a value is in the place of the name of a tag'],
    ['a partial that calls itself', '{{> loop}}', 'the partial "loop" calls itself'],
  ])('%s', (_, element, message) => {
    const found = problems({ 'pending.hbs': card(element), 'partials/loop.hbs': '{{> loop}}' });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  it('is said with the place in the partial where it stands, once', () => {
    const found = problems({
      'pending.hbs': card('{{> piece}}'),
      'rejected.hbs': card('{{> piece}}'),
      'partials/piece.hbs': `{{!-- a comment\nover lines --}}\n{{#if title}}\n  ${text('x')}\n  {"tag":"hr","colour":"red"},\n{{/if}}\n`,
    });
    expect(found).toEqual(['partials/piece.hbs:5:15: Card JSON 2.0 has no property "colour" in hr']);
  });

  it('is said of a card that is too large however short the form is cut', () => {
    const many = Array.from({ length: 201 }, () => '{"tag":"hr"},');
    for (const source of [card(...many), card(text('字'.repeat(20_000)))])
      expect(problems({ 'pending.hbs': source })).toEqual([
        'pending.hbs:1:1: the card is too large even with a shortened form: Feishu takes 28 KB, 200 elements with a "tag", 5 tables',
      ]);
  });

  it('is said of an address that Feishu takes in no card', () => {
    const button = (url: string): string =>
      `{"tag":"button","text":{"tag":"plain_text","content":"x"},"behaviors":[{"type":"open_url","default_url":"${url}"}]},`;
    for (const url of ['ftp://example.com', 'javascript:0', 'http://[2001:db8::1]/x'])
      expect(problems({ 'pending.hbs': card(button(url)) })[0]).toMatch(
        /^pending\.hbs:3:\d+: "default_url" has no address that Feishu accepts/,
      );
  });

  it('is said of all files at once', () => {
    const found = problems({
      'pending.hbs': card(text('{{a1}}'), text('{{b1}}')),
      'rejected.hbs': card('{{#if title}}', text('x')),
      'aproved.hbs': card(),
    });
    expect(found.map((one) => one.split(':').slice(0, 2).join(':'))).toEqual([
      'aproved.hbs:1',
      'pending.hbs:3',
      'pending.hbs:4',
      'rejected.hbs:5',
    ]);
    expect(found[0]).toContain('did you mean "approved"?');
  });

  it('is said of a file that nobody can read as Handlebars', () => {
    expect(problems({ 'pending.hbs': card(text('{{#if title}}x{{/each}}')) })[0]).toContain(
      "pending.hbs:3:33: if doesn't match each",
    );
  });
});

describe('a word with a form for one', () => {
  it.each([
    ['en-US', 1, 'Show 1 more field', '1 approval is waiting'],
    ['en-US', 2, 'Show 2 more fields', '2 approvals are waiting'],
    ['zh-CN', 1, '展开其余 1 个字段', '1 条审批等待处理'],
    ['ja-JP', 1, '残り1項目を表示', '承認待ち1件'],
  ] as const)('takes it by itself: %s, %d', (locale, count, fields, waiting) => {
    const source = card(text(`{{word "restOfForm" ${count}}}`), text(`{{word "overdue" "${count}"}}`));
    const words = cardWords(shown(source, { locale }));
    expect(words).toContain(fields);
    expect(words).toContain(waiting);
    expect(words).not.toContain(`${fields}s`);
  });
});

describe('where templates come from', () => {
  it('takes each file from the first folder that has it', () => {
    const mine = folder({ 'pending.hbs': card(text('mine')), 'partials/note.hbs': text('my note') });
    const { templates } = loadTemplates([mine, packagedTemplates]);
    if (!templates) throw new Error('no templates');
    expect(cardWords(renderCard(templates, input('PENDING')).content)).toContain('mine');
    const approved = cardWords(renderCard(templates, input('APPROVED')).content);
    expect(approved).toContain('新工位扩容');
    expect(approved).toContain('my note');
  });

  it('takes a chat’s own folder first, then the one above it', () => {
    const mine = folder({
      'finance/pending.hbs': card('{{> piece}}'),
      'finance/partials/piece.hbs': text('finance'),
      'partials/piece.hbs': text('everybody'),
      'rejected.hbs': card('{{> piece}}'),
    });
    const { templates } = loadTemplates([mine, packagedTemplates]);
    if (!templates) throw new Error('no templates');
    const words = (status: 'PENDING' | 'REJECTED' | 'APPROVED', template: string) =>
      cardWords(renderCard(templates, input(status, { template })).content);
    expect(words('PENDING', 'finance')).toContain('finance');
    expect(words('REJECTED', 'finance')).toContain('finance');
    expect(words('REJECTED', '')).toContain('everybody');
    expect(words('PENDING', 'finance/late')).toContain('finance');
    expect(words('APPROVED', 'nowhere')).toContain('新工位扩容');
  });

  it('does without a folder that is not there', () => {
    const { templates, problems: found } = loadTemplates([join(tempFolder(), 'none'), packagedTemplates]);
    expect(found).toEqual([]);
    expect(templates?.folders.get('')?.size).toBe(TEMPLATE_NAMES.length);
  });

  it('misses what no folder has', () => {
    const { templates, problems: found } = loadTemplates([folder({})]);
    expect(templates).toBeUndefined();
    expect(found).toHaveLength(TEMPLATE_NAMES.length);
  });

  it('works from a copy, as users make one', () => {
    const copy = join(tempFolder(), 'copy');
    cpSync(packagedTemplates, copy, { recursive: true });
    expect(loadTemplates([copy]).problems).toEqual([]);
  });
});

describe('what a template may do', () => {
  const typed = (value: string) => ({
    fields: [{ id: 'w', name: '内容', value: { kind: 'text', text: value } as const }],
  });

  it('asks for fields, compares and counts', () => {
    const source = card(
      '{{#if (gt (field "采购金额") 10000)}}',
      text('big {{short (field "采购金额") 4}}'),
      '{{else}}',
      text('small'),
      '{{/if}}',
      text(
        '{{date startedAt "YYYY/MM"}} {{default department "—"}} {{#each fields}}{{@index}}{{name}}{{/each}}',
      ),
    );
    const amount = { id: 'w', name: '采购金额', value: { kind: 'text', text: '¥ 23,800.00' } } as const;
    const words = cardWords(shown(source, { fields: [amount] }));
    expect(words).toContain('big ¥ 2…');
    expect(words).toContain('2026/11 产品研发部 0采购金额');
    expect(cardWords(shown(source))).toContain('small');
  });

  it('leaves commas that are one too many', () => {
    shown(
      card('{"tag":"hr"},', '{{#if endedAt}}{"tag":"hr"},{{/if}}', ',', '{"tag":"hr",},', text('a, ,] b')),
    );
  });

  it('puts values into addresses, which they cannot leave', () => {
    const source = card(
      text(
        "[x](https://ok.example/?q={{field '内容'}}) <link url='https://ok.example/{{field '内容'}}'>y</link>",
      ),
      `{"tag":"button","text":{"tag":"plain_text","content":"z"},"behaviors":[{"type":"open_url","default_url":"https://ok.example/{{field '内容'}}?a=1"}]},`,
    );
    const { texts, urls } = readCard(shown(source, typed("a b/c?d&e=f#g)'>中文 [](javascript:1)")));
    expect(texts[0]?.links).toEqual([
      'https://ok.example/?q=a%20b%2Fc%3Fd%26e%3Df%23g%29%27%3E%E4%B8%AD%E6%96%87%20%5B%5D%28javascript%3A1%29',
    ]);
    expect(texts[0]?.tags).toHaveLength(2);
    expect(urls.map((url) => new URL(url).host)).toEqual(['ok.example']);
  });

  it('makes a typed address a link only if it is http or https', () => {
    const source = card(
      `{"tag":"button","text":{"tag":"plain_text","content":"z"},"behaviors":[{"type":"open_url","default_url":"{{field '内容'}}"}]},`,
    );
    const url = (value: string) => readCard(shown(source, typed(value))).urls[0] ?? '';
    expect(url('https://ok.example/中文 x')).toBe('https://ok.example/%E4%B8%AD%E6%96%87%20x');
    for (const bad of [
      'javascript:alert(1)',
      'lark://x',
      'ftp://x',
      '//x',
      'x',
      'https://good.example@evil.example',
    ]) {
      expect(new URL(url(bad)).host).toBe('applink.feishu.cn');
    }
  });

  it('puts values into attributes, ids and other fixed words, cleaned', () => {
    const source = card(
      text("<font color='{{field '内容'}}'>x</font>"),
      `{"tag":"hr","margin":"{{field '内容'}}"},`,
      `{"tag":"button","text":{"tag":"plain_text","content":"z"},"behaviors":[{"type":"callback","value":{"k":"{{field '内容'}}"}}]},`,
    );
    const content = shown(source, typed("red'><at id=all></at>"));
    expect(JSON.parse(content).body.elements).toMatchObject([
      { content: "<font color='redatidallat'>x</font>" },
      { margin: 'redatidallat' },
      { behaviors: [{ value: { k: "red'><at id=all></at>" } }] },
    ]);
  });

  it('puts values into lark_md and cells, each by its own rules', () => {
    const source = card(
      `{"tag":"div","text":{"tag":"lark_md","content":"{{field '内容'}}"}},`,
      `{"tag":"table","columns":[{"name":"a","data_type":"text"},{"name":"b","data_type":"markdown"},{"name":"c","data_type":"options"}],"rows":[{"a":"{{field '内容'}}","b":"{{field '内容'}}","c":[{"text":"{{field '内容'}}"}]}]},`,
    );
    const [div, table] = JSON.parse(shown(source, typed('*a*\n@b'))).body.elements;
    expect(div.text.content).toBe('&#42;a&#42;\n&#64;b');
    expect(table.rows).toEqual([{ a: '*a*\n@b', b: '&#42;a&#42;<br>&#64;b', c: [{ text: '*a*\n@b' }] }]);
  });
});

describe('a template that fails on what nobody foresaw', () => {
  it.each([
    ['no JSON', '{{#unless isKnown}} oops {{/unless}}', 'expected'],
    ['an unknown property', '{"tag":"hr"{{#unless asOf}},"colour":"red"{{/unless}} },', 'colour'],
  ])('gives a plain card: %s', (_, element) => {
    const { templates } = loadTemplates([
      folder({ 'pending.hbs': card(`{{#if (eq (field "惊") "喜")}}${element}{{/if}}`, text('x')) }),
      packagedTemplates,
    ]);
    if (!templates) throw new Error('no templates');
    const surprise = { fields: [{ id: 'w', name: '惊', value: { kind: 'text', text: '喜' } as const }] };
    const { content, fallback } = renderCard(templates, { ...unseen('PENDING'), ...surprise });
    expect(fallback?.en).toContain('pending.hbs: ');
    expect(JSON.stringify(fallback)).not.toContain('喜');
    expect(cardRefusal(content)).toBeUndefined();
    expect(cardWords(content)).toContain('惊: 喜');
  });

  it('gives a plain card that still rings', () => {
    const { content, fallback } = renderCard(
      { folders: new Map() },
      input('PENDING', { mentions: ['ou_x'] }),
    );
    expect(fallback?.en).toBe('there is no template for this status');
    expect(content).toContain('<at id=ou_x></at>');
  });
});
