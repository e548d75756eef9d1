import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { follow, recipes } from '../cards/recipes.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { SHOTS_FOLDER, takeCardShots } from './cardShots.ts';
import { drawnCards, hueCards, shootColumns } from './docShots.ts';
import { serveGallery } from './galleryStage.ts';
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
  await playScenes(tab, 'zh');
  await tab.screenshot({ path: `${FOLDER}/demo.png` });
  await tab.emulateMedia({ colorScheme: 'dark' });
  await tab.screenshot({ path: `${FOLDER}/demo-dark.png` });
  await tab.emulateMedia({ colorScheme: 'light' });
  await playScenes(tab, 'en');
  await tab.screenshot({ path: `${FOLDER}/demo-en.png` });
});

it('takes the pictures of cards for the READMEs and docs/templates.md', async () => {
  const tab = await openTab({ deviceScaleFactor: 2, reducedMotion: 'reduce', colorScheme: 'light' });
  const url = await serveGallery(systemClock());
  for (const [locale, name] of [
    ['en-US', 'cards'],
    ['zh-CN', 'cards-zh'],
  ] as const) {
    const [pending = '', reminder = '', approved = ''] = await drawnCards(tab, url, locale, [
      { show: 'purchase', id: 'purchase-submitted' },
      { show: 'payment', id: 'payment-reminder' },
      { show: 'leave', id: 'leave-APPROVED' },
    ]);
    await shootColumns(tab, [[pending], [reminder, approved]], { path: `${FOLDER}/${name}.png` });
  }
  const colours = hueCards();
  const columns = [0, 1, 2].map((column) => colours.filter((_, i) => i % 3 === column));
  await shootColumns(tab, columns, { path: `${FOLDER}/colours.png`, width: 220 });
  for (const [locale, page, suffix] of [
    ['en-US', 'docs/templates.md', ''],
    ['zh-CN', 'docs/zh-CN/templates.md', '-zh'],
  ] as const) {
    for (const recipe of recipes(page)) {
      const folder = tempFolder();
      follow(recipe, folder);
      const own = await serveGallery(systemClock(), [folder]);
      const id = RECIPE_CARDS[recipe.name] ?? 'seal-submitted';
      const [card = ''] = await drawnCards(tab, own, locale, [{ show: id.split('-')[0] ?? '', id }]);
      const path = `${FOLDER}/recipe-${recipe.name}${suffix}.png`;
      await shootColumns(tab, [[card]], { path, height: 440 });
    }
  }
  // Its stream ends before the gallery does.
  await tab.goto('about:blank');
});

it('takes the pictures of the cards that CI compares', async () => {
  const url = await serveGallery(systemClock());
  const tab = await openTab({ deviceScaleFactor: 1, colorScheme: 'light', reducedMotion: 'reduce' });
  const shots = await takeCardShots(tab, url);
  rmSync(SHOTS_FOLDER, { recursive: true, force: true });
  mkdirSync(SHOTS_FOLDER, { recursive: true });
  for (const { name, png } of shots) writeFileSync(`${SHOTS_FOLDER}/${name}.png`, png);
});

/** On which card a recipe shows; elsewhere on the shortest. */
const RECIPE_CARDS: Readonly<Record<string, string>> = {
  colour: 'leave-APPROVED',
  field: 'purchase-submitted',
};

/** A few requests in different states, each group with something in it. */
async function playScenes(tab: Tab, language: keyof typeof SCENES): Promise<void> {
  const { contract, leave, payment, purchase } = SCENES[language];
  await tab.goto(`${url}/?lang=${language}`);
  await post('/story/pause', language);
  const contractCode = await submit(tab, contract.request);
  await move(tab, contractCode, 'approve', language);
  await move(tab, contractCode, 'reject', language, contract.comment);
  const leaveCode = await submit(tab, leave);
  await move(tab, leaveCode, 'approve', language);
  await move(tab, leaveCode, 'approve', language);
  const paymentCode = await submit(tab, payment);
  await move(tab, paymentCode, 'overtimeClose', language);
  const purchaseCode = await submit(tab, purchase);
  await move(tab, purchaseCode, 'approve', language);
  // A request is looked up at most once in ten seconds.
  await tab.locator('.message', { hasText: purchase[1] }).locator('.updates').waitFor();
  // The fourth group gets large amounts only.
  await tab.waitForFunction(
    () => [...document.querySelectorAll('.messages')].filter((list) => list.children.length > 0).length >= 3,
  );
  await settle(tab);
  await tab.evaluate(() => window.scrollTo(0, 0));
}

/** The approvals and what people write, in the order in which they are submitted. */
const SCENES = {
  zh: {
    contract: {
      request: ['合同审批', '云服务年度框架协议'],
      comment: '第 7 条违约金比例过高，请与对方再谈',
    },
    leave: ['请假', '回家看望父母'],
    payment: ['付款申请', '五月办公设备尾款'],
    purchase: ['采购申请', '设计组更换显示器'],
  },
  en: {
    contract: {
      request: ['Contract review', 'Cloud services agreement'],
      comment: 'The penalty in clause 7 is too high: please talk to them again',
    },
    leave: ['Leave', 'Visiting my parents'],
    payment: ['Payment request', 'Office equipment, final payment'],
    purchase: ['Purchase request', 'New monitors for the design team'],
  },
} as const;

async function submit(tab: Tab, [approval, reason]: readonly [string, string]): Promise<string> {
  const count = await tab.locator('.instance').count();
  await tab.locator('#submit').click();
  const sheet = tab.getByRole('dialog');
  await sheet.getByRole('combobox').selectOption({ label: approval });
  await sheet.getByRole('textbox').fill(reason);
  await sheet.locator('[type=submit]').click();
  await tab.waitForFunction((n) => document.querySelectorAll('.instance').length > n, count);
  return (await tab.locator('.instance').first().getAttribute('id'))?.slice('i-'.length) ?? '';
}

async function move(
  tab: Tab,
  code: string,
  name: string,
  language: keyof typeof SCENES,
  comment = '',
): Promise<void> {
  // What comes before it is delivered first: a card shall show each step.
  await settle(tab);
  await post(`/instances/${code}/${name}`, language, new URLSearchParams({ comment }));
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

async function post(path: string, language: string, body?: URLSearchParams): Promise<void> {
  const answer = await fetch(`${url}${path}?lang=${language}`, { method: 'POST', ...(body && { body }) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}
