import { createRequire } from 'node:module';
import type * as Lark from '@larksuiteoapi/node-sdk';
import { expect, it } from 'vitest';
import { card, openSandbox } from '../fixture.ts';

const lark = createRequire(import.meta.url)('@larksuiteoapi/node-sdk') as typeof Lark;

/** The official client knows nothing of us: what it understands is Feishu's protocol. */
it('serves the official SDK', async () => {
  const { sandbox } = await openSandbox();
  const chat = sandbox.addChat({ name: '群' }).chatId;
  const applicant = sandbox.addPerson({ name: '张三' }).openId;
  const approvalCode = sandbox.addApproval({ name: '请假' }).approvalCode;
  const instance = sandbox.submit({ approvalCode, applicant });
  const client = new lark.Client({
    appId: 'cli_0123456789abcdef',
    appSecret: 's3cret',
    domain: sandbox.url,
    loggerLevel: lark.LoggerLevel.error,
  });

  expect((await client.approval.v4.approval.subscribe({ path: { approval_code: approvalCode } })).code).toBe(
    0,
  );
  // The generated GET carries a body, which Feishu ignores.
  const got = await client.approval.v4.instance.get({ path: { instance_id: instance } });
  expect(got.data?.status).toBe('PENDING');
  const sent = await client.im.v1.message.create({
    params: { receive_id_type: 'chat_id' },
    data: { receive_id: chat, msg_type: 'interactive', content: card('待审批'), uuid: 'u-1' },
  });
  const message_id = sent.data?.message_id ?? '';
  expect(
    (await client.im.v1.message.patch({ path: { message_id }, data: { content: card('已通过') } })).code,
  ).toBe(0);
  const people = await client.contact.v3.user.batch({ params: { user_ids: [applicant] } });
  expect(people.data?.items?.[0]?.name).toBe('张三');
  expect(sandbox.messages(chat)[0]?.content).toBe(card('已通过'));
  expect(sandbox.requests('token')).toHaveLength(1);
  await sandbox.stop();
});
