import { get, type IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { newPlace, startAdminStage } from '../../support/adminStage.ts';
import { ADMIN_TOKEN, csrfIn, sendToken, signIn } from '../../support/operator.ts';

async function statusOf(url: string, init: RequestInit = {}): Promise<number> {
  return (await fetch(url, { redirect: 'manual', ...init })).status;
}

it('shows nothing but the form to anybody who has not signed in, whatever is asked for', async () => {
  const { url } = await startAdminStage();
  const asked = [
    '/admin',
    '/admin/',
    '/admin/deliveries',
    '/admin/nothing',
    '/admin/..%2fmetrics',
    '/admin/%ff',
  ];
  for (const path of asked) {
    const answer = await fetch(url + path, { headers: { 'accept-language': 'en' } });
    const page = await answer.text();
    expect([path, answer.status]).toEqual([path, 401]);
    expect(page).toMatch(/type="password"/);
    expect(page).not.toMatch(/name="csrf"|Warnings|Deliveries/);
  }
  expect(await statusOf(`${url}/admin/live`)).toBe(401);
  for (const path of ['/admin/sign-out', '/admin/live', '/admin/deliveries'])
    expect(await statusOf(url + path, { method: 'POST' })).toBe(401);
  for (const path of ['/Admin', '//admin', '/%61dmin', '/adminx'])
    expect(await statusOf(url + path)).toBe(404);
  for (const path of ['..%2fadmin.ts', 'admin.ts', 'font/files/..%2f..%2fpackage.json', 'toString'])
    expect(await statusOf(`${url}/admin/assets/${path}`)).toBe(404);
});

it('opens by the token, in a cookie that scripts and other sites do not get, and that ends', async () => {
  const { url, clock } = await startAdminStage();
  const answer = await sendToken(url, ADMIN_TOKEN, {}, '/admin?x=1');
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin?x=1']);
  expect(answer.headers.get('set-cookie')).toMatch(
    /^relay_admin=\d{13}\.[\w-]{24}\.[\w-]{43}; Path=\/admin; Max-Age=43200; HttpOnly; SameSite=Strict$/,
  );
  const operator = await signIn(url);
  expect(await operator.page('/admin')).toMatch(/Everything is working/);
  const [until = '', id = '', signature = ''] = operator.cookie.slice('relay_admin='.length).split('.');
  const forged = [
    `${Number(until) + 1}.${id}.${signature}`,
    `${until}.${id.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))}.${signature}`,
    `${until}.${id}.`,
    '',
  ];
  for (const cookie of forged)
    expect(await statusOf(`${url}/admin`, { headers: { cookie: `relay_admin=${cookie}` } })).toBe(401);
  clock.advance(12 * 3_600_000);
  expect((await operator.get('/admin')).status).toBe(401);
});

it('knows a session of a replica whose clock is a little ahead, but none of a clock that is far ahead', async () => {
  const { url, clock } = await startAdminStage();
  const statusWith = ({ cookie }: { cookie: string }) => statusOf(`${url}/admin`, { headers: { cookie } });
  clock.set(1_000);
  const little = await signIn(url);
  clock.set(3_599_000);
  const far = await signIn(url);
  clock.set(-3_600_000);
  expect([await statusWith(little), await statusWith(far)]).toEqual([200, 401]);
});

it('leads to a page after signing in, if the session had ended before a button was pressed', async () => {
  const { url } = await startAdminStage();
  for (const path of ['check-up', 'sign-out', 'waiting', 'deliveries', 'chats']) {
    const asked = await fetch(`${url}/admin/${path}`, { method: 'POST', body: new URLSearchParams() });
    const [, next = ''] = /name="next" value="([^"]*)"/.exec(await asked.text()) ?? [];
    const answer = await sendToken(url, ADMIN_TOKEN, {}, next);
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = await fetch(url + answer.headers.get('location'), { headers: { cookie } });
    expect([path, page.status]).toEqual([path, 200]);
  }
});

it('leads nowhere else after signing in', async () => {
  const { url } = await startAdminStage();
  for (const next of [
    '//evil.example',
    'https://evil.example',
    '/adminevil',
    '/admin\\..\\x',
    '/admin\r\nX: y',
  ])
    expect((await sendToken(url, ADMIN_TOKEN, {}, next)).headers.get('location')).toBe('/admin');
});

it('ends a session for good when somebody signs out, over a restart, and all when the token changes', async () => {
  const place = newPlace();
  const first = await startAdminStage({ place });
  const one = await signIn(first.url);
  const cookieOfOther = (await signIn(first.url)).cookie;
  const out = await one.post('/admin/sign-out', {});
  expect(out.headers.get('set-cookie')).toMatch(/^relay_admin=; .*Max-Age=0/);
  await first.stop();
  const { url, stop } = await startAdminStage({ place });
  expect(await statusOf(`${url}/admin`, { headers: { cookie: one.cookie } })).toBe(401);
  expect(await statusOf(`${url}/admin`, { headers: { cookie: cookieOfOther } })).toBe(200);
  await stop();
  const changed = await startAdminStage({ place, server: { adminToken: 'another-token-of-24-characters' } });
  expect(await statusOf(`${changed.url}/admin`, { headers: { cookie: cookieOfOther } })).toBe(401);
});

it('takes five wrong tokens a minute from an address, and never locks the right one out', async () => {
  const place = newPlace();
  const { url, clock, lines, metrics, stop } = await startAdminStage({ place });
  const statuses: number[] = [];
  for (let i = 0; i < 7; i++) statuses.push((await sendToken(url, `wrong ${i}`)).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  expect(await statusOf(`${url}/admin`, { headers: { authorization: 'Bearer wrong' } })).toBe(429);
  expect((await sendToken(url, ADMIN_TOKEN)).status).toBe(303);
  expect(await metrics()).toMatch(/relay_admin_sign_ins_total\{result="limited"\} 3/);
  expect(lines.map(({ text }) => text)).toContain('operator page: a wrong token was refused');
  expect(JSON.stringify(lines)).not.toMatch(/wrong \d/);
  await stop();
  // The store counts: another process goes on from there.
  const next = await startAdminStage({ place, clock });
  expect((await sendToken(next.url, 'wrong')).status).toBe(429);
  clock.advance(60_000);
  expect((await sendToken(next.url, 'wrong')).status).toBe(401);
});

it('counts by the address that a trusted proxy gives, and marks the cookie behind its HTTPS', async () => {
  const { url } = await startAdminStage({ server: { trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'] } });
  const from = (address: string, token = 'wrong') =>
    sendToken(url, token, { 'x-forwarded-for': address, 'x-forwarded-proto': 'https' });
  for (let i = 0; i < 5; i++) await from(`${i}.6.6.6, 198.51.100.7, 10.1.1.1`);
  expect((await from('9.9.9.9, 198.51.100.7')).status).toBe(429);
  expect((await from('198.51.100.8')).status).toBe(401);
  for (let i = 0; i < 5; i++) await from(`2001:db8:1:2::${i}`);
  expect((await from('2001:db8:1:2:ffff::1')).status).toBe(429);
  expect((await from('2001:db8:1:3::1')).status).toBe(401);
  expect((await from('198.51.100.7', ADMIN_TOKEN)).headers.get('set-cookie')).toMatch(/; Secure$/);
});

it('believes no header of a proxy that is not trusted', async () => {
  const { url } = await startAdminStage();
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++)
    statuses.push((await sendToken(url, 'wrong', { 'x-forwarded-for': `198.51.100.${i}` })).status);
  expect(statuses.at(-1)).toBe(429);
  const answer = await sendToken(url, ADMIN_TOKEN, { 'x-forwarded-proto': 'https' });
  expect(answer.headers.get('set-cookie')).not.toMatch(/Secure/);
});

it('does nothing for a form that is not of the session', async () => {
  const { url } = await startAdminStage();
  const [one, other] = [await signIn(url), await signIn(url)];
  const send = (csrf: string, headers: Record<string, string> = {}) =>
    statusOf(`${url}/admin/sign-out`, {
      method: 'POST',
      headers: { cookie: one.cookie, ...headers },
      body: new URLSearchParams({ csrf }),
    });
  const own = csrfIn(await one.page('/admin'));
  expect(await send('')).toBe(403);
  expect(await send(csrfIn(await other.page('/admin')))).toBe(403);
  expect(await send(own, { 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await send(own, { 'content-type': 'text/plain' })).toBe(415);
  expect(await send('x'.repeat(100_000))).toBe(413);
  expect(await statusOf(`${url}/admin`, { headers: { cookie: one.cookie } })).toBe(200);
  expect(await send(own, { 'sec-fetch-site': 'same-origin' })).toBe(303);
});

it('is kept by no browser, shown in no frame, and runs nothing that stands in a page', async () => {
  const { url } = await startAdminStage();
  const operator = await signIn(url);
  for (const path of ['/admin', '/admin/nothing', '/admin/assets/admin.js']) {
    const { headers } = await operator.get(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(policy).not.toMatch(/unsafe|\*|data:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  }
  expect((await operator.get('/admin')).headers.get('cache-control')).toBe('no-store');
  expect(await operator.page('/admin')).not.toMatch(/ style=| on\w+=|<script>|<style/);
});

it('lets a program in that brings the token', async () => {
  const { url } = await startAdminStage();
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  expect(await statusOf(`${url}/admin`, { headers })).toBe(200);
  expect(await statusOf(`${url}/admin`, { headers: { authorization: `Basic ${ADMIN_TOKEN}` } })).toBe(401);
  // A proxy in front hands on what it asked for itself: that is no wrong token, and the session counts.
  const { cookie } = await signIn(url);
  for (let i = 0; i < 8; i += 1)
    expect(await statusOf(`${url}/admin`, { headers: { cookie, authorization: 'Basic cHJveHk6cHc=' } })).toBe(
      200,
    );
});

it('asks again from its own site if a link elsewhere led here, since the cookie did not come along', async () => {
  const { url } = await startAdminStage();
  // fetch has headers of its own here.
  const opened = (site: string): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' };
      get(`${url}/admin`, { headers }, (answer) => resolve(answer.resume())).on('error', reject);
    });
  expect((await opened('cross-site')).headers.refresh).toBe('0');
  expect((await opened('same-origin')).headers.refresh).toBeUndefined();
});
