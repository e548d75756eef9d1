import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Locale } from '../../src/approval/locale.ts';
import { approvalInputs } from '../../src/cards/check/approvalInputs.ts';
import { readSampleApproval } from '../../src/cards/check/sampleApprovals.ts';
import { cardsOfSample } from '../../src/cards/check/sampleCards.ts';
import { renderCard } from '../../src/cards/render/render.ts';
import { loadTemplates, packagedTemplates } from '../../src/cards/templates/templates.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { cardWords } from './reader.ts';
import { follow, recipes } from './recipes.ts';

/** A card of the purchase, made by the templates of a folder before the package's. */
function purchaseCard(folder: string, name: string, locale: Locale = 'en-US'): string {
  const { templates, problems } = loadTemplates([folder, packagedTemplates]);
  expect(problems).toEqual([]);
  const card = cardsOfSample(readSampleApproval('purchase', locale)).find((one) => one.name === name);
  if (!templates || !card) throw new Error('there is no such card');
  const { content, fallback } = renderCard(templates, card.input);
  expect(fallback).toBeUndefined();
  return content;
}

function followed(name: string, page = 'docs/templates.md'): string {
  const folder = tempFolder();
  const recipe = recipes(page).find((one) => one.name === name);
  if (!recipe) throw new Error(`${page} has no recipe ${name}`);
  follow(recipe, folder);
  return folder;
}

describe('the recipes of docs/templates.md', () => {
  it('a word: the button says something else', () => {
    const words = cardWords(purchaseCard(followed('word'), 'submitted'));
    expect(words).toContain('Decide now');
    expect(words).not.toContain('Open in Approval');
  });

  it('a colour: one variable gives it to header, label and band', () => {
    const content = purchaseCard(followed('colour'), 'APPROVED');
    expect(JSON.parse(content)).toMatchObject({
      header: { template: 'violet', text_tag_list: [{ color: 'violet' }] },
    });
    expect(content).toContain('"background_style":"violet-50"');
    expect(content).not.toContain('green-50');
  });

  it('a field: it stands above the form', () => {
    const words = cardWords(purchaseCard(followed('field'), 'submitted'));
    expect(words).toContain('Needed by Dec 8, 2026');
  });

  it('work in the Chinese edition, too', () => {
    const page = 'docs/zh-CN/templates.md';
    expect(cardWords(purchaseCard(followed('word', page), 'submitted', 'zh-CN'))).toContain('立即处理');
    expect(purchaseCard(followed('colour', page), 'APPROVED', 'zh-CN')).toContain('violet-50');
    const words = cardWords(purchaseCard(followed('field', page), 'submitted', 'zh-CN'));
    expect(words).toContain('期望到货：2026-12-08');
  });
});

describe('trying templates with whole approvals', () => {
  it('finds what only one of them shows, says which and where, and each fault once', () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'partials'), { recursive: true });
    writeFileSync(
      join(folder, 'partials/note.hbs'),
      `{{#if (field "合同金额")}}\n{ "tag": "hr", "colour": "red" },\n{{/if}}\n`,
    );
    const roots = [folder, packagedTemplates];
    expect(loadTemplates(roots).problems).toEqual([]);
    const { templates, problems } = loadTemplates(roots, approvalInputs());
    expect(templates).toBeUndefined();
    expect(problems.length).toBeGreaterThan(0);
    for (const { file, line, message } of problems) {
      expect({ file, line }).toEqual({ file: join(folder, 'partials/note.hbs'), line: 2 });
      expect(message.zh).toMatch(/colour.*（示例：contract、\w+、zh-CN）/);
      expect(message.en).toMatch(/colour.*\(sample: \w+ of contract in zh-CN\)/);
    }
    // One for each status of the contract, and no more.
    expect(problems.length).toBeLessThanOrEqual(8);
  });
});
