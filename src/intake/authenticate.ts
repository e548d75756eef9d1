import { createDecryptor } from '../feishu/events/encryption.ts';
import { asRecord, type FeishuEvent, readEnvelope } from '../feishu/events/envelope.ts';
import { isSigned, type SignatureHeaders, sameSecret, type TimeWindow } from '../feishu/events/signature.ts';

/** The verdict on a request to the webhook. */
export type Verified =
  | { readonly kind: 'event'; readonly event: FeishuEvent }
  | { readonly kind: 'challenge'; readonly challenge: string }
  /** 401: it does not come from Feishu, or is too old. 400: it cannot be read. */
  | { readonly kind: 'refused'; readonly status: 400 | 401; readonly why: string };

export interface Secrets {
  /** Empty: none. */
  readonly encryptKey: string;
  readonly verificationToken: string;
}

export type Authenticate = (
  body: Buffer,
  headers: SignatureHeaders,
  now: number,
  window: TimeWindow,
) => Verified;

function refuse(status: 400 | 401, why: string): Verified {
  return { kind: 'refused', status, why };
}

/**
 * The rules, in this order:
 *
 * With an encrypt key:
 * 1. A signature, if present, must be right and recent, else 401. It is checked over the raw bytes, before anything is
 *    parsed.
 * 2. A signed body must be JSON with an `encrypt` that this key decrypts to JSON, else 400.
 * 3. An unsigned body is only accepted if it is a URL verification that decrypts: Feishu sends that one encrypted but
 *    unsigned. Anything else is 401, whether it decrypts or not: two different answers would be a padding oracle, which
 *    reveals the text byte by byte.
 *
 * Without an encrypt key, the body must be plain JSON, else 400.
 *
 * In both cases a configured verification token must match, else 401; a body without an event is 400.
 */
export function createAuthenticate({ encryptKey, verificationToken }: Secrets): Authenticate {
  const decryptor = encryptKey === '' ? undefined : createDecryptor(encryptKey);
  const tokenMatches = (token: string): boolean =>
    verificationToken === '' || sameSecret(token, verificationToken);

  const read = (text: string, mayBe: 'anything' | 'challenge-only'): Verified => {
    const parsed = parseJson(text);
    const envelope = readEnvelope(parsed, text);
    if (envelope.kind === 'challenge') {
      if (!tokenMatches(envelope.token)) return refuse(401, 'the verification token does not match');
      return { kind: 'challenge', challenge: envelope.challenge };
    }
    if (mayBe === 'challenge-only') return refuse(401, 'the request is not signed');
    if (parsed === undefined) return refuse(400, 'the body is not JSON');
    if (envelope.kind === 'none') return refuse(400, 'the body holds no event');
    if (!tokenMatches(envelope.event.token)) return refuse(401, 'the verification token does not match');
    return { kind: 'event', event: envelope.event };
  };

  return (body, headers, now, window) => {
    if (!decryptor) return read(body.toString('utf8'), 'anything');

    const isUnsigned = headers.signature === '';
    if (!isUnsigned && !isSigned(headers, encryptKey, body, now, window)) {
      return refuse(401, 'the signature is wrong or too old');
    }
    const outer = parseJson(body.toString('utf8'));
    if (outer === undefined) return refuse(400, 'the body is not JSON');
    const encrypted = asRecord(outer)?.encrypt;
    const text = typeof encrypted === 'string' ? decryptor.open(encrypted) : undefined;
    if (isUnsigned)
      return text === undefined ? refuse(401, 'the request is not signed') : read(text, 'challenge-only');
    if (text === undefined)
      return refuse(400, 'the body cannot be decrypted with the configured encrypt key');
    return read(text, 'anything');
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
