import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderCard } from '../../../src/cards/render/render.ts';
import { loadTemplates, packagedTemplates } from '../../../src/cards/templates/templates.ts';
import { expectBothLanguages } from '../../support/bothLanguages.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { input } from '../cards.ts';
import { cardWords } from '../reader.ts';

function folder(files: Readonly<Record<string, string>>): string {
  const root = join(tempFolder(), 'templates');
  mkdirSync(root, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

function problemsOf(root: string): string[] {
  const { templates, problems } = loadTemplates([root, packagedTemplates]);
  expect(templates).toBeUndefined();
  return problems.map(({ file, message }) => {
    expectBothLanguages(message);
    return `${file.slice(root.length + 1)}: ${message.en}`;
  });
}

const card = (elements: string): string => `{"schema":"2.0","body":{"elements":[${elements}]}}`;

describe('templates that would never come to an end', () => {
  it('partials that each call another ten times', () => {
    const partials = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [
        `partials/p${i}.hbs`,
        i < 11 ? `{{> p${i + 1}}}`.repeat(10) : '{"tag":"hr"},',
      ]),
    );
    expect(problemsOf(folder({ 'pending.hbs': card('{{> p0}}'), ...partials }))).toEqual([
      expect.stringContaining('partials are called more than 1000 times'),
    ]);
  });

  it('partials that call each other, in whatever circle and however often', () => {
    const root = folder({
      'pending.hbs': card('{{> a}}'),
      'partials/a.hbs': '{{> b}}'.repeat(20),
      'partials/b.hbs': '{{> c}}'.repeat(20),
      'partials/c.hbs': '{{> a}}'.repeat(20),
    });
    const found = problemsOf(root);
    expect(found.length).toBeLessThanOrEqual(20);
    for (const problem of found) expect(problem).toBe('partials/c.hbs: the partial "a" calls itself');
  });

  it('loops within loops', () => {
    const loops = `${'{{#each @root.story}}'.repeat(9)}{"tag":"hr"},${'{{/each}}'.repeat(9)}`;
    expect(problemsOf(folder({ 'pending.hbs': card(loops) }))).toContainEqual(
      expect.stringContaining('loops and partials run more than 5000 times'),
    );
  });

  it('a loop that writes without measure', () => {
    const long = `{"tag":"markdown","content":"${'字'.repeat(20_000)}"},`;
    const loops = `{{#each story}}{{#each @root.story}}{{#each @root.story}}${long}{{/each}}{{/each}}{{/each}}`;
    expect(problemsOf(folder({ 'pending.hbs': card(loops) }))).toContainEqual(
      expect.stringMatching(/write more than 2000000 characters|too large/),
    );
  });

  it.each([
    ['blocks', '{{#if title}}'.repeat(2_000) + '{{/if}}'.repeat(2_000), 'blocks nest more than 40 deep'],
    ['calls', `{{not ${'(not '.repeat(3_000)}title${')'.repeat(3_000)}}}`, 'calls nest more than 12 deep'],
    ['braces', '{{title}} '.repeat(5_000), 'there are more than 4000 "{{…}}" in this file'],
    ['JSON', '['.repeat(50_000), 'nests too deep'],
    ['braces that nothing ends', '\\{{ '.repeat(15_000), 'not JSON'],
  ])('%s that nest without end', (_, source, message) => {
    expect(problemsOf(folder({ 'pending.hbs': source }))).toContainEqual(expect.stringContaining(message));
  });

  it('lets a full card fall back if only that one takes too long', () => {
    const source = card(
      '{{#if (eq (field "惊") "喜")}}' +
        '{{#each fields}}{{#each @root.fields}}{{#each @root.fields}}{{#each @root.fields}} {{/each}}{{/each}}{{/each}}{{/each}}{{/if}}{"tag":"hr"}',
    );
    const { templates, problems } = loadTemplates([folder({ 'pending.hbs': source }), packagedTemplates]);
    expect(problems).toEqual([]);
    if (!templates) throw new Error('no templates');
    const value = { kind: 'text', text: '喜' } as const;
    const fields = Array.from({ length: 30 }, (_, i) => ({
      id: `w${i}`,
      name: i === 0 ? '惊' : `${i}`,
      value,
    }));
    const { content } = renderCard(templates, input('PENDING', { fields }));
    expect(JSON.parse(content)).toMatchObject({ body: { elements: expect.any(Array) as unknown } });
  });
});

describe('what lies among the templates and is none', () => {
  it('is a sentence with the file’s name', () => {
    const root = folder({ 'rejected.hbs': 'x'.repeat(70_000), 'canceled.hbs/note.txt': '' });
    execFileSync('mkfifo', [join(root, 'pending.hbs')]);
    symlinkSync('/dev/zero', join(root, 'approved.hbs'));
    symlinkSync('/nowhere/at/all', join(root, 'deleted.hbs'));
    expect(problemsOf(root)).toEqual([
      'approved.hbs: cannot be read: it is a device: a template must be a regular file',
      expect.stringMatching(/^deleted\.hbs: cannot be read: ENOENT/),
      'pending.hbs: cannot be read: it is a named pipe: a template must be a regular file',
      'rejected.hbs: cannot be read: it has more than 64 KB, and a card has 28 KB: make it smaller',
    ]);
  });

  it('is no way round in a circle', () => {
    const root = folder({ 'pending.hbs': card('{"tag":"markdown","content":"mine"}') });
    symlinkSync(root, join(root, 'again'));
    const { templates, problems } = loadTemplates([root, packagedTemplates]);
    expect(problems).toEqual([]);
    if (!templates) throw new Error('no templates');
    expect(cardWords(renderCard(templates, input('PENDING')).content)).toContain('mine');
  });

  it('is taken through a link, as a mounted configuration has them', () => {
    const root = folder({ '..data/pending.hbs': card('{"tag":"markdown","content":"mounted"}') });
    symlinkSync(join('..data', 'pending.hbs'), join(root, 'pending.hbs'));
    const { templates } = loadTemplates([root, packagedTemplates]);
    if (!templates) throw new Error('no templates');
    expect(cardWords(renderCard(templates, input('PENDING')).content)).toContain('mounted');
  });

  it('is said of a folder that is far too large', () => {
    const files = (name: (i: number) => string) =>
      Object.fromEntries(Array.from({ length: 301 }, (_, i) => [name(i), 'x']));
    expect(problemsOf(folder(files((i) => `partials/x${i}.hbs`)))[0]).toContain('more than 300 templates');
    expect(problemsOf(folder(files((i) => `f${i}/partials/x.hbs`)))[0]).toContain('more than 150 folders');
  });
});
