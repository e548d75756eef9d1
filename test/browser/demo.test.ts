import type { Page as Tab } from 'playwright-core';
import { expect, it } from 'vitest';
import { Closers } from '../../src/base/closers.ts';
import { startDemo } from '../../src/cli/demo.ts';
import { atEnd, openTab, press } from './stage.ts';

/** The demo as a visitor gets it, the real bot behind it, with the story stopped after its first request. */
async function visit(locale = 'zh-CN'): Promise<{ tab: Tab; code: string }> {
  const closers = new Closers();
  atEnd(() => closers.close());
  const url = await startDemo(0, closers);
  // Before the second request, however long the browser takes to start.
  await fetch(`${url}/story/pause`, { method: 'POST', headers: { 'accept-language': locale } });
  const tab = await openTab({ locale });
  await tab.goto(url);
  const row = tab.locator('.instance').first();
  await row.waitFor();
  const group = tab.getByRole('region', { name: /^(采购与付款|Purchasing & payments)/ });
  await group.locator('.message').first().waitFor();
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
  // Another system gets it, too.
  const hook = tab.locator('#hooks li').first();
  await hook.getByText('已拒绝').waitFor();
  await press(hook.getByText('签名正确'));
  await hook.getByText(`"instanceCode": "${code}"`).waitFor();
});

it('reminds of what waits, seconds after the time was moved on', async () => {
  const { tab } = await visit();
  const group = tab.getByRole('region', { name: '采购与付款' });
  await group.locator('[id^=recall-]').waitFor();
  await press(tab.locator('#leap-workday'));
  const reminder = group.locator('.message').nth(1);
  await reminder.getByText('催办').first().waitFor();
  await reminder.getByText('@吴昊').waitFor();
  await tab.locator('.delivery', { hasText: '催办' }).getByText('已送达').waitFor();
  // A button of the card defers it, and says so; it can be taken back.
  await press(reminder.getByRole('button', { name: '下个工作日', exact: true }));
  await reminder.getByText('吴昊 已推迟到').waitFor();
  await press(reminder.getByRole('button', { name: '撤销' }));
  await reminder.getByRole('button', { name: '下个工作日', exact: true }).waitFor();
  // Nothing would take its place.
  expect(await reminder.getByRole('button', { name: '撤回' }).count()).toBe(0);
});

it('answers what is asked in a group, under the question', async () => {
  const { tab } = await visit();
  const group = tab.getByRole('region', { name: '采购与付款' });
  await group.locator('[id^=recall-]').waitFor();
  await press(group.getByRole('button', { name: '@审批播报 待办' }));
  const answer = group.locator('.message', { has: tab.locator('.quote', { hasText: '待办' }) });
  await answer.getByText('1 条审批等待处理').first().waitFor();
  await answer.getByText('吴昊').first().waitFor();
  expect(await group.locator('.message').nth(1).innerText()).toContain('@审批播报 待办');
});

it('posts a fresh card for a recalled one with the next step, as the page promises', async () => {
  const { tab, code } = await visit();
  const group = tab.getByRole('region', { name: '采购与付款' });
  await group.getByText('吴昊').first().waitFor();
  await press(tab.locator('[id^=recall-]'));
  await group.getByText('下一次变化时会补发一张新卡片').waitFor();
  await press(tab.locator(`#approve-${code}`));
  // A request is looked up at most once in ten seconds.
  await press(tab.locator('#leap-hour'));
  const fresh = group.locator('.message').nth(1);
  await fresh.getByText('何静').first().waitFor();
  expect(await tab.locator('.result-bad').count()).toBe(0);
});

it('shows where a request goes, and by which condition', async () => {
  const { tab, code } = await visit();
  await press(tab.locator(`#route-${code}`));
  const dialog = tab.getByRole('dialog');
  const management = dialog.locator('.parked-row', { hasText: '管理层' });
  await management.getByText('不会').waitFor();
  await management.getByText('form.widget_amount gte 20000 不成立').waitFor();
  await dialog.locator('.parked-row', { hasText: '采购与付款' }).getByText('会收到').waitFor();
});

it('opens what is parked: the row, why, and what to do about it', async () => {
  const { tab, code } = await visit();
  const group = tab.getByRole('region', { name: '采购与付款' });
  await press(group.getByRole('button', { name: '把机器人移出群' }));
  await press(tab.locator(`#withdraw-${code}`));
  await tab.locator('.tile.bad').waitFor();
  await press(tab.locator('#parked-open'));
  const dialog = tab.getByRole('dialog');
  await dialog.getByText('采购申请 · 陈思远').first().waitFor();
  expect(await dialog.innerText()).toMatch(/机器人不在群.*把机器人请回群里：每个审批会按最新状态补发一次/s);
  const operators = tab.getByRole('region', { name: '运维告警', includeHidden: true });
  await operators.locator('.message').first().getByText('项需要处理').first().waitFor();
  await press(dialog.getByRole('button', { name: '把机器人请回「采购与付款」' }));
  await dialog.waitFor({ state: 'hidden' });
  await group.getByRole('button', { name: '把机器人移出群' }).waitFor();
});

it('has groups, people, forms and cards in the browser’s language, and remembers another', async () => {
  const { tab } = await visit('en-GB');
  const group = tab.getByRole('region', { name: 'Purchasing & payments' });
  const card = group.locator('.message').first();
  await card.getByText('Twelve people start in June').first().waitFor();
  expect(await tab.locator('html').getAttribute('lang')).toBe('en');
  for (const words of ['Purchase request', 'Total amount', 'Priya Nair', 'Office equipment', 'Quantity']) {
    expect(await card.innerText()).toContain(words);
  }
  const chinese = /[\u3400-\u9fff]/;
  expect((await tab.locator('body').innerText()).replace('中文', '')).not.toMatch(chinese);
  await tab.getByRole('link', { name: '中文' }).click();
  await tab.getByRole('region', { name: '采购与付款' }).getByText('陈思远').first().waitFor();
  await tab.goto(new URL('/', tab.url()).href);
  expect(await tab.locator('html').getAttribute('lang')).toBe('zh-CN');
});

it('posts a fresh card if the old one was recalled, a working day later too', async () => {
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

it.each(['zh-CN', 'en-US'])('shows its header in full in %s', async (locale) => {
  const { tab } = await visit(locale);
  for (const width of [1024, 1280, 1440, 1600]) {
    await tab.setViewportSize({ width, height: 900 });
    const cut = await tab
      .locator('.top *')
      .evaluateAll((nodes) =>
        nodes
          .filter((node) => node.scrollWidth > node.clientWidth && node.clientWidth > 0)
          .map((node) => node.textContent),
      );
    expect(cut, `${width}`).toEqual([]);
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
});
