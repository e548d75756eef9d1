import { connect } from 'node:net';
import Router from '@koa/router';
import Koa from 'koa';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type HttpServer, listen } from '../../src/base/httpServer.ts';
import { silentLog } from '../../src/base/log.ts';
import { Throttle } from '../../src/base/throttle.ts';
import type { FeishuEvent } from '../../src/feishu/events/envelope.ts';
import type { RefusalCause } from '../../src/intake/refusal.ts';
import { createWebhook } from '../../src/intake/webhook.ts';
import { encrypt, sign } from '../support/sealed.ts';

const KEY = 'an encrypt key';
const TOKEN = 'a verification token';
const clock = systemClock();
const servers: HttpServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

interface Door {
  url: string;
  taken: FeishuEvent[];
  answers: number[];
  refused: RefusalCause[];
  /** Of the lines in the log. */
  remedies: unknown[];
  accepted: () => number;
}

async function openDoor(
  secrets: { encryptKey: string; verificationToken: string },
  accept?: () => Promise<void>,
): Promise<Door> {
  const taken: FeishuEvent[] = [];
  const answers: number[] = [];
  const refused: RefusalCause[] = [];
  const remedies: unknown[] = [];
  let accepted = 0;
  const router = new Router();
  const webhook = createWebhook({
    secrets: { ...secrets, appId: 'a' },
    clock,
    log: { ...silentLog, warn: (facts) => remedies.push({ remedy: '', ...facts }.remedy) },
    language: 'zh',
    throttle: new Throttle({ clock }),
    accept: async (event) => {
      await accept?.();
      taken.push(event);
    },
    onAnswer: (_door, status) => answers.push(status),
    onRefused: (_door, { cause }) => refused.push(cause),
    onAccepted: () => {
      accepted += 1;
    },
  });
  webhook.addTo(router);
  const koa = new Koa();
  koa.silent = true;
  koa.use(webhook.first).use(router.routes()).use(router.allowedMethods());
  const server = await listen(koa.callback(), '127.0.0.1', 0);
  servers.push(server);
  return { url: server.url, taken, answers, refused, remedies, accepted: () => accepted };
}

function envelope(token = TOKEN, more: object = {}): object {
  return {
    uuid: 'u1',
    token,
    type: 'event_callback',
    ts: '1.5',
    event: { type: 'approval_instance', app_id: 'a' },
    ...more,
  };
}

const nowSeconds = (offset = 0): number => Math.floor(clock.now() / 1_000) + offset;

async function post(
  door: Door,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  path = '/webhook/event',
): Promise<{ status: number; json: unknown }> {
  const answer = await fetch(door.url + path, { method: 'POST', body, headers });
  return { status: answer.status, json: await answer.json().catch(() => undefined) };
}

/** Encrypts and signs, as Feishu does. */
function postSealed(
  door: Door,
  text: string,
  o: { at?: number | string; key?: string; signKey?: string; path?: string } = {},
) {
  const body = JSON.stringify({ encrypt: encrypt(text, o.key ?? KEY) });
  return post(door, body, sign(body, o.signKey ?? KEY, o.at ?? nowSeconds()), o.path);
}

describe('with an encrypt key', () => {
  const secrets = { encryptKey: KEY, verificationToken: TOKEN };

  it('takes an encrypted, signed event', async () => {
    const door = await openDoor(secrets);
    expect(await postSealed(door, JSON.stringify(envelope()))).toEqual({ status: 200, json: {} });
    expect(door.taken).toMatchObject([{ id: 'u1', type: 'approval_instance' }]);
    expect([door.refused, door.accepted()]).toEqual([[], 1]);
  });

  it('takes one that was signed eight hours ago, as a retry may be', async () => {
    const door = await openDoor(secrets);
    expect(
      (await postSealed(door, JSON.stringify(envelope()), { at: nowSeconds(-8 * 3_600 + 60) })).status,
    ).toBe(200);
  });

  it('verifies over the raw bytes, whatever the white space', async () => {
    const door = await openDoor(secrets);
    const body = `{\n  "encrypt" : "${encrypt(JSON.stringify(envelope()), KEY)}"\n}`;
    expect((await post(door, body, sign(body, KEY, nowSeconds()))).status).toBe(200);
  });

  it('answers the URL verification, which comes encrypted but unsigned', async () => {
    const door = await openDoor(secrets);
    const text = JSON.stringify({ type: 'url_verification', challenge: 'c1', token: TOKEN });
    const body = JSON.stringify({ encrypt: encrypt(text, KEY) });
    expect(await post(door, body)).toEqual({ status: 200, json: { challenge: 'c1' } });
    expect(door.taken).toEqual([]);
  });

  it.each<[string, number, (door: Door) => ReturnType<typeof post>]>([
    ['a wrong signature', 401, (door) => postSealed(door, JSON.stringify(envelope()), { signKey: 'other' })],
    [
      'a signature from yesterday',
      401,
      (door) => postSealed(door, JSON.stringify(envelope()), { at: nowSeconds(-86_400) }),
    ],
    [
      'a signature from the future',
      401,
      (door) => postSealed(door, JSON.stringify(envelope()), { at: nowSeconds(600) }),
    ],
    [
      'a signature without a time',
      401,
      (door) => postSealed(door, JSON.stringify(envelope()), { at: 'soon' }),
    ],
    [
      'no signature',
      401,
      (door) => post(door, JSON.stringify({ encrypt: encrypt(JSON.stringify(envelope()), KEY) })),
    ],
    ['no signature and nothing to decrypt', 401, (door) => post(door, JSON.stringify({ encrypt: 'AAAA' }))],
    [
      'no signature and broken padding',
      401,
      (door) => post(door, JSON.stringify({ encrypt: 'A'.repeat(64) })),
    ],
    ['a plain event', 401, (door) => post(door, JSON.stringify(envelope()))],
    [
      'a plain challenge',
      401,
      (door) => post(door, JSON.stringify({ type: 'url_verification', challenge: 'c', token: TOKEN })),
    ],
    [
      'an encrypted challenge with a wrong token',
      401,
      (door) =>
        post(
          door,
          JSON.stringify({
            encrypt: encrypt(JSON.stringify({ type: 'url_verification', challenge: 'c', token: 'x' }), KEY),
          }),
        ),
    ],
    ['an event with a wrong token', 401, (door) => postSealed(door, JSON.stringify(envelope('wrong')))],
    [
      'what another key encrypted',
      400,
      (door) => postSealed(door, JSON.stringify(envelope()), { key: 'other' }),
    ],
    [
      'a signed plain event',
      400,
      (door) => {
        const body = JSON.stringify(envelope());
        return post(door, body, sign(body, KEY, nowSeconds()));
      },
    ],
    ['encrypted text that is not JSON', 400, (door) => postSealed(door, 'hello')],
    ['encrypted JSON without an event', 400, (door) => postSealed(door, '{"token":"a verification token"}')],
    ['signed nonsense', 400, (door) => post(door, 'nonsense', sign('nonsense', KEY, nowSeconds()))],
    ['unsigned nonsense', 400, (door) => post(door, 'nonsense')],
    ['an empty body', 400, (door) => post(door, '')],
  ])('refuses %s with %i', async (_what, status, send) => {
    const door = await openDoor(secrets);
    expect((await send(door)).status).toBe(status);
    expect(door.taken).toEqual([]);
    expect(door.answers).toEqual([status]);
    expect([door.refused.length, door.accepted()]).toEqual([1, 0]);
  });
});

describe('with a verification token alone', () => {
  const secrets = { encryptKey: '', verificationToken: TOKEN };

  it('takes a plain event with the token', async () => {
    const door = await openDoor(secrets);
    expect((await post(door, JSON.stringify(envelope()))).status).toBe(200);
    expect(door.taken).toHaveLength(1);
  });

  it('takes a v2 event with the token in its header', async () => {
    const door = await openDoor(secrets);
    const header = { event_id: 'e', event_type: 'x', token: TOKEN };
    expect((await post(door, JSON.stringify({ schema: '2.0', header, event: {} }))).status).toBe(200);
  });

  it('answers the URL verification with the token', async () => {
    const door = await openDoor(secrets);
    const body = JSON.stringify({ type: 'url_verification', challenge: 'c1', token: TOKEN });
    expect((await post(door, body)).json).toEqual({ challenge: 'c1' });
  });

  it.each<[string, number, string]>([
    ['a wrong token', 401, JSON.stringify(envelope('wrong'))],
    ['no token', 401, JSON.stringify({ uuid: 'u', event: { type: 'approval_instance' } })],
    ['a token that is no text', 401, JSON.stringify({ uuid: 'u', token: [TOKEN], event: {} })],
    [
      'a challenge with a wrong token',
      401,
      JSON.stringify({ type: 'url_verification', challenge: 'c', token: 'x' }),
    ],
    ['no JSON', 400, '{"uuid":'],
    ['null', 400, 'null'],
    ['a list', 400, '[]'],
    ['no event', 400, JSON.stringify({ uuid: 'u', token: TOKEN })],
    ['no id', 400, JSON.stringify({ token: TOKEN, event: {} })],
  ])('refuses %s with %i', async (_what, status, body) => {
    const door = await openDoor(secrets);
    expect((await post(door, body)).status).toBe(status);
    expect(door.taken).toEqual([]);
  });

  it('logs what to do in the language of the log', async () => {
    const door = await openDoor(secrets);
    await post(door, JSON.stringify(envelope('wrong')));
    await post(door, '[]');
    expect(door.remedies).toEqual([
      expect.stringMatching(/^请从.*Token/),
      expect.stringMatching(/^与密钥无关/),
    ]);
  });

  it('refuses a body over 1 MiB with 413, said or not', async () => {
    const door = await openDoor(secrets);
    expect((await post(door, 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    const chunks = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < 20; i += 1) controller.enqueue(new Uint8Array(64 * 1024).fill(120));
        controller.close();
      },
    });
    const answer = await fetch(`${door.url}/webhook/event`, {
      method: 'POST',
      body: chunks,
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
    expect(door.refused).toEqual(['too-large', 'too-large']);
  });

  it('takes a body of just under 1 MiB', async () => {
    const door = await openDoor(secrets);
    const padding = 'x'.repeat(1024 * 1024 - 300);
    expect((await post(door, JSON.stringify(envelope(TOKEN, { padding })))).status).toBe(200);
  });

  it('answers 503 while the store cannot take it, and 200 after', async () => {
    let away = true;
    const door = await openDoor(secrets, async () => {
      if (away) throw new Error('disk full');
    });
    expect((await post(door, JSON.stringify(envelope()))).status).toBe(503);
    expect(door.refused).toEqual([]);
    away = false;
    expect((await post(door, JSON.stringify(envelope()))).status).toBe(200);
  });

  it('survives a client that goes away in the middle', async () => {
    const door = await openDoor(secrets);
    const socket = connect(Number(new URL(door.url).port), '127.0.0.1');
    await new Promise<void>((resolve) => {
      socket.write('POST /webhook/event HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"uuid"', () =>
        resolve(),
      );
    });
    socket.destroy();
    expect((await post(door, JSON.stringify(envelope()))).status).toBe(200);
    expect(door.taken).toHaveLength(1);
  });

  it('has no other answer at this address', async () => {
    const door = await openDoor(secrets);
    expect((await fetch(`${door.url}/webhook/event`)).status).toBe(405);
    expect((await fetch(`${door.url}/webhook/other`, { method: 'POST' })).status).toBe(404);
  });
});

describe('the door for card callbacks', () => {
  const secrets = { encryptKey: KEY, verificationToken: '' };

  it('takes a fresh one and refuses one that is six minutes old', async () => {
    const door = await openDoor(secrets);
    const text = JSON.stringify({
      schema: '2.0',
      header: { event_id: 'e', event_type: 'card.action.trigger' },
      event: {},
    });
    expect(await postSealed(door, text, { path: '/webhook/card' })).toEqual({ status: 200, json: {} });
    expect((await postSealed(door, text, { path: '/webhook/card', at: nowSeconds(-360) })).status).toBe(401);
    expect(door.taken).toEqual([]);
  });
});
