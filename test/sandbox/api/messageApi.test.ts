import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxChat, SandboxPerson } from '../../../src/sandbox/world/world.ts';
import { card, openSandbox, TEXT } from '../fixture.ts';

const DAY_MS = 86_400_000;

describe('messages', () => {
  let open: Awaited<ReturnType<typeof openSandbox>>;
  let chat: SandboxChat;
  let person: SandboxPerson;
  beforeEach(async () => {
    open = await openSandbox();
    chat = open.sandbox.addChat({ name: '采购群' });
    person = open.sandbox.addPerson({ name: '李雷', email: 'lilei@example.com' });
  });
  afterEach(() => open.sandbox.stop());

  const create = (message: object, kind = 'chat_id') =>
    open.call('POST', `/im/v1/messages?receive_id_type=${kind}`, { receive_id: chat.chatId, ...message });
  const sendCard = (text: string, more: object = {}) =>
    create({ msg_type: 'interactive', content: card(text), ...more });

  it('posts once for one uuid within an hour, and again after it', async () => {
    const first = await sendCard('一', { uuid: 'key-1' });
    const again = await sendCard('二', { uuid: 'key-1' });
    expect(again.json).toMatchObject({ code: 0, data: { message_id: first.json.data.message_id } });
    expect(open.sandbox.messages(chat.chatId)).toHaveLength(1);
    open.clock.advance(3_600_000);
    await sendCard('三', { uuid: 'key-1' });
    expect(open.sandbox.messages(chat.chatId)).toHaveLength(2);
    expect(open.sandbox.requests('message.create')[0]).toMatchObject({
      uuid: 'key-1',
      chat: chat.chatId,
      code: 0,
    });
  });

  it('finds people by open_id and e-mail, and opens one direct chat with them', async () => {
    const byId = await create({ ...TEXT, receive_id: person.openId }, 'open_id');
    const byMail = await create({ ...TEXT, receive_id: person.email }, 'email');
    expect(byMail.json.data.chat_id).toBe(byId.json.data.chat_id);
    expect(open.sandbox.messages(person.openId)).toHaveLength(2);
    const byUnionId = await create({ ...TEXT, receive_id: `on_${person.openId.slice(3)}` }, 'union_id');
    expect(byUnionId.json.data.chat_id).toBe(byId.json.data.chat_id);
  });

  it.each([
    ['chat_id', 'Finance', 230001, 'ext=invalid receive_id'],
    ['chat_id', `ou_${'0'.repeat(32)}`, 230001, 'ext=invalid receive_id'],
    ['chat_id', 'oc_unknown', 230034, 'receive_id is invalid'],
    ['open_id', 'ou_nobody', 99992351, 'not a valid {open_id}'],
    ['open_id', `ou_${'0'.repeat(32)}`, 99992361, 'open_id cross app'],
    ['open_id', `oc_${'0'.repeat(32)}`, 99992361, 'open_id cross app'],
    ['user_id', 'u123', 99992364, 'user id cross tenant'],
    ['email', 'lilei', 230001, 'ext=invalid receive_id'],
    ['phone', '13800138000', 99992402, 'field validation failed'],
  ])('refuses the wrong %s %s as %i', async (kind, id, code, words) => {
    const refused = await create({ ...TEXT, receive_id: id }, kind);
    expect(refused).toMatchObject({ status: 400, json: { code } });
    expect(refused.json.msg).toContain(words);
  });

  it('refuses the body of a custom bot: a message needs content', async () => {
    const custom = { msg_type: 'interactive', card: JSON.parse(card('x')) };
    const refused = await create(custom);
    expect(refused).toMatchObject({ status: 400, json: { code: 99992402 } });
    expect(refused.json.error.field_violations).toEqual([
      { field: 'content', description: 'content is required' },
    ]);
    const wrapped = await create({ msg_type: 'interactive', content: JSON.stringify(custom) });
    expect(wrapped.json).toMatchObject({ code: 230001 });
    expect(wrapped.json.msg).toContain('ext=invalid message content. validate content fail');
    expect(open.sandbox.messages()).toHaveLength(0);
  });

  it('refuses a message to a person who has left', async () => {
    open.sandbox.removePerson(person.openId);
    expect((await create({ ...TEXT, receive_id: person.openId }, 'open_id')).json.code).toBe(230029);
  });

  it('refuses chats the bot left, chats that are gone, chats nobody knows', async () => {
    open.sandbox.removeBot(chat.chatId);
    expect(await create(TEXT)).toMatchObject({ status: 400, json: { code: 230002 } });
    open.sandbox.addBot(chat.chatId);
    expect((await create(TEXT)).json.code).toBe(0);
    open.sandbox.dissolveChat(chat.chatId);
    expect((await create(TEXT)).json.code).toBe(232009);
    expect((await create({ ...TEXT, receive_id: 'oc_x' })).json.code).toBe(230034);
  });

  it('updates cards for 14 days, and not once recalled', async () => {
    const id = (await sendCard('待审批')).json.data.message_id;
    const patch = (content: string) => open.call('PATCH', `/im/v1/messages/${id}`, { content });
    expect((await patch(card('已通过'))).json).toMatchObject({ code: 0, msg: 'success' });
    expect(open.sandbox.messages()[0]?.versions.map((v) => v.content)).toEqual([
      card('待审批'),
      card('已通过'),
    ]);
    expect((await patch(card('x', { config: { update_multi: false } }))).json.code).toBe(230099);
    expect((await patch('{"elements":[],"config":{"update_multi":true}}')).json.code).toBe(230099);
    open.clock.advance(14 * DAY_MS + 1_000);
    const token = await open.newToken();
    const late = await open.fetchJson('PATCH', `/im/v1/messages/${id}`, { content: card('y') }, token);
    expect(late.json.code).toBe(230031);
    open.sandbox.recall(id);
    const gone = await open.fetchJson('POST', `/im/v1/messages/${id}/reply`, TEXT, token);
    expect(gone.json.code).toBe(230011);
  });

  it('updates a 1.0 card only when it was shared before and after', async () => {
    const shared = JSON.stringify({ config: { update_multi: true }, elements: [] });
    const own = JSON.stringify({ elements: [] });
    const id = (await create({ msg_type: 'interactive', content: own })).json.data.message_id;
    expect((await open.call('PATCH', `/im/v1/messages/${id}`, { content: shared })).json.code).toBe(230001);
  });

  it('refuses a card with a mention of nobody, in the platform’s words', async () => {
    expect((await sendCard(`<at id=${person.openId}></at>`)).json.code).toBe(0);
    const refused = await sendCard('<at id=ou_gone></at>');
    expect(refused).toMatchObject({ status: 400, json: { code: 230099 } });
    expect(refused.json.msg).toContain('ErrCode: 100290; ErrMsg: ');
    expect(open.sandbox.refusals('card')).toHaveLength(1);
  });

  it('refuses leaks only if the tenant does, in texts too', async () => {
    const text = { msg_type: 'text', content: '{"text":"电话 13812345678"}' };
    expect((await create(text)).json.code).toBe(0);
    open.sandbox.turn({ dlp: true });
    expect((await create(text)).json.code).toBe(230028);
    expect((await sendCard('邮箱 a@b.cn')).json.code).toBe(230028);
  });

  it('buzzes people', async () => {
    const id = (await sendCard('急')).json.data.message_id;
    const answer = await open.call('PATCH', `/im/v1/messages/${id}/urgent_app?user_id_type=open_id`, {
      user_id_list: [person.openId, 'ou_x'],
    });
    expect(answer.json.data).toEqual({ invalid_user_id_list: ['ou_x'] });
    expect(open.sandbox.messages()[0]?.urgent[0]?.people).toEqual([person.openId]);
    const path = `/im/v1/messages/${id}/urgent_app?user_id_type=open_id`;
    const nobody = await open.call('PATCH', path, { user_id_list: ['ou_x'] });
    expect(nobody.json).toMatchObject({ code: 230001 });
    const foreign = open.sandbox.addForeignId();
    const crossed = await open.call('PATCH', path, { user_id_list: [person.openId, foreign] });
    expect(crossed.json).toMatchObject({ code: 99992361, msg: 'open_id cross app' });
  });
});
