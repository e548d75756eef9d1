import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import { openTab } from './stage.ts';

const FOLDER = 'docs/images';
let demo: ChildProcess;
let url = '';

/** The real demo, as `npm run demo` starts it: what the pictures show is what a visitor gets. */
beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  demo = spawn('node', ['dist/cli/main.js', 'demo', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  url = await new Promise((resolve, reject) => {
    let said = '';
    demo.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      const found = /http:\/\/[\d.:]+/.exec(said);
      if (found) resolve(found[0]);
    });
    demo.once('exit', () => reject(new Error(`the demo ended: ${said}`)));
  });
  await post('/story/pause');
});

afterAll(async () => {
  if (demo.exitCode !== null) return;
  const ended = new Promise((resolve) => demo.once('exit', resolve));
  demo.kill('SIGTERM');
  await ended;
});

it('takes the pictures', async () => {
  const tab = await openTab({
    deviceScaleFactor: 2,
    reducedMotion: 'reduce',
    colorScheme: 'light',
    viewport: { width: 1440, height: 1000 },
  });
  await tab.goto(url);
  await playScenes(tab);

  await shootCard(tab, '采购与付款', 'card-pending');
  await shootCard(tab, '产品研发部', 'card-approved');
  await shootCard(tab, '合同评审', 'card-rejected');
  await tab.evaluate(() => window.scrollTo(0, 0));
  await tab.screenshot({ path: `${FOLDER}/demo.png` });
  await tab.emulateMedia({ colorScheme: 'dark' });
  await tab.screenshot({ path: `${FOLDER}/demo-dark.png` });
  await tab.emulateMedia({ colorScheme: 'light' });
  await tab.goto(`${url}/?lang=en`);
  await settle(tab);
  await tab.screenshot({ path: `${FOLDER}/demo-en.png` });
});

/** A few requests in different states, each group with something in it. */
async function playScenes(tab: Tab): Promise<void> {
  const contract = await submit(tab, '合同审批', '云服务年度框架协议');
  await move(tab, contract, 'approve');
  await move(tab, contract, 'reject', '第 7 条违约金比例过高，请与对方再谈');
  const leave = await submit(tab, '请假', '回家看望父母');
  await move(tab, leave, 'approve');
  await move(tab, leave, 'approve');
  const payment = await submit(tab, '付款申请', '五月办公设备尾款');
  await move(tab, payment, 'overtimeClose');
  const purchase = await submit(tab, '采购申请', '设计组更换显示器，**加急** <at id=all></at>');
  await move(tab, purchase, 'approve');
  // A request is looked up at most once in ten seconds.
  await tab.locator('.message', { hasText: '设计组更换显示器' }).locator('.updates').waitFor();
  await tab.waitForFunction(() =>
    [...document.querySelectorAll('.messages')].every((list) => list.children.length > 0),
  );
  await settle(tab);
}

async function submit(tab: Tab, approval: string, reason: string): Promise<string> {
  const count = await tab.locator('.instance').count();
  await tab.locator('#submit').click();
  const sheet = tab.getByRole('dialog');
  await sheet.getByRole('combobox').selectOption({ label: approval });
  await sheet.getByRole('textbox').fill(reason);
  await sheet.locator('[type=submit]').click();
  await tab.waitForFunction((n) => document.querySelectorAll('.instance').length > n, count);
  return (await tab.locator('.instance').first().getAttribute('id'))?.slice('i-'.length) ?? '';
}

async function move(tab: Tab, code: string, name: string, comment = ''): Promise<void> {
  // What comes before it is delivered first: a card shall show each step.
  await settle(tab);
  await post(`/instances/${code}/${name}`, new URLSearchParams({ comment }));
}

/** Waits until the bot has nothing left to do; the page asks for its numbers once a second. */
async function settle(tab: Tab): Promise<void> {
  await tab.waitForTimeout(1_500);
  await tab.waitForFunction(() => {
    const counts = [...document.querySelectorAll('#pipeline .tile-count')].map((tile) => tile.textContent);
    return counts[1] === '0' && counts[2] === '0';
  });
  await tab.evaluate(() => document.fonts.ready);
}

/** One card, big, crisp and whole: the newest of a group, taken out of its scrolling list. */
async function shootCard(tab: Tab, chat: string, name: string): Promise<void> {
  const group = tab.getByRole('region', { name: chat, exact: true });
  const card = group.locator('.message:not(:has(.quote)) .fs-card').last();
  await tab.setViewportSize({ width: 1440, height: 2400 });
  await card.evaluate((node) => {
    const stage = document.createElement('div');
    stage.id = 'stage';
    stage.style.cssText =
      'position:fixed;left:0;top:0;z-index:999;width:420px;padding:16px;background:#f2f3f5';
    stage.append(node.cloneNode(true));
    document.body.append(stage);
  });
  await tab.locator('#stage').screenshot({ path: `${FOLDER}/${name}.png`, scale: 'device' });
  await tab.evaluate(() => document.querySelector('#stage')?.remove());
  await tab.setViewportSize({ width: 1440, height: 1000 });
}

async function post(path: string, body?: URLSearchParams): Promise<void> {
  const answer = await fetch(url + path, { method: 'POST', ...(body && { body }) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}
