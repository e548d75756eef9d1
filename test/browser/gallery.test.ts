import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page as Tab } from 'playwright-core';
import { expect, it } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import { loosened } from '../support/cardText.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { serveGallery } from './galleryStage.ts';
import { openTab } from './stage.ts';

/** The gallery as the demo serves it, with the user's templates in a folder of their own. */
async function visit(path = ''): Promise<{ tab: Tab; templates: string; clock: ShiftableClock }> {
  const templates = join(tempFolder(), 'templates');
  mkdirSync(join(templates, 'finance'), { recursive: true });
  writeFileSync(join(templates, 'finance/notice.hbs'), noticeOf('财务'));
  const clock = new ShiftableClock();
  const url = await serveGallery(clock, [templates]);
  const tab = await openTab({ viewport: { width: 1440, height: 900 } });
  await tab.goto(url + path);
  await tab.locator('html[data-ready]').waitFor();
  return { tab, templates, clock };
}

function noticeOf(words: string): string {
  return `{ "schema": "2.0", "body": { "elements": [{ "tag": "markdown", "content": "${words}" }] } }`;
}

it('leads from approval to approval, and from card to card, by clicks', async () => {
  const { tab } = await visit();
  expect(await tab.locator('.cell').count()).toBeGreaterThan(15);
  expect(loosened(await tab.locator('#purchase-submitted .fs-card').innerText())).toContain(
    '27 英寸 4K 显示器',
  );
  expect(await tab.locator('#purchase-submitted .size').innerText()).toMatch(/\d 字节 · \d+ 个元素 · \d+ px/);
  await tab.getByRole('link', { name: '请假' }).click();
  await tab.locator('#leave-submitted').waitFor();
  await tab.getByRole('link', { name: '已拒绝' }).click();
  await tab.locator('#hostile-REJECTED').waitFor();
  expect(await tab.locator('.cell').count()).toBe(12);
  await tab.getByRole('link', { name: 'en-US' }).click();
  await tab.locator('#purchase-REJECTED', { hasText: '27-inch 4K monitor' }).waitFor();
});

it('shows themes and widths side by side, and keeps the choice on other pages', async () => {
  const { tab } = await visit();
  const shots = tab.locator('#purchase-submitted .shot');
  expect(await shots.count()).toBe(1);
  const theme = tab.locator('[data-set=theme][data-value=both]');
  await theme.click();
  await tab.locator('[data-set=width][data-value=both]').click();
  expect(await shots.count()).toBe(4);
  const looks = await shots.evaluateAll((all) =>
    all.map((one) => `${one.getAttribute('data-theme')} ${one.getAttribute('data-width')}`),
  );
  expect(looks).toEqual(['light phone', 'light desktop', 'dark phone', 'dark desktop']);
  await tab.getByRole('link', { name: '出差' }).click();
  await tab.locator('#travel-submitted .shot').nth(3).waitFor();
  expect(await theme.getAttribute('aria-pressed')).toBe('true');
});

it('shows the JSON of a card', async () => {
  const { tab } = await visit('?show=many');
  const json = tab.locator('#many-digest-1 details.json');
  await json.locator('summary').click();
  expect(JSON.parse(await json.locator('pre').innerText())).toMatchObject({ schema: '2.0' });
});

it('reloads when a template is saved, and says what is wrong with one', async () => {
  const { tab, templates, clock } = await visit('?show=notice');
  await tab.getByRole('link', { name: 'finance' }).click();
  await tab.locator('#purchase-notice-APPROVED', { hasText: '财务' }).waitFor();
  const card = tab.locator('#purchase-notice-APPROVED');
  /** Time goes on until it shows: one look of the watch may come before the file, or before the clock's next turn. */
  const save = async (source: string, shown: Locator): Promise<void> => {
    // Another size, so a clock with coarse times does not hide it.
    writeFileSync(join(templates, 'finance/notice.hbs'), source);
    const look = (): Promise<number> => {
      clock.advance(2_000);
      return shown.count();
    };
    await expect.poll(look, { timeout: 30_000, interval: 100 }).toBeGreaterThan(0);
  };
  await save(noticeOf('财务部的新词'), card.filter({ hasText: '财务部的新词' }));
  await save(
    '{ "schema": "2.0", "body": { "elements": [{ "tag": "markdown", "content": "{{aplicant}}" }] } }',
    tab.getByRole('alert').getByText(/notice\.hbs:1:\d+: .*aplicant/),
  );
  // Meanwhile the version before stays in use.
  await card.filter({ hasText: '财务部的新词' }).waitFor();
  await save(noticeOf('又好了'), card.filter({ hasText: '又好了' }));
  expect(await tab.getByRole('alert').count()).toBe(0);
});

it.each([320, 390, 1024])('has nothing to scroll sideways at %i px', async (width) => {
  const { tab } = await visit();
  await tab.setViewportSize({ width, height: 844 });
  expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
});
