import type { Page as Tab } from 'playwright-core';
import { expect, it } from 'vitest';
import { Closers } from '../../src/base/closers.ts';
import { startDemo } from '../../src/cli/demo.ts';
import { atEnd, openTab, press } from './stage.ts';

/** The demo as a visitor gets it, the real bot behind it, with the story stopped after its first request. */
async function visit(): Promise<{ tab: Tab; code: string }> {
  const closers = new Closers();
  atEnd(() => closers.close());
  const url = await startDemo(0, false, closers);
  // Before the second request, however long the browser takes to start.
  await fetch(`${url}/story/pause`, { method: 'POST' });
  const tab = await openTab();
  await tab.goto(url);
  const row = tab.locator('.instance').first();
  await row.waitFor();
  await tab.locator('.message').waitFor();
  return { tab, code: (await row.getAttribute('id'))?.slice('i-'.length) ?? '' };
}

it('keeps one card per request: who is next moves on it, and its end is a line below', async () => {
  const { tab, code } = await visit();
  const group = tab.getByRole('region', { name: '采购与付款' });
  const card = group.locator('.message').first();
  await card.getByText('吴昊').first().waitFor();
  await press(tab.locator(`#approve-${code}`));
  // A request is looked up at most once in ten seconds.
  await press(tab.locator('#leap-hour'));
  await card.locator('.updates').waitFor();
  await card.getByText('何静').first().waitFor();
  expect(await group.locator('.message').count()).toBe(1);

  await press(tab.locator(`#reject-${code}`));
  await press(tab.getByRole('dialog').getByRole('button', { name: '拒绝' }));
  await group.locator('.message').nth(1).locator('.quote', { hasText: '采购申请' }).waitFor();
  await card.getByText('已拒绝').first().waitFor();
  expect(await group.locator('.message').count()).toBe(2);
  await tab.locator('.delivery', { hasText: '回复一行提示' }).getByText('已送达').waitFor();
});

it('reminds of what waits, seconds after the time was moved on', async () => {
  const { tab } = await visit();
  const group = tab.getByRole('region', { name: '采购与付款' });
  await group.locator('[id^=recall-]').waitFor();
  await press(tab.locator('#leap-workday'));
  const reminder = group.locator('.message').nth(1);
  await reminder.getByText('催办').waitFor();
  await reminder.getByText('@吴昊').waitFor();
  await tab.locator('.delivery', { hasText: '催办' }).getByText('已送达').waitFor();
  // Nothing would take its place.
  expect(await reminder.getByRole('button', { name: '撤回' }).count()).toBe(0);
});

it('posts a fresh card where the old one was recalled, a working day later too', async () => {
  const { tab, code } = await visit();
  const group = tab.getByRole('region', { name: '采购与付款' });
  await press(tab.locator('[id^=recall-]'));
  await group.getByText('下一次变化时会补发一张新卡片').waitFor();
  // Tokens have expired by then, and nothing on the page minds.
  await press(tab.locator('#leap-workday'));
  await group.locator('.message', { hasText: '催办' }).waitFor();
  await press(tab.locator(`#withdraw-${code}`));
  await group.locator('.message').nth(2).getByText('已撤回').first().waitFor();
  expect(await group.locator('.message').count()).toBe(3);
  await tab.locator('.delivery', { hasText: '补发新卡片' }).waitFor();
  expect(await tab.locator('.result-bad').count()).toBe(0);
});
