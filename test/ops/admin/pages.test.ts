import { expect, it } from 'vitest';
import { APPROVAL, CHAT, FORM, type Journey, startJourney } from '../../support/journey.ts';
import { ADMIN_TOKEN, type OperatorBrowser, signIn } from '../../support/operator.ts';

const CONFIG = { server: { host: '127.0.0.1', port: 0, adminToken: ADMIN_TOKEN } };

/** A bot, one of whose groups has put it out: its card is parked there. */
async function startParked(
  config: object = {},
): Promise<{ journey: Journey; code: string; browser: OperatorBrowser }> {
  const journey = await startJourney({ config: { ...CONFIG, ...config } });
  journey.sandbox.removeBot(CHAT);
  const code = journey.submit();
  await journey.passUntil(async () => (await journey.counts()).parked === 1);
  return { journey, code, browser: await signIn(journey.app().url) };
}

/** Follows where an action leads to, until the worker has done it. */
async function resultOf(browser: OperatorBrowser, answer: Response, done: RegExp): Promise<string> {
  expect(answer.status).toBe(303);
  const path = answer.headers.get('location') ?? '';
  for (;;) {
    const page = await browser.page(path);
    if (done.test(page)) return page;
    if (!/data-open/.test(page)) throw new Error(`it came to another end: ${page}`);
  }
}

it('says why a request did not arrive, and sends it again', async () => {
  const { journey, code, browser } = await startParked();
  const list = await browser.page('/admin/deliveries?state=parked');
  expect(list).toMatch(/chat-closed/);
  expect(list).toMatch(/bot/i);
  const [, id = ''] = /name="id" value="(d\d+)"/.exec(list) ?? [];
  const story = await browser.page(`/admin/instances/${code}`);
  for (const shown of ['Event from Feishu', 'instance.get', 'message.create', '230002', 'Send again'])
    expect(story).toContain(shown);
  expect(story).toMatch(/found +\d+ ms/);

  const asked = await browser.post('/admin/deliveries', {
    do: 'replay',
    id,
    back: `/admin/instances/${code}`,
  });
  const page = await resultOf(browser, asked, /1 to be sent again/);
  expect(page).toMatch(new RegExp(`<code>${code}`));
  journey.sandbox.addBot(CHAT);
  expect(await journey.cards(CHAT, 1)).toHaveLength(1);
  await journey.passUntil(async () => /label-sent/.test(await browser.page(`/admin/instances/${code}`)));
});

it('ends what is not to be sent any more, and nothing that is not parked', async () => {
  const { journey, browser } = await startParked();
  const [, id = ''] = /value="(d\d+)"/.exec(await browser.page('/admin/deliveries')) ?? [];
  const asked = await browser.post('/admin/deliveries', {
    do: 'discard',
    id: [id, 'd999', '<b>'],
    back: '//x',
  });
  const page = await resultOf(browser, asked, /1 ended/);
  expect(page).toContain('d999 stays as it is');
  expect(page).not.toContain('<b>');
  expect((await journey.counts()).parked).toBe(0);
  const none = await browser.post('/admin/deliveries', { do: 'discard' });
  expect(await browser.page(none.headers.get('location') ?? '')).toContain('Nothing is selected');
});

it('shows a card by the field rules of its chat, and no value of the form anywhere else', async () => {
  const hidden = 'only in Feishu';
  const hostile = '<img src=x onerror=alert(1)> & "quoted"';
  const journey = await startJourney({
    config: {
      ...CONFIG,
      approvals: { [APPROVAL]: { chats: [{ chat: CHAT, fields: { hide: ['w9'] } }, 'oc_other'] } },
    },
    before: (sandbox) => void sandbox.addChat({ chatId: 'oc_other', name: '<script>alert(2)</script>' }),
  });
  const { sandbox, people } = journey;
  const secret = { id: 'w9', name: '备注', type: 'textarea', value: hidden };
  const form = [...FORM, { id: 'w8', name: '说明', type: 'textarea', value: hostile }, secret];
  const code = sandbox.submit({
    approvalCode: APPROVAL,
    applicant: people.zhang,
    form,
    approvers: [[people.li]],
  });
  await journey.cards('oc_other', 1);
  const browser = await signIn(journey.app().url);
  const [page, list] = [
    await browser.page(`/admin/instances/${code}`),
    await browser.page('/admin/deliveries'),
  ];
  for (const shown of [page, list]) {
    expect(shown).not.toMatch(/新同事的显示器|only in Feishu|onerror|<script>alert/);
    expect(shown).toContain('&lt;script>alert(2)');
  }
  const card = await browser.get(`/admin/instances/${code}/card?chat=${CHAT}`);
  expect(card.headers.get('content-security-policy')).toMatch(
    /default-src 'none'.*sandbox allow-same-origin$/,
  );
  const drawn = await card.text();
  expect(drawn).toMatch(/新同事的显示器/);
  expect(drawn).not.toContain(hidden);
  expect(drawn).not.toMatch(/<img src=x|<script/);
  expect(await browser.page(`/admin/instances/${code}/card?chat=oc_other`)).toContain(hidden);
  for (const path of ['instances/nothing', `instances/${code}/card?chat=oc_x`, 'instances/..%2f..%2fetc'])
    expect((await browser.get(`/admin/${path}`)).status).toBe(404);
});

it('shows who keeps a request waiting, and defers its reminders, with a stand-in if one is named', async () => {
  const journey = await startJourney({ config: { ...CONFIG, reminders: { after: '4h' } } });
  const code = journey.submit();
  await journey.cards(CHAT, 1);
  const browser = await signIn(journey.app().url);
  const list = await browser.page('/admin/waiting');
  expect(list).toContain('李四');
  expect(list).toContain(`of=instance&amp;id=${code}#silence`);
  const asked = await browser.post('/admin/waiting', {
    do: 'add',
    of: 'person',
    id: '李四',
    standIn: '张三',
    until: '3d',
    reason: '<b>away</b>',
  });
  const page = await resultOf(browser, asked, /It applies from now on/);
  expect(page).toContain('张三 stands in');
  expect(page).toContain('&lt;b>away');
  const [, id = ''] = /name="id" value="([0-9a-f]{8})"/.exec(page) ?? [];
  const ended = await browser.post('/admin/waiting', { do: 'end', id });
  expect(await resultOf(browser, ended, /that it held back/)).not.toContain('stands in');
  const ofOne = await browser.post('/admin/waiting', { do: 'add', of: 'instance', id: code, until: '3d' });
  // By the name that the table above gives it.
  expect(await resultOf(browser, ofOne, /It applies from now on/)).toMatch(/<strong>instance 采购申请 \d+</);
  const wrong = await browser.post('/admin/waiting', { do: 'add', of: 'person', id: 'nobody', until: '3d' });
  expect(wrong.status).toBe(400);
  const answer = await wrong.text();
  expect(answer).toContain('“Name or id”: nobody called nobody is known here');
  for (const kept of ['value="nobody"', 'value="3d" selected', 'value="采购申请"'])
    expect(answer).toContain(kept);
  const chat = { do: 'add', of: 'chat', id: 'oc_elsewhere', until: '3d' };
  expect(await (await browser.post('/admin/waiting', chat)).text()).not.toMatch(/--chat|approval-relay/);
});

it('shows which chats are closed and why, sends a test card, and shows the configuration without its secrets', async () => {
  const { journey, browser } = await startParked();
  const chats = await browser.page('/admin/chats');
  for (const shown of ['closed', '230002', '采购申请', 'state=parked']) expect(chats).toContain(shown);
  const refused = await browser.post('/admin/chats', { chat: CHAT });
  expect(refused.status).toBe(502);
  journey.sandbox.addBot(CHAT);
  const sent = await browser.post('/admin/chats', { chat: CHAT });
  expect([sent.status, /test card was sent/.test(await sent.text())]).toEqual([200, true]);
  expect((await browser.post('/admin/chats', { chat: 'oc_elsewhere' })).status).toBe(404);
  const configuration = await browser.page('/admin/configuration');
  expect(configuration).toContain(APPROVAL);
  const checkUp = await (await browser.post('/admin/check-up', {})).text();
  expect(checkUp).toContain(CHAT);
  expect(checkUp).toMatch(/✓/);
  for (const secret of [ADMIN_TOKEN, 'a secret', 'an encrypt key'])
    expect(configuration).not.toContain(secret);
});
