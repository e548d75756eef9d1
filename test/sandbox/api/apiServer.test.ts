import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSandbox, TEXT } from '../fixture.ts';

const MINUTE_MS = 60_000;

describe('the gateway', () => {
  let open: Awaited<ReturnType<typeof openSandbox>>;
  beforeEach(async () => {
    open = await openSandbox();
  });
  afterEach(() => open.sandbox.stop());

  it('gives the same token while 30 minutes remain, then a new one; both are valid', async () => {
    const first = await open.newToken();
    open.clock.advance(89 * MINUTE_MS);
    expect(await open.newToken()).toBe(first);
    open.clock.advance(2 * MINUTE_MS);
    const second = await open.newToken();
    expect(second).not.toBe(first);
    const ask = (token: string) => open.fetchJson('GET', '/application/v6/scopes', undefined, token);
    expect((await ask(first)).json.code).toBe(0);
    open.clock.advance(30 * MINUTE_MS);
    expect(await ask(first)).toMatchObject({ status: 400, json: { code: 99991663 } });
    expect((await ask(second)).json.code).toBe(0);
    open.sandbox.revokeTokens();
    expect((await ask(second)).json.code).toBe(99991663);
  });

  it('refuses a missing token, a wrong secret and an unknown address', async () => {
    expect(await open.fetchJson('GET', '/im/v1/chats')).toMatchObject({
      status: 400,
      json: { code: 99991661 },
    });
    const wrong = await open.fetchJson('POST', '/auth/v3/tenant_access_token/internal', { app_id: 'x' });
    expect(wrong.json.code).toBe(99991543);
    const response = await fetch(`${open.sandbox.url}/open-apis/nowhere`);
    expect(response.status).toBe(404);
  });

  it('gives every answer a log id, in the header that Feishu uses', async () => {
    const headersOf = (path: string): Promise<string[]> =>
      new Promise((resolve, reject) => {
        get(`${open.sandbox.url}/open-apis${path}`, { agent: false }, (answer) => {
          answer.resume();
          resolve(answer.rawHeaders);
        }).on('error', reject);
      });
    open.sandbox.faults.add({ api: 'chat.list', kind: 'status', status: 502, times: 1 });
    for (const path of ['/im/v1/chats', '/application/v6/scopes', '/nowhere']) {
      expect(await headersOf(path)).toContain('X-Tt-Logid');
    }
    const refused = await open.fetchJson('GET', '/im/v1/chats');
    expect(refused.json.error.log_id).toBe(refused.headers.get('x-tt-logid'));
  });

  it('fails a look-up of people if one id is none, or belongs to another app', async () => {
    const known = open.sandbox.addPerson({ name: '李雷' }).openId;
    const look = async (id: string) =>
      (await open.call('GET', `/contact/v3/users/batch?user_ids=${known}&user_ids=${id}`)).json;
    expect((await look('ou_unseen')).data.items).toHaveLength(1);
    expect(await look('lilei')).toMatchObject({ code: 99992351 });
    expect(await look(open.sandbox.addForeignId())).toMatchObject({ code: 99992361 });
  });

  it('names the scopes that are missing', async () => {
    open.sandbox.turn({ scopes: ['approval:approval:readonly'] });
    const code = open.sandbox.addApproval({ name: '请假' }).approvalCode;
    expect((await open.call('GET', `/approval/v4/approvals/${code}`)).json.code).toBe(0);
    const refused = await open.call('POST', `/approval/v4/approvals/${code}/subscribe`);
    expect(refused).toMatchObject({ status: 400, json: { code: 99991672 } });
    expect(refused.json.msg).toContain('[approval:approval, approval:definition]');
    expect(refused.json.error.permission_violations).toHaveLength(2);
  });

  it('lists the scopes with their grant', async () => {
    const { scopes } = (await open.call('GET', '/application/v6/scopes')).json.data;
    expect(scopes).toContainEqual({ scope_name: 'approval:approval', scope_type: 'tenant', grant_status: 1 });
    expect(scopes).toContainEqual({ scope_name: 'im:message', scope_type: 'tenant', grant_status: 2 });
  });
});

describe('faults', () => {
  let open: Awaited<ReturnType<typeof openSandbox>>;
  let chat: string;
  beforeEach(async () => {
    open = await openSandbox();
    chat = open.sandbox.addChat({ name: '群' }).chatId;
    await open.call('GET', '/application/v6/scopes');
  });
  afterEach(() => open.sandbox.stop());

  const send = () =>
    open.call('POST', '/im/v1/messages?receive_id_type=chat_id', { receive_id: chat, uuid: 'u1', ...TEXT });

  it('answers a status as often as asked, for one API and chat', async () => {
    open.sandbox.faults.add({ api: 'message.create', chat, kind: 'status', status: 502, code: 1, times: 1 });
    open.sandbox.faults.add({ chat: 'oc_other', kind: 'cut' });
    expect(await send()).toMatchObject({ status: 502, json: { code: 1 } });
    expect((await send()).json.code).toBe(0);
  });

  it('loses an answer after it took effect: the repeat finds the first message', async () => {
    open.sandbox.faults.add({ api: 'message.create', kind: 'loseAnswer', times: 1 });
    await expect(send()).rejects.toThrow();
    expect(open.sandbox.messages()).toHaveLength(1);
    expect((await send()).json.data.message_id).toBe(open.sandbox.messages()[0]?.messageId);
    expect(open.sandbox.messages()).toHaveLength(1);
  });

  it('takes effect and then answers nothing', async () => {
    open.sandbox.faults.add({ api: 'message.create', kind: 'hangAnswer', times: 1 });
    const giveUp = new AbortController();
    const posted = open.sandbox.next('message');
    const sending = fetch(`${open.sandbox.url}/open-apis/im/v1/messages?receive_id_type=chat_id`, {
      method: 'POST',
      signal: giveUp.signal,
      headers: { authorization: `Bearer ${await open.newToken()}` },
      body: JSON.stringify({ receive_id: chat, ...TEXT }),
    });
    await posted;
    giveUp.abort();
    await expect(sending).rejects.toThrow();
    await open.sandbox.waitFor(() => open.sandbox.requests('message.create')[0]?.answeredAt !== undefined);
  });

  it('cuts before anything happens', async () => {
    const remove = open.sandbox.faults.add({ kind: 'cut' });
    await expect(send()).rejects.toThrow();
    remove();
    expect(open.sandbox.messages()).toHaveLength(0);
    expect((await send()).json.code).toBe(0);
  });

  it('hangs until cleared, without effect', async () => {
    open.sandbox.faults.add({ api: 'message.create', kind: 'hang' });
    const arrived = open.sandbox.next('arrival', (request) => request.api === 'message.create');
    const sending = send().then(
      () => 'answered',
      () => 'cut',
    );
    await arrived;
    open.sandbox.faults.clear();
    expect(await sending).toBe('cut');
    expect(open.sandbox.messages()).toHaveLength(0);
  });

  it('is slow by the sandbox’s clock', async () => {
    open.sandbox.faults.add({ api: 'message.create', kind: 'slow', delayMs: 3_600_000 });
    const arrived = open.sandbox.next('arrival', (request) => request.api === 'message.create');
    const sending = send();
    await arrived;
    expect(open.sandbox.messages()).toHaveLength(0);
    open.clock.advance(3_600_000);
    expect((await sending).json.code).toBe(0);
  });

  it('strikes only its share', async () => {
    const draws = [0.9, 0.1];
    const lucky = await openSandbox({ random: () => draws.shift() ?? 1 });
    lucky.sandbox.faults.add({ api: 'scope.list', kind: 'status', status: 500, code: 7, ratio: 0.5 });
    expect((await lucky.call('GET', '/application/v6/scopes')).json.code).toBe(0);
    expect((await lucky.call('GET', '/application/v6/scopes')).json.code).toBe(7);
    await lucky.sandbox.stop();
  });
});
