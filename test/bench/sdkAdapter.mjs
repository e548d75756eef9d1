// What the SDK's documentation shows, in twenty lines: Koa, its router, adaptKoaRouter. It checks the signature and
// decrypts; it knows neither the age of a request nor duplicates, and stores nothing.

import { createRequire } from 'node:module';
import Router from '@koa/router';
import Koa from 'koa';

const lark = createRequire(import.meta.url)('@larksuiteoapi/node-sdk');
const { encryptKey } = JSON.parse(process.argv[2]);
const dispatcher = new lark.EventDispatcher({ encryptKey, loggerLevel: lark.LoggerLevel.error });
dispatcher.register({ approval_instance: async () => ({ code: 0 }) });

const router = new Router();
router.post('/webhook/event', lark.adaptKoaRouter(dispatcher, { autoChallenge: true }));
const app = new Koa().use(router.routes());
const server = app.listen(0, '127.0.0.1', () => {
  process.send({ url: `http://127.0.0.1:${server.address().port}` });
});
