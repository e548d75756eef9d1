import { describe, expect, it } from 'vitest';
import { STORY_CHATS, STORY_PEOPLE } from '../../src/sandbox/story/cast.ts';
import { STORY_APPROVALS } from '../../src/sandbox/story/storyApprovals.ts';
import { faintTexts } from './contrast.ts';
import { openTab, press, type Stage, sampleCard, startStage, wired } from './stage.ts';

const { engineer, lead, director, buyer } = STORY_PEOPLE;
const PEOPLE = [engineer, lead, director, buyer].map((person) => person.openId);

const submit = (stage: Stage): string =>
  stage.sandbox.submit({
    approvalCode: STORY_APPROVALS.purchase.approvalCode ?? '',
    applicant: engineer.openId,
    approvers: [[lead.openId], [director.openId]],
  });
const textCard = (text: string): object => ({
  schema: '2.0',
  body: { elements: [{ tag: 'markdown', content: text }] },
});

describe('the page', () => {
  it('shows what happens without being loaded again', async () => {
    const stage = await startStage();
    const tab = await stage.open();
    const code = submit(stage);
    await tab.locator(`#i-${code}`, { hasText: '采购申请' }).waitFor();
    await stage.post(textCard('第一版'));
    await tab.locator('.message', { hasText: '第一版' }).waitFor();
  });

  it('may be left before its stream is open, and shows no lost connection', async () => {
    const stage = await startStage();
    const tab = await openTab();
    await tab.route('**/live?*', () => undefined);
    const asked = tab.waitForRequest('**/live?*');
    await tab.goto(stage.url);
    await asked;
    await tab.goto('about:blank');
  });

  it('updates a card in place and says when, without moving it', async () => {
    const stage = await startStage();
    const id = await stage.post(textCard('第一版'));
    await stage.post(textCard('后来的'));
    const tab = await stage.open();
    await stage.update(id, textCard('第二版'));
    const card = tab.locator(`#m-${id}[data-lit]`, { hasText: '第二版' });
    await card.waitFor();
    expect(await card.locator('.message-head').innerText()).toMatch(/更新于 \d\d:\d\d/);
    expect(await tab.getByText('第一版').count()).toBe(0);
    expect(await tab.locator('.message .fs-card').allInnerTexts()).toEqual(['第二版', '后来的']);
    expect(await tab.locator('#announcer').textContent()).toBe('采购与付款：卡片已更新，第二版');
  });

  it('offers the way to a card that was updated out of sight', async () => {
    const stage = await startStage();
    const id = await stage.post(sampleCard('pending', PEOPLE));
    for (let i = 0; i < 3; i += 1) await stage.post(sampleCard('pending', PEOPLE));
    const tab = await stage.open({ reducedMotion: 'reduce' });
    await stage.update(id, textCard('# 第二版'));
    const offer = tab.getByRole('button', { name: '卡片已更新' });
    await offer.press('Enter');
    await offer.waitFor({ state: 'hidden' });
    const [list, card] = [tab.locator('.messages').first(), tab.locator(`#m-${id}`)];
    const [around, inside] = [await list.boundingBox(), await card.boundingBox()];
    expect(inside?.y).toBeGreaterThanOrEqual(around?.y ?? 0);
    expect(await list.evaluate((node) => node === document.activeElement)).toBe(true);
  });

  it('draws a reply at the end of its group, with a line that leads to what it answers', async () => {
    const stage = await startStage();
    const header = { title: { tag: 'plain_text', content: '陈思远的采购申请' } };
    const id = await stage.post({ ...textCard('内容'), header });
    await stage.post(textCard('后来的'));
    const tab = await stage.open();
    await stage.reply(id, textCard('已通过'));
    const last = tab.locator('.message').last();
    await last.getByText('已通过').waitFor();
    await last.getByRole('button', { name: '回复 审批播报：陈思远的采购申请' }).click();
    await tab.locator(`#m-${id}[data-lit]`).waitFor();
    expect(await tab.locator('#announcer').textContent()).toBe('采购与付款：已通过');
    await stage.sandbox.recall(id);
    await last.getByText('回复 审批播报：消息已撤回').waitFor();
  });

  it('recalls a message by keyboard, and stays where it was', async () => {
    const stage = await startStage();
    const id = await stage.post(textCard('第一版'));
    const tab = await stage.open();
    await tab.locator(`#recall-${id}`).press('Enter');
    await tab.locator(`#m-${id}`, { hasText: '消息已撤回' }).waitFor();
    await tab.waitForFunction((one) => document.activeElement?.id === one, `m-${id}`);
    expect(stage.sandbox.messages()[0]?.recalled).toBe(true);
    expect(stage.storyPlays()).toBe(true);
  });

  it('moves the time forward, by an hour and by a working day', async () => {
    const stage = await startStage();
    const tab = await stage.open();
    const before = stage.clock.now();
    await press(tab.getByRole('button', { name: '+1 小时' }));
    await tab.getByText('过了一小时').waitFor();
    expect(stage.clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
    await stage.post(textCard('今天'));
    await press(tab.getByRole('button', { name: '+1 个工作日' }));
    await tab.getByText('过了一个工作日').waitFor();
    const shown = (at: number, options: Intl.DateTimeFormatOptions): string =>
      new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', ...options }).format(at);
    const today = shown(stage.clock.now(), { month: 'long', day: 'numeric' });
    await tab.locator('#now', { hasText: today }).waitFor();
    // It lands in working hours, and the page continues.
    const hour = Number(shown(stage.clock.now(), { hour: '2-digit', hourCycle: 'h23' }).replace('时', ''));
    expect(hour >= 9 && hour < 18).toBe(true);
    await stage.post(textCard('另一天'));
    await tab.locator('.message', { hasText: '另一天' }).locator('.day', { hasText: today }).waitFor();
    expect(stage.storyPlays()).toBe(false);
  });

  it('shows the numbers and deliveries of the bot', async () => {
    const stage = await startStage();
    const tab = await stage.open();
    stage.deliveries.push({
      at: 1_795_500_000_000,
      chat: STORY_CHATS.legal.chatId,
      instance: submit(stage),
      status: 'PENDING',
      kind: 'card',
      result: 'parked',
      reason: 'chat-closed',
    });
    const row = tab.locator('.delivery');
    await row.waitFor();
    expect(await row.innerText()).toMatch(
      /采购申请 · 陈思远.*合同评审.*搁置 · 机器人不在群.*14:00:00.*发新卡片.*待审批/s,
    );
    expect(await tab.locator('#pipeline').innerText()).toMatch(/发件箱.*2.*搁置.*1/s);
  });

  it('leaves alone what did not change: an opened panel stays open', async () => {
    const stage = await startStage();
    await stage.post(sampleCard('pending', PEOPLE));
    const tab = await stage.open();
    await tab.locator('summary').click();
    await stage.post(textCard('后来的'));
    await tab.locator('.messages').getByText('后来的').waitFor();
    expect(await tab.locator('details[open]').count()).toBe(1);
  });

  it('moves an instance on by keyboard alone, and pauses the story', async () => {
    const stage = await startStage();
    const code = submit(stage);
    const tab = await stage.open();
    await tab.locator(`#approve-${code}`).waitFor();
    await wired(tab);
    for (let i = 0; i < 40; i += 1) {
      await tab.keyboard.press('Tab');
      if ((await tab.evaluate(() => document.activeElement?.id)) === `approve-${code}`) break;
    }
    await tab.keyboard.press('Enter');
    await tab.locator(`#i-${code}`, { hasText: '刘洋 · 财务复核' }).waitFor();
    await wired(tab);
    expect(await tab.evaluate(() => document.activeElement?.id)).toBe(`approve-${code}`);
    await tab.keyboard.press('Enter');
    await tab.locator(`#i-${code}`, { hasText: '已通过' }).waitFor();
    // The button is gone; the keyboard goes on in the same row.
    await tab.waitForFunction((id) => document.activeElement?.id === id, `revoke-${code}`);
    expect(stage.storyPlays()).toBe(false);
    await tab.getByText('剧情已暂停').waitFor();
  });

  it('pauses the story, and has it go on', async () => {
    const stage = await startStage();
    const tab = await stage.open();
    await press(tab.getByRole('button', { name: '暂停' }));
    await tab.getByText('剧情已暂停').waitFor();
    expect(stage.storyPlays()).toBe(false);
    await press(tab.getByRole('button', { name: '继续播放' }));
    await tab.getByRole('button', { name: '暂停' }).waitFor();
    expect(stage.storyPlays()).toBe(true);
  });

  it('asks for a comment before it rejects; Escape goes back to where one was', async () => {
    const stage = await startStage();
    const code = submit(stage);
    const tab = await stage.open();
    await tab.locator(`#reject-${code}`).press('Enter');
    await tab.getByRole('dialog').waitFor();
    await tab.keyboard.press('Escape');
    await tab.waitForFunction((id) => document.activeElement?.id === id, `reject-${code}`);
    await tab.keyboard.press('Enter');
    await tab.getByRole('dialog').locator('textarea').fill('先比价 <b>再</b>来');
    await press(tab.getByRole('dialog').getByRole('button', { name: '拒绝' }));
    await tab.locator(`#i-${code}`, { hasText: '已拒绝' }).waitFor();
    expect(stage.sandbox.instance(code).timeline.at(-1)?.comment).toBe('先比价 <b>再</b>来');
  });

  it('submits a request with the words of a visitor', async () => {
    const stage = await startStage();
    const tab = await stage.open();
    await tab.getByRole('button', { name: '提交申请' }).click();
    await tab.getByRole('dialog').getByRole('combobox').selectOption({ label: '合同审批' });
    await tab.getByRole('dialog').getByRole('textbox').fill('<at id=all></at>');
    await press(tab.getByRole('dialog').getByRole('button', { name: '提交' }));
    await tab.locator('.instance', { hasText: '合同审批' }).waitFor();
    expect(JSON.stringify(stage.sandbox.instances()[0]?.form)).toContain('<at id=all></at>');
  });

  it('says when a move makes no sense any more', async () => {
    const stage = await startStage();
    const code = submit(stage);
    const answer = await fetch(`${stage.url}/instances/${code}/revoke`, { method: 'POST' });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toMatch(/PENDING/);
  });

  it('switches faults on and off, and takes the bot out of a group and back', async () => {
    const stage = await startStage();
    const tab = await stage.open();
    const fault = tab.getByRole('switch', { name: '飞书答复 500' });
    await press(fault);
    await tab.locator('#switch-error500[aria-checked=true]').waitFor();
    await expect(stage.post(textCard('x'))).rejects.toThrow();
    await press(fault);
    await tab.locator('#switch-error500[aria-checked=false]').waitFor();
    await stage.post(textCard('恢复了'));
    await tab.locator('.messages').getByText('恢复了').waitFor();

    const legal = tab.locator('section.chat', { hasText: '合同评审' });
    await press(legal.getByRole('button', { name: '把机器人移出群' }));
    await legal.getByText('机器人已不在群里').waitFor();
    await press(legal.getByRole('button', { name: '把机器人请回来' }));
    await legal.getByText('机器人已不在群里').waitFor({ state: 'detached' });
  });

  it('speaks English too', async () => {
    const stage = await startStage();
    submit(stage);
    const tab = await stage.open({ path: '/?lang=en' });
    await tab.locator('.instance', { hasText: 'Purchase request' }).waitFor();
    submit(stage);
    await tab.waitForFunction(() => document.querySelectorAll('.instance').length === 2);
    expect(await tab.locator('.instance').first().innerText()).toContain('Approve');
  });

  it('lets no other site move it', async () => {
    const stage = await startStage();
    const headers = { 'sec-fetch-site': 'cross-site' };
    const answer = await fetch(`${stage.url}/faults/error500`, { method: 'POST', headers });
    expect(answer.status).toBe(403);
  });
});

describe('hostile text', () => {
  it('stays text, wherever it was typed', async () => {
    const stage = await startStage();
    const hostile = '<img src=x onerror="window.struck=1"><script>window.struck=1</script>';
    const person = stage.sandbox.addPerson({ name: hostile });
    stage.sandbox.addChat({ name: hostile });
    const approval = stage.sandbox.addApproval({ name: hostile, subscribed: true });
    stage.sandbox.submit({ approvalCode: approval.approvalCode, applicant: person.openId });
    const card = (text: string): object => ({
      schema: '2.0',
      header: { title: { tag: 'plain_text', content: text } },
      body: {
        elements: [
          { tag: 'div', text: { tag: 'plain_text', content: text } },
          { tag: 'markdown', content: text },
        ],
      },
    });
    await stage.post(card(hostile));
    const tab = await stage.open();
    await stage.post(card(`${hostile} 活的`));
    await tab.getByText('活的').first().waitFor();
    expect(await tab.evaluate(() => 'struck' in window)).toBe(false);
    expect(await tab.locator('.message img, .message script, .instance img').count()).toBe(0);
    expect(await tab.locator('.fs-plain').first().innerText()).toBe(hostile);
    expect(await tab.locator('.instance strong').innerText()).toBe(hostile);
  });
});

describe('everyone can read it', () => {
  const furnished = async (): Promise<Stage> => {
    const stage = await startStage();
    const [first, second] = [submit(stage), submit(stage), submit(stage)];
    stage.sandbox.approveAll(first);
    stage.sandbox.overtimeClose(second ?? '');
    stage.sandbox.reject(submit(stage), { comment: '不同意' });
    stage.sandbox.removeBot(STORY_CHATS.management.chatId);
    for (const name of ['pending', 'everything']) await stage.post(sampleCard(name, PEOPLE));
    const [card] = stage.sandbox.messages();
    await stage.update(card?.messageId ?? '', sampleCard('pending', PEOPLE));
    await stage.reply(card?.messageId ?? '', textCard('已通过'));
    stage.sandbox.recall(await stage.post(textCard('撤回的')));
    stage.deliveries.push({
      at: 1,
      chat: STORY_CHATS.legal.chatId,
      instance: first,
      status: 'APPROVED',
      kind: 'update',
      result: 'sent',
      reason: '',
    });
    return stage;
  };

  it.each([320, 360, 390, 768, 1024, 1440])('has nothing to scroll sideways at %i px', async (width) => {
    const stage = await furnished();
    const tab = await stage.open({ viewport: { width, height: 844 } });
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  it('starts with a group on a phone, and not with the controls', async () => {
    const stage = await furnished();
    const tab = await stage.open({ viewport: { width: 390, height: 844 } });
    const topOf = async (selector: string): Promise<number> =>
      (await tab.locator(selector).first().boundingBox())?.y ?? 0;
    const tops = await Promise.all(
      ['section.chat', '.instances', '.run', '#pipeline', '.faults', '.deliveries'].map(topOf),
    );
    expect(tops).toEqual([...tops].sort((a, b) => a - b));
    expect(tops[0]).toBeLessThan(120);
    // The first request to act on is on the first screen, too.
    expect(tops[1]).toBeLessThan(800);
    // The next group waits to the right.
    await tab.locator('.groups').evaluate((groups) => groups.scrollBy(groups.clientWidth, 0));
    await tab.waitForFunction(
      () => (document.querySelectorAll('section.chat')[1]?.getBoundingClientRect().x ?? 999) < 60,
    );
  });

  it.each(['light', 'dark'] as const)('has enough contrast in the %s theme', async (colorScheme) => {
    const stage = await furnished();
    const tab = await stage.open({ colorScheme, reducedMotion: 'reduce' });
    expect(await faintTexts(tab)).toEqual([]);
    // The check itself finds what is faint.
    await tab.evaluate(() => document.querySelector('h1')?.setAttribute('style', 'color:#8886'));
    expect(await faintTexts(tab)).toHaveLength(1);
  });

  it('keeps a theme that was chosen', async () => {
    const stage = await furnished();
    const tab = await stage.open({ colorScheme: 'light' });
    await tab.getByRole('button', { name: '切换深浅色' }).click();
    await tab.reload();
    const ground = await tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(ground).toBe('rgb(18, 18, 18)');
  });

  it('brings its own Chinese font', async () => {
    const stage = await furnished();
    const tab = await stage.open();
    // It comes in many files, each for some characters.
    await tab.waitForFunction(
      () => [...document.fonts].filter((face) => face.status === 'loaded').length > 5,
    );
  });
});
