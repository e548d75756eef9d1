// What a request to Feishu costs this process: the bot's own HTTP client, or axios as the SDK would use it by itself.
import { createRequire } from 'node:module';

const { client, url } = JSON.parse(process.argv[2]);
const AT_ONCE = 20;

/** Resolves to the body, like every HTTP client that the SDK takes. */
async function requester() {
  if (client === 'bot') {
    const { createHttp } = await import('../../dist/feishu/client/http.js');
    const http = createHttp();
    return (options) => http.request(options);
  }
  const require = createRequire(createRequire(import.meta.url).resolve('@larksuiteoapi/node-sdk'));
  const http = require('axios').create();
  http.interceptors.response.use(({ data }) => data);
  return (options) => http.request(options);
}

const request = await requester();
const headers = { Authorization: `Bearer t-${'0'.repeat(40)}`, 'User-Agent': 'oapi-node-sdk/1.74.0' };
/** Three kilobytes, as a card has. */
const data = {
  receive_id: 'oc_1',
  msg_type: 'interactive',
  content: JSON.stringify({ text: '字'.repeat(1_000) }),
};

const kinds = [
  () => ({
    method: 'GET',
    url: `${url}/open-apis/approval/v4/instances/I1`,
    params: { locale: 'zh-CN' },
    data: {},
  }),
  () => ({
    method: 'POST',
    url: `${url}/open-apis/im/v1/messages`,
    params: { receive_id_type: 'chat_id' },
    data,
  }),
];

async function run(count) {
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      const answer = await request({ ...kinds[left % kinds.length](), headers: { ...headers } });
      if (answer.code !== 0) throw new Error(`not a Feishu answer: ${JSON.stringify(answer)}`);
    }
  };
  const startedAt = performance.now();
  const usedBefore = process.cpuUsage();
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  const { user, system } = process.cpuUsage(usedBefore);
  return {
    cpuMs: (user + system) / 1_000 / count,
    perSecond: count / ((performance.now() - startedAt) / 1_000),
  };
}

process.on('message', ({ count }) => {
  run(count).then(
    (answer) => process.send(answer),
    (error) => process.send({ error: error.message }),
  );
});
process.send({});
