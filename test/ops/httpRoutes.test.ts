import { expect, it } from 'vitest';
import { startJourney } from '../support/journey.ts';
import { ADMIN_TOKEN, sendToken, signIn } from '../support/operator.ts';

it('has an operators’ page only if a token is configured', async () => {
  const journey = await startJourney();
  for (const path of ['/admin', '/admin/', '/admin/sign-in', '/admin/assets/admin.css'])
    expect((await fetch(journey.app().url + path)).status).toBe(404);
  expect((await sendToken(journey.app().url, '')).status).toBe(404);

  await journey.restart({ server: { host: '127.0.0.1', port: 0, adminToken: ADMIN_TOKEN } });
  const operator = await signIn(journey.app().url);
  expect(await operator.page('/admin')).toMatch(/Everything is working/);
  expect(await journey.metrics()).toMatch(/relay_admin_sign_ins_total\{result="ok"\} 1/);
});

it('counts a wrong token at /readyz like one at the page, answers it all the same, and never locks the right one out', async () => {
  const journey = await startJourney({
    config: { server: { host: '127.0.0.1', port: 0, adminToken: ADMIN_TOKEN } },
  });
  const ready = (token: string): Promise<Response> =>
    fetch(`${journey.app().url}/readyz`, { headers: { authorization: `Bearer ${token}` } });
  for (let i = 0; i < 6; i += 1) expect((await ready(`wrong-${i}`)).status).toBe(200);
  expect((await sendToken(journey.app().url, 'wrong')).status).toBe(429);
  expect(await journey.metrics()).toMatch(/relay_admin_sign_ins_total\{result="failed"\} 5/);
  expect((await ready(ADMIN_TOKEN)).status).toBe(200);
  expect((await sendToken(journey.app().url, ADMIN_TOKEN)).status).toBe(303);
  expect((await fetch(`${journey.app().url}/readyz`)).status).toBe(200);
  expect(await journey.metrics()).toMatch(/relay_admin_sign_ins_total\{result="limited"\} 2/);
});
