import { describe, expect, it } from 'vitest';
import { EVENT_WINDOW } from '../../src/feishu/events/signature.ts';
import { createAuthenticate } from '../../src/intake/authenticate.ts';
import { createDiagnose } from '../../src/intake/diagnose.ts';
import type { Refusal } from '../../src/intake/refusal.ts';
import { encrypt, sign } from '../support/sealed.ts';

const NOW = 1_780_000_000_000;
const APP = 'cli_a1b2c3d4e5f60718';
const KEY = 'the encrypt key';
const TOKEN = 'the verification token';
const OTHER = 'a foreign secret';
const BOTH = { encryptKey: KEY, verificationToken: TOKEN };
const KEY_ONLY = { encryptKey: KEY, verificationToken: '' };
const TOKEN_ONLY = { encryptKey: '', verificationToken: TOKEN };

const event = (more: object = {}, appId = APP): object => ({
  uuid: 'u1',
  token: TOKEN,
  type: 'event_callback',
  event: { type: 'approval_instance', app_id: appId },
  ...more,
});
const v2 = (token = TOKEN, app_id = APP): object => ({
  schema: '2.0',
  header: { event_id: 'e', event_type: 'approval.instance.status_changed_v4', token, app_id },
  event: {},
});
const challenge = (token = TOKEN): object => ({ type: 'url_verification', challenge: 'c', token });

interface Sent {
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** As Feishu sends it if the console has an encrypt key. */
function sealed(content: object, o: { key?: string; signs?: boolean; at?: number } = {}): Sent {
  const { key = KEY, signs = true, at = NOW } = o;
  const body = JSON.stringify({ encrypt: encrypt(JSON.stringify(content), key) });
  return { body, headers: signs ? sign(body, key, Math.floor(at / 1_000)) : {} };
}
/** As Feishu sends it if the console has none. */
const plain = (content: unknown): Sent => ({ body: JSON.stringify(content), headers: {} });

function diagnose(secrets: { encryptKey: string; verificationToken: string }, sent: Sent): Refusal {
  const body = Buffer.from(sent.body);
  const headers = {
    timestamp: sent.headers['x-lark-request-timestamp'] ?? '',
    nonce: sent.headers['x-lark-request-nonce'] ?? '',
    signature: sent.headers['x-lark-signature'] ?? '',
  };
  // Only what is refused is ever looked at.
  expect(createAuthenticate(secrets)(body, headers, NOW, EVENT_WINDOW).kind).toBe('refused');
  const refusal = createDiagnose({ ...secrets, appId: APP })({
    body,
    headers,
    now: NOW,
    window: EVENT_WINDOW,
  });
  const { why, remedy } = refusal;
  for (const secret of [KEY, TOKEN, OTHER]) expect(why + remedy.en + remedy.zh).not.toContain(secret);
  return refusal;
}

type Case = [string, { encryptKey: string; verificationToken: string }, Sent, string, RegExp];

/** What an operator reads must name the setting here and the page there. */
const ENCRYPTION_PAGE = /feishu\.encryptKey.*"Encryption Strategy"|"Encryption Strategy".*feishu\.encryptKey/;
const TOKEN_PAGE = /"Encryption Strategy".*feishu\.verificationToken/;

describe('wrong settings', () => {
  const PROXY = /proxy.*X-Lark/;
  const CLOCK = /600 minutes old: this clock is ahead.*NTP/;
  const changed = (sent: Sent): Sent => ({ ...sent, body: sent.body.replace(':', ': ') });
  const without = (sent: Sent, name: string): Sent => ({
    ...sent,
    headers: Object.fromEntries(Object.entries(sent.headers).filter(([header]) => header !== name)),
  });

  it.each<Case>([
    ['another key: an event', BOTH, sealed(event(), { key: OTHER }), 'encrypt-key-differs', ENCRYPTION_PAGE],
    [
      'another key: a v2 event',
      KEY_ONLY,
      sealed(v2(), { key: OTHER }),
      'encrypt-key-differs',
      ENCRYPTION_PAGE,
    ],
    [
      'another key: the URL verification',
      BOTH,
      sealed(challenge(), { key: OTHER, signs: false }),
      'encrypt-key-differs',
      ENCRYPTION_PAGE,
    ],
    ['a key only here: an event', BOTH, plain(event()), 'encrypt-key-only-here', ENCRYPTION_PAGE],
    [
      'a key only here: the URL verification',
      KEY_ONLY,
      plain(challenge()),
      'encrypt-key-only-here',
      ENCRYPTION_PAGE,
    ],
    [
      'a key only here, and another token',
      BOTH,
      plain(event({ token: 'x' })),
      'encrypt-key-only-here',
      /Nor is its Verification Token feishu\.verificationToken\./,
    ],
    [
      'a key only at Feishu: an event',
      TOKEN_ONLY,
      sealed(event()),
      'encrypt-key-only-at-feishu',
      ENCRYPTION_PAGE,
    ],
    [
      'a key only at Feishu: the URL verification',
      TOKEN_ONLY,
      sealed(challenge(), { signs: false }),
      'encrypt-key-only-at-feishu',
      ENCRYPTION_PAGE,
    ],
    ['another token: in the clear', TOKEN_ONLY, plain(event({ token: OTHER })), 'token-differs', TOKEN_PAGE],
    ['another token: encrypted', BOTH, sealed(event({ token: OTHER })), 'token-differs', TOKEN_PAGE],
    ['another token: v2', TOKEN_ONLY, plain(v2(OTHER)), 'token-differs', TOKEN_PAGE],
    [
      'another token: the URL verification',
      BOTH,
      sealed(challenge(OTHER), { signs: false }),
      'token-differs',
      TOKEN_PAGE,
    ],
    [
      'another app with its own token',
      TOKEN_ONLY,
      plain(event({ token: 'x' }, 'cli_0')),
      'other-app',
      /names cli_0\./,
    ],
    ['another app, encrypted with our key', BOTH, sealed(v2(OTHER, 'cli_0')), 'other-app', /feishu\.appId/],
    ['another app without a key', BOTH, plain(v2(OTHER, 'cli_0')), 'other-app', /feishu\.appId/],
    ['a proxy that writes the body anew', BOTH, changed(sealed(event())), 'body-changed', PROXY],
    [
      'a proxy that drops the signature',
      BOTH,
      without(sealed(event()), 'x-lark-signature'),
      'headers-lost',
      PROXY,
    ],
    [
      'a proxy that drops the nonce',
      BOTH,
      without(sealed(event()), 'x-lark-request-nonce'),
      'headers-lost',
      PROXY,
    ],
    [
      'a proxy that drops the time',
      BOTH,
      without(sealed(event()), 'x-lark-request-timestamp'),
      'headers-lost',
      PROXY,
    ],
    [
      'a clock that is behind',
      BOTH,
      sealed(event(), { at: NOW + 3_600_000 }),
      'signed-time-differs',
      /60 minutes ahead: this clock is behind.*NTP/,
    ],
    [
      'a clock that is ahead, or a repetition',
      BOTH,
      sealed(event(), { at: NOW - 36_000_000 }),
      'signed-time-differs',
      CLOCK,
    ],
  ])('%s', (_what, secrets, sent, cause, words) => {
    const refusal = diagnose(secrets, sent);
    expect(refusal).toMatchObject({ cause });
    expect(`${refusal.why} ${refusal.remedy.en}`).toMatch(words);
  });
});

describe('a stranger at the door', () => {
  const noise = [
    '',
    'nonsense',
    'null',
    '[]',
    '{}',
    '{"hello":"world"}',
    '{"encrypt":1}',
    '{"encrypt":"not base64 at all!"}',
    '{"encrypt":"c2hvcnQ="}',
    '{"event":{"type":"approval_instance"}}',
    '{"uuid":"u","event":{}}',
    '{"type":"url_verification","challenge":"c"}',
    '<?xml version="1.0"?><x/>',
    'a=1&b=2',
    '\u0000\u0001',
  ];

  it.each([BOTH, KEY_ONLY, TOKEN_ONLY])('leads to no wrong key: %j', (secrets) => {
    for (const body of noise) {
      for (const headers of [{}, sign(body, 'guessed', NOW / 1_000)]) {
        const refusal = diagnose(secrets, { body, headers });
        expect([body, refusal]).toMatchObject([body, { cause: 'not-from-feishu' }]);
      }
    }
  });

  it('cannot bring its own words into the log', () => {
    const refusal = diagnose(TOKEN_ONLY, plain(event({ token: 'x' }, '<script>\n fake line')));
    expect(refusal.cause).toBe('other-app');
    expect(refusal.why).not.toContain('script');
  });
});

describe('what Feishu has signed, and nobody can read', () => {
  it.each([
    ['no JSON inside', 'hello'],
    ['no event inside', '{"token":"x"}'],
  ])('%s', (_what, text) => {
    const body = JSON.stringify({ encrypt: encrypt(text, KEY) });
    const refusal = diagnose(BOTH, { body, headers: sign(body, KEY, NOW / 1_000) });
    expect(refusal).toMatchObject({ cause: 'no-event' });
  });

  it.each(['nonsense', JSON.stringify(event()), '{"encrypt":"AAAA"}'])('%s', (body) => {
    expect(diagnose(BOTH, { body, headers: sign(body, KEY, NOW / 1_000) })).toMatchObject({
      cause: 'no-event',
    });
  });
});
