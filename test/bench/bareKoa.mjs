// The ceiling: Koa that reads the body, parses the JSON and answers. No routing, no check, no decryption, no store.
import Koa from 'koa';

const app = new Koa().use(async (ctx) => {
  const chunks = [];
  for await (const chunk of ctx.req) chunks.push(chunk);
  JSON.parse(Buffer.concat(chunks).toString('utf8'));
  ctx.body = {};
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send({ url: `http://127.0.0.1:${server.address().port}` });
});
