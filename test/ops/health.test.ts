import Router from '@koa/router';
import Koa from 'koa';
import { afterEach, describe, expect, it } from 'vitest';
import type { NoticedWarning } from '../../src/approval/warning.ts';
import { type HttpServer, listen } from '../../src/base/httpServer.ts';
import { addHealth, type HealthParts } from '../../src/ops/health.ts';
import { INTAKE_CLOSED } from '../../src/words/socketText.ts';

const WARNING: NoticedWarning = {
  warning: {
    code: 'chat-closed',
    ids: { chat: 'oc_1', feishuCode: 230002 },
    details: { name: '采购群', said: 'Bot is not in the chat' },
  },
  since: Date.parse('2026-11-28T10:00:00Z'),
  by: 'host/7',
  message: { en: 'The chat oc_1 takes no messages.', zh: '会话 oc_1 不接收消息。' },
  remedy: { en: 'Add the bot.', zh: '请加入机器人。' },
};
const FOR_ANYBODY = {
  code: 'chat-closed',
  subject: 'oc_1',
  ids: { chat: 'oc_1', feishuCode: 230002 },
  since: '2026-11-28T10:00:00.000Z',
  message: 'The chat oc_1 takes no messages.',
  remedy: 'Add the bot.',
};
const READY: HealthParts = {
  pingStore: async () => undefined,
  intakeFault: () => undefined,
  isWorking: () => true,
  warnings: async () => [WARNING],
  bearsToken: async (ctx) => ctx.get('authorization') === 'Bearer right',
};
let server: HttpServer | undefined;
afterEach(() => server?.close());

async function askReady(
  parts: HealthParts,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> {
  const router = new Router();
  addHealth(router, parts);
  server = await listen(new Koa().use(router.routes()).callback(), '127.0.0.1', 0);
  const answer = await fetch(`${server.url}/readyz`, { headers });
  return { status: answer.status, body: await answer.json() };
}

describe('readiness', () => {
  it('says nothing else if nothing needs a person', async () => {
    const ready = { status: 200, body: { status: 'ready', role: 'worker' } };
    expect(await askReady({ ...READY, warnings: async () => [] })).toEqual(ready);
  });

  it('lists what needs a person with code, ids and remedy, and stays ready', async () => {
    const ready = { status: 200, body: { status: 'ready', role: 'worker', warnings: [FOR_ANYBODY] } };
    expect(await askReady(READY)).toEqual(ready);
  });

  it.each([
    ['another token', { Authorization: 'Bearer wrong' }, READY],
    ['no token', {}, READY],
    ['one where none is configured', { Authorization: 'Bearer right' }, { ...READY, bearsToken: undefined }],
  ])('shows no name to who brings %s', async (_what, headers, parts) => {
    const { body } = await askReady(parts, headers as Record<string, string>);
    expect(body).toMatchObject({ warnings: [FOR_ANYBODY] });
    expect(JSON.stringify(body)).not.toMatch(/采购群|Bot is not|host/);
  });

  it('shows names and what Feishu said to who brings the token', async () => {
    const { body } = await askReady(READY, { Authorization: 'Bearer right' });
    const details = { name: '采购群', said: 'Bot is not in the chat', noticedBy: 'host/7' };
    expect(body).toMatchObject({ warnings: [{ ...FOR_ANYBODY, ...details }] });
  });

  it('lists it next to the reasons why it is not ready', async () => {
    expect(await askReady({ ...READY, intakeFault: () => INTAKE_CLOSED })).toEqual({
      status: 503,
      body: { status: 'not ready', reasons: ['the intake is closed'], warnings: [FOR_ANYBODY] },
    });
  });
});
