import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Locator, Page as Tab } from 'playwright-core';
import { afterAll, afterEach, expect } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import type { DemoDelivery, DemoStatus } from '../../src/sandbox/page/pageOptions.ts';
import { startPage } from '../../src/sandbox/page/startPage.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { furnish, STORY_CHATS } from '../../src/sandbox/story/cast.ts';
import { launchChromium } from './chromium.ts';

const APP = { appId: 'cli_stage', appSecret: 'a secret' };

/** The demo's page on a furnished sandbox, with a bot that does no more than post one card to one group. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly clock: ShiftableClock;
  readonly storyPlays: () => boolean;
  readonly deliveries: DemoDelivery[];
  /** Posts a card to the first group; returns the message's id. */
  post(card: object, chatId?: string): Promise<string>;
  update(messageId: string, card: object): Promise<void>;
  /** Answers a message by a card. */
  reply(messageId: string, card: object): Promise<void>;
  open(options?: BrowserContextOptions & { path?: string }): Promise<Tab>;
}

const ends: (() => Promise<unknown>)[] = [];
/** What the browser complained of. */
const complaints: string[] = [];
let browser: Promise<Browser> | undefined;

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  expect(complaints.splice(0)).toEqual([]);
});
afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
});

/** Run after the test, the last first. */
export function atEnd(end: () => Promise<unknown>): void {
  ends.push(end);
}

/**
 * A tab of its own, in one browser for all tests of a file. What it complains of fails the test.
 *
 * @param isMeant of what it is to complain
 */
export async function openTab(
  options: BrowserContextOptions = {},
  isMeant: (complaint: string) => boolean = () => false,
): Promise<Tab> {
  browser ??= launchChromium();
  const context = await (await browser).newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    ...options,
  });
  ends.push(() => context.close());
  const tab = await context.newPage();
  tab.on('console', (line) => {
    const isComplaint = line.type() === 'error' || line.type() === 'warning';
    if (isComplaint && !isMeant(line.text())) complaints.push(line.text());
  });
  tab.on('pageerror', (error) => complaints.push(error.message));
  return tab;
}

/** New parts of the page are there some milliseconds before their buttons do anything; no hand is that quick. */
export async function wired(tab: Tab): Promise<void> {
  await tab.waitForFunction(() => !document.querySelector('.htmx-added, .htmx-settling, .htmx-swapping'));
}

/** Clicks on what may have come a moment ago. */
export async function press(button: Locator): Promise<void> {
  await button.waitFor();
  await wired(button.page());
  await button.click();
}

export async function startStage(): Promise<Stage> {
  const clock = new ShiftableClock();
  const sandbox = await startSandbox({ clock, ...APP, limits: 'lifted' });
  ends.push(() => sandbox.stop());
  furnish(sandbox);
  for (const approval of sandbox.approvals()) approval.subscribed = true;
  sandbox.pushBy({ deliver: async () => 'taken' });

  let playing = true;
  const story = {
    playing: () => playing,
    pause: () => {
      playing = false;
    },
    resume: () => {
      playing = true;
    },
  };
  const deliveries: DemoDelivery[] = [];
  const status = async (): Promise<DemoStatus> => ({
    inbox: 0,
    outbox: 2,
    parked: 1,
    deliveries,
    parkedDeliveries: deliveries.filter((one) => one.result === 'parked'),
  });
  const page = await startPage({ world: async () => ({ sandbox, clock, status, story }) });
  ends.push(() => page.stop());

  const call = caller(sandbox.url);
  return {
    sandbox,
    url: page.url,
    clock,
    storyPlays: () => playing,
    deliveries,
    post: async (card, chatId = STORY_CHATS.purchasing.chatId) => {
      const body = { receive_id: chatId, msg_type: 'interactive', content: JSON.stringify(card) };
      return (await call('POST', '/im/v1/messages?receive_id_type=chat_id', body)).message_id ?? '';
    },
    update: async (messageId, card) => {
      await call('PATCH', `/im/v1/messages/${messageId}`, { content: JSON.stringify(card) });
    },
    reply: async (messageId, card) => {
      const body = { msg_type: 'interactive', content: JSON.stringify(card) };
      await call('POST', `/im/v1/messages/${messageId}/reply`, body);
    },
    open: async ({ path = '/', ...options } = {}) => {
      const tab = await openTab(options);
      await tab.goto(page.url + path);
      return tab;
    },
  };
}

/** A card of this folder; `ou_person0`, `ou_person1`, … in it become these people. */
export function sampleCard(name: string, people: readonly string[]): object {
  const text = readFileSync(`test/browser/cards/${name}.json`, 'utf8');
  return JSON.parse(text.replace(/ou_person(\d)/g, (_, index) => people[Number(index)] ?? '')) as object;
}

function caller(
  url: string,
): (method: string, path: string, body: object) => Promise<{ message_id?: string }> {
  const post = async (method: string, path: string, body: object, token = ''): Promise<Response> =>
    fetch(`${url}/open-apis${path}`, {
      method,
      body: JSON.stringify(body),
      headers: { authorization: `Bearer ${token}` },
    });
  return async (method, path, body) => {
    // Anew for each call: tests move the time on.
    const login = await post('POST', '/auth/v3/tenant_access_token/internal', {
      app_id: APP.appId,
      app_secret: APP.appSecret,
    });
    const { tenant_access_token: token } = (await login.json()) as { tenant_access_token: string };
    const answer = (await (await post(method, path, body, token)).json()) as {
      code: number;
      msg: string;
      data: { message_id?: string };
    };
    if (answer.code !== 0) throw new Error(`${path}: ${answer.msg}`);
    return answer.data;
  };
}
