import Router from '@koa/router';
import Koa from 'koa';
import { afterEach, describe, expect, it } from 'vitest';
import { type HttpServer, listen } from '../../src/base/httpServer.ts';
import { addHealth, type HealthParts } from '../../src/ops/health.ts';

const READY: HealthParts = {
  pingStore: async () => undefined,
  intakeFault: () => undefined,
  isWorking: () => true,
};
let server: HttpServer | undefined;
afterEach(() => server?.close());

async function askReady(parts: HealthParts): Promise<{ status: number; body: unknown }> {
  const router = new Router();
  addHealth(router, parts);
  server = await listen(new Koa().use(router.routes()).callback(), '127.0.0.1', 0);
  const answer = await fetch(`${server.url}/readyz`);
  return { status: answer.status, body: await answer.json() };
}

describe('readiness', () => {
  it('says nothing beside it where there is nothing to see to', async () => {
    const ready = { status: 200, body: { status: 'ready', role: 'worker' } };
    expect(await askReady({ ...READY, warnings: () => [] })).toEqual(ready);
  });

  it('tells what a person should see to, and stays ready', async () => {
    const warnings = ['The calendar ends soon.'];
    const ready = { status: 200, body: { status: 'ready', role: 'worker', warnings } };
    expect(await askReady({ ...READY, warnings: () => warnings })).toEqual(ready);
  });

  it('tells it beside the reasons why it is not ready', async () => {
    const parts = { ...READY, intakeFault: () => 'the intake is closed', warnings: () => ['Soon.'] };
    expect(await askReady(parts)).toEqual({
      status: 503,
      body: { status: 'not ready', reasons: ['the intake is closed'], warnings: ['Soon.'] },
    });
  });
});
