import { channel } from 'node:diagnostics_channel';
import type { LookupAddress } from 'node:dns';
import { getEventListeners } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  createHookSender,
  HOOK_TIMEOUT_MS,
  type HookSender,
  type ResolveAll,
} from '../../src/hooks/hookSender.ts';
import { startPeer } from '../support/httpPeer.ts';

const NOW = 1_780_000_000_000;
const SECRET = 'both know it';

function sender(resolve?: ResolveAll): HookSender {
  const made = createHookSender(resolve);
  onTestFinished(() => made.close());
  return made;
}

/** Every name resolves to these. */
const leadingTo =
  (...addresses: string[]): ResolveAll =>
  (_name, _options, done) =>
    done(
      null,
      addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('a hook', () => {
  it('is signed over its time and its body', async () => {
    const peer = await startPeer((_, response) => response.end());
    const target = { url: `${peer.url}/in?key=k`, secret: SECRET, allowPrivate: true };
    expect(await sender().send(target, '{"a":"采购"}', NOW)).toEqual({ status: 200 });
    const [seen] = peer.seen;
    expect(seen).toMatchObject({ method: 'POST', url: '/in?key=k', body: '{"a":"采购"}' });
    // By another program: printf '1780000000.{"a":"采购"}' | openssl dgst -sha256 -hmac 'both know it'
    expect(seen?.headers['x-relay-signature']).toBe(
      't=1780000000,v1=54a3dc13eb8ba88c4873ebaa6226342d8ee9f36107ddb44fa1de547694301ca0',
    );
  });

  it('leaves nothing behind in the signal of a request that has ended', async () => {
    const peer = await startPeer((_, response) => response.end());
    const { signal } = new AbortController();
    const target = { url: peer.url, secret: SECRET, allowPrivate: true };
    const hooks = sender();
    for (let i = 0; i < 3; i += 1) await hooks.send(target, '{}', NOW, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('does not follow a redirect, and says how long it is to wait', async () => {
    const elsewhere = await startPeer((_, response) => response.end());
    const peer = await startPeer(({ url }, response) => {
      if (url === '/busy') response.writeHead(503, { 'retry-after': '7' });
      else response.writeHead(307, { location: elsewhere.url });
      response.end();
    });
    const target = { url: peer.url, secret: SECRET, allowPrivate: true };
    expect(await sender().send(target, '{}', NOW)).toEqual({ status: 307 });
    expect(elsewhere.connections.made).toBe(0);
    const busy = { ...target, url: `${peer.url}/busy` };
    expect(await sender().send(busy, '{}', NOW)).toEqual({ status: 503, retryAfterMs: 7_000 });
  });

  it.each([
    ['an address of this machine', (port: string) => `https://127.0.0.1:${port}/`],
    ['another spelling of it', (port: string) => `https://2130706433:${port}/`],
    ['its mapped form', (port: string) => `https://[::ffff:127.0.0.1]:${port}/`],
    ['plain http', (port: string) => `http://erp.example.com:${port}/`],
  ])('is refused for %s', async (_, urlOf) => {
    const peer = await startPeer((_seen, response) => response.end(), { tls: true });
    const target = { url: urlOf(new URL(peer.url).port), secret: SECRET, allowPrivate: false };
    const answer = await sender(leadingTo('127.0.0.1')).send(target, '{}', NOW);
    expect(answer).toEqual({ failure: 'private-address' });
    expect(peer.connections.made).toBe(0);
  });

  it.each([[['127.0.0.1']], [['10.0.0.1', '::1']], [['::ffff:127.0.0.1']], [['169.254.169.254']]])(
    'is refused for a name that leads to %s, however public it looks',
    async (addresses) => {
      const peer = await startPeer((_seen, response) => response.end(), { tls: true });
      const url = `https://erp.example.com:${new URL(peer.url).port}/`;
      const target = { url, secret: SECRET, allowPrivate: false };
      const answer = await sender(leadingTo(...addresses)).send(target, '{}', NOW);
      expect(answer).toEqual({ failure: 'private-address' });
      expect(peer.connections.made).toBe(0);
    },
  );

  it('distinguishes a name without an address, a closed port, and a broken answer', async () => {
    const gone: ResolveAll = (_name, _options, done) =>
      done(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), []);
    const target = { url: 'https://erp.example.com/', secret: SECRET, allowPrivate: false };
    expect(await sender(gone).send(target, '{}', NOW)).toEqual({ failure: 'dns' });
    const peer = await startPeer((_, response) => response.destroy());
    const near = { url: peer.url, secret: SECRET, allowPrivate: true };
    expect(await sender().send(near, '{}', NOW)).toEqual({ failure: 'cut' });
    await peer.close();
    expect(await sender().send(near, '{}', NOW)).toEqual({ failure: 'refused' });
  });

  it('takes the status of an answer without end, and goes on', async () => {
    const peer = await startPeer((_, response) => {
      // Not within the callback itself: newer Node.js calls it at once on a closed connection, and sees nothing else meanwhile.
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(60_000), () => setImmediate(more));
      };
      more();
    });
    const target = { url: peer.url, secret: SECRET, allowPrivate: true };
    expect(await sender().send(target, '{}', NOW)).toEqual({ status: 200 });
    expect(await sender().send(target, '{}', NOW)).toEqual({ status: 200 });
  });

  it('takes the status of an answer that is never finished', async () => {
    const peer = await startPeer((_, response) => void response.writeHead(200).write('x'));
    const headers = channel('undici:request:headers');
    const arrived = new Promise<void>((resolve) => headers.subscribe(() => resolve()));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const answer = sender().send({ url: peer.url, secret: SECRET, allowPrivate: true }, '{}', NOW);
    await arrived;
    vi.advanceTimersByTime(HOOK_TIMEOUT_MS);
    expect(await answer).toEqual({ status: 200 });
  });
});
