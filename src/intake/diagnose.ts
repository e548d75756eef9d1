import { ID } from '../approval/idPattern.ts';
import { createDecryptor } from '../feishu/events/encryption.ts';
import { asRecord, type Envelope, readEnvelope } from '../feishu/events/envelope.ts';
import {
  fitsSignature,
  type SignatureHeaders,
  sameSecret,
  signedAtOf,
  type TimeWindow,
} from '../feishu/events/signature.ts';
import type { Secrets } from './authenticate.ts';
import { type Refusal, type RefusalCause, refusalOf } from './refusal.ts';

/** A request that was refused. */
export interface RefusedRequest {
  readonly body: Buffer;
  readonly headers: SignatureHeaders;
  /** When it was checked, and which times would have been right for its signature. */
  readonly now: number;
  readonly window: TimeWindow;
}

export type Diagnose = (request: RefusedRequest) => Refusal;

/** AES in blocks of 16 bytes, with an IV before the first. */
const BLOCK_BYTES = 16;

/**
 * Finds which setting is wrong, and where, for a request that `authenticate.ts` has refused. It decides nothing, and
 * its result is only for the operator: the sender must not learn it.
 *
 * A body that was made with the encrypt key certainly comes from Feishu. For any other, the result is what it looks
 * like; a body that does not look like Feishu's counts as a stranger's, so nobody looks for a wrong key.
 */
export function createDiagnose(secrets: Secrets & { readonly appId: string }): Diagnose {
  return secrets.encryptKey === '' ? createWithoutKey(secrets) : createWithKey(secrets);
}

function createWithKey(secrets: Secrets & { readonly appId: string }): Diagnose {
  const decryptor = createDecryptor(secrets.encryptKey);

  return ({ body, headers, now, window }) => {
    const isSigned = fitsSignature(headers, secrets.encryptKey, body);
    const time = isSigned ? wrongTime(headers, now, window) : undefined;
    if (time) return time;
    const outer = asRecord(parseJson(body.toString('utf8')));
    if (typeof outer?.encrypt !== 'string') {
      if (isSigned) return refusalOf('no-event');
      return diagnosePlain(readEnvelope(outer, ''), secrets, 'encrypt-key-only-here');
    }
    const inner = parseJson(decryptor.open(outer.encrypt) ?? '');
    if (inner === undefined) {
      if (isSigned) return refusalOf('no-event');
      return refusalOf(looksEncrypted(outer.encrypt) ? 'encrypt-key-differs' : 'not-from-feishu');
    }
    // From here on it was certainly made with our key.
    const envelope = readEnvelope(inner, '');
    if (envelope.kind === 'none') return refusalOf('no-event');
    const isWhole = headers.signature !== '' && headers.nonce !== '' && signedAtOf(headers) !== undefined;
    if (!isSigned && headers.signature !== '') return refusalOf(isWhole ? 'body-changed' : 'headers-lost');
    if (!hasToken(envelope, secrets)) return otherApp(envelope, secrets) ?? refusalOf('token-differs');
    return refusalOf('headers-lost');
  };
}

function createWithoutKey(secrets: Secrets & { readonly appId: string }): Diagnose {
  return ({ body }) => {
    const outer = asRecord(parseJson(body.toString('utf8')));
    if (typeof outer?.encrypt === 'string' && looksEncrypted(outer.encrypt)) {
      return refusalOf('encrypt-key-only-at-feishu');
    }
    return diagnosePlain(readEnvelope(outer, ''), secrets, 'token-differs');
  };
}

/** A plain body, which anybody can write. Feishu's own always has a token. */
function diagnosePlain(
  envelope: Envelope,
  secrets: Secrets & { readonly appId: string },
  cause: RefusalCause,
): Refusal {
  if (envelope.kind === 'none' || tokenOf(envelope) === '') return refusalOf('not-from-feishu');
  const other = otherApp(envelope, secrets);
  if (other) return other;
  const isDoubtful = cause !== 'token-differs' && !hasToken(envelope, secrets);
  return refusalOf(cause, isDoubtful ? 'Nor is its Verification Token feishu.verificationToken.' : '');
}

function otherApp(envelope: Envelope, { appId }: { readonly appId: string }): Refusal | undefined {
  const other = envelope.kind === 'event' ? envelope.event.appId : '';
  if (other === '' || other === appId) return undefined;
  // Nothing else of a request may be in a log line.
  return refusalOf('other-app', ID.test(other) ? `It names ${other}.` : '');
}

function wrongTime(headers: SignatureHeaders, now: number, window: TimeWindow): Refusal | undefined {
  const aheadMs = (signedAtOf(headers) ?? now) - now;
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  if (aheadMs > window.aheadMs) {
    return refusalOf('signed-time-differs', `It is ${minutes} minutes ahead: this clock is behind.`);
  }
  if (aheadMs < -window.behindMs) {
    const why = `It is ${minutes} minutes old: this clock is ahead, or somebody repeats an old request.`;
    return refusalOf('signed-time-differs', why);
  }
  return undefined;
}

function tokenOf(envelope: Envelope): string {
  if (envelope.kind === 'none') return '';
  return envelope.kind === 'event' ? envelope.event.token : envelope.token;
}

function hasToken(envelope: Envelope, { verificationToken }: Secrets): boolean {
  return verificationToken === '' || sameSecret(tokenOf(envelope), verificationToken);
}

function looksEncrypted(text: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const { length } = Buffer.from(text, 'base64');
  return length >= 2 * BLOCK_BYTES && length % BLOCK_BYTES === 0;
}

/** Undefined if it is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
