import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Clock } from '../../base/clock.ts';
import type { EventEnvelope, Transport } from './pushQueue.ts';

/**
 * The whole answer must be there within this (open.feishu.cn/document/server-docs/event-subscription-guide/overview). For a
 * URL verification Feishu waits 1 s only; the sandbox is patient, since it also runs on machines that are busy with tests.
 */
const ANSWER_MS = 3_000;

export interface WebhookOptions {
  readonly clock: Clock;
  readonly url: string;
  readonly encryptKey: string;
  /** Repeat the first attempt's signature on retries; whether Feishu does is not documented. */
  readonly keepSignature: boolean;
}

/** What the app's webhook answered. */
export interface WebhookAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Pushes to the app's request URL. With an Encrypt Key the body is encrypted and signed. Without one it is plain JSON, no
 * signature headers are sent, and only the Verification Token in the body shows where it comes from
 * (…/event-subscription-configure-/encrypt-key-encryption-configuration-case).
 */
export class WebhookTransport implements Transport {
  readonly #options: WebhookOptions;
  readonly #signal: AbortSignal;
  readonly #sealed = new WeakMap<EventEnvelope, ReturnType<typeof sealEvent>>();

  constructor(options: WebhookOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  /** Only a 200 counts: whether 204 does is not documented. */
  async deliver(envelope: EventEnvelope): Promise<'taken' | 'refused'> {
    const { clock, encryptKey, keepSignature } = this.#options;
    const kept = keepSignature ? this.#sealed.get(envelope) : undefined;
    const sealed = kept ?? sealEvent(envelope, encryptKey, clock.now());
    this.#sealed.set(envelope, sealed);
    const answer = await this.#post(sealed.body, sealed.headers);
    return answer?.status === 200 ? 'taken' : 'refused';
  }

  /** Calls back about a card, at the request URL for callbacks, which has its own setting. Never repeated. */
  async call(envelope: EventEnvelope): Promise<WebhookAnswer | undefined> {
    const { clock, encryptKey, url } = this.#options;
    const { body, headers } = sealEvent(envelope, encryptKey, clock.now());
    return this.#post(body, headers, url.replace(/\/event$/, '/card'));
  }

  /** The check of the request URL: encrypted when a key is set, never signed (…/encrypt-key-encryption-configuration-case). */
  async verifyUrl(token: string): Promise<{ challenge: string; answer: WebhookAnswer | undefined }> {
    const challenge = randomBytes(16).toString('hex');
    const text = JSON.stringify({ challenge, token, type: 'url_verification' });
    const { encryptKey } = this.#options;
    const body = encryptKey ? JSON.stringify({ encrypt: encrypt(text, encryptKey) }) : text;
    return { challenge, answer: await this.#post(body, {}) };
  }

  /** One POST on a connection of its own, so no dead connection to an earlier bot is reused. */
  #post(
    body: string,
    headers: Record<string, string>,
    url = this.#options.url,
  ): Promise<WebhookAnswer | undefined> {
    return new Promise((resolve) => {
      const sent = request(url, {
        method: 'POST',
        agent: false,
        signal: this.#signal,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      });
      const { clock } = this.#options;
      const cancel = clock.at(clock.now() + ANSWER_MS, () => sent.destroy(), { background: true });
      const end = (answer: WebhookAnswer | undefined): void => {
        cancel();
        resolve(answer);
      };
      sent.on('error', () => end(undefined));
      sent.on('close', () => end(undefined));
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => end(undefined));
        response.on('end', () =>
          end({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      sent.end(body);
    });
  }
}

/**
 * The body and headers of a pushed event. The signature is the hex SHA-256 of timestamp, nonce, key and the raw
 * body; without a key there is none.
 */
export function sealEvent(
  envelope: EventEnvelope,
  encryptKey: string,
  now: number,
): { body: string; headers: Record<string, string> } {
  const text = JSON.stringify(envelope);
  if (!encryptKey) return { body: text, headers: {} };
  const body = JSON.stringify({ encrypt: encrypt(text, encryptKey) });
  const timestamp = String(Math.floor(now / 1000));
  const nonce = randomBytes(8).toString('hex');
  const signature = createHash('sha256')
    .update(timestamp + nonce + encryptKey)
    .update(body)
    .digest('hex');
  return {
    body,
    headers: {
      'X-Lark-Request-Timestamp': timestamp,
      'X-Lark-Request-Nonce': nonce,
      'X-Lark-Signature': signature,
    },
  };
}

/** AES-256-CBC with the key's SHA-256; the random IV stands in front; base64 of both. */
function encrypt(text: string, encryptKey: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(encryptKey).digest(), iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}
