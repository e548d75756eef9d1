// The first thing one would write with the SDK alone: an event comes in, its instance is fetched, a card is posted, and
// then the event is answered. Nothing is stored, recognized as a duplicate, repeated or limited.
import { createRequire } from 'node:module';
import Router from '@koa/router';
import Koa from 'koa';

const lark = createRequire(import.meta.url)('@larksuiteoapi/node-sdk');
const { appId, appSecret, encryptKey, approvals, url: domain } = JSON.parse(process.argv[2]);
const chats = new Map(approvals.map(({ approvalCode, chat }) => [approvalCode, chat]));
const loggerLevel = lark.LoggerLevel.error;
const client = new lark.Client({ appId, appSecret, domain, loggerLevel });

/** One line a field, as most bots have it. */
function cardOf({ approval_name, serial_number, status, form }) {
  const lines = JSON.parse(form).map(({ name, value }) => ({
    tag: 'markdown',
    content: `**${name}**: ${value}`,
  }));
  const header = { title: { tag: 'plain_text', content: `${approval_name} ${status}` }, template: 'blue' };
  return {
    schema: '2.0',
    header,
    body: { elements: [{ tag: 'markdown', content: serial_number }, ...lines] },
  };
}

const dispatcher = new lark.EventDispatcher({ encryptKey, loggerLevel }).register({
  approval_instance: async ({ approval_code, instance_code }) => {
    const { data } = await client.approval.instance.get({ path: { instance_id: instance_code } });
    const receive_id = chats.get(approval_code);
    const content = JSON.stringify(cardOf(data));
    const sent = await client.im.message.create({
      params: { receive_id_type: 'chat_id' },
      data: { receive_id, msg_type: 'interactive', content },
    });
    if (sent.code !== 0) throw new Error(sent.msg);
    return { code: 0 };
  },
});

const router = new Router();
router.post('/webhook/event', lark.adaptKoaRouter(dispatcher, { autoChallenge: true }));
const server = new Koa().use(router.routes()).listen(0, '127.0.0.1', () => {
  process.send({ url: `http://127.0.0.1:${server.address().port}` });
});
