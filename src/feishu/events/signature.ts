import { hash, timingSafeEqual } from 'node:crypto';

/** How far a signed timestamp may be from now, in ms. */
export interface TimeWindow {
  readonly aheadMs: number;
  readonly behindMs: number;
}

/**
 * Events: Feishu retries for 7.1 hours and does not say whether it signs a retry anew. So a signature may be eight
 * hours old; the stored event id prevents a replay.
 */
export const EVENT_WINDOW: TimeWindow = { aheadMs: 5 * 60_000, behindMs: 8 * 3_600_000 };
/** Card callbacks are never retried. */
export const CALLBACK_WINDOW: TimeWindow = { aheadMs: 5 * 60_000, behindMs: 5 * 60_000 };

export interface SignatureHeaders {
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
}

/** Whether a request was signed with the encrypt key, within the time window. */
export function isSigned(
  headers: SignatureHeaders,
  encryptKey: string,
  body: Uint8Array,
  now: number,
  window: TimeWindow,
): boolean {
  const signedAt = signedAtOf(headers);
  if (signedAt === undefined || signedAt > now + window.aheadMs || signedAt < now - window.behindMs) {
    return false;
  }
  return fitsSignature(headers, encryptKey, body);
}

/** The signed time of a request; undefined if it has none. */
export function signedAtOf({ timestamp }: SignatureHeaders): number | undefined {
  return /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1_000 : undefined;
}

/**
 * Whether a request was signed with the encrypt key, at any time. The signature is the hex SHA-256 of timestamp, nonce,
 * key and the body's raw bytes
 * (open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case).
 * Compared in constant time.
 */
export function fitsSignature(headers: SignatureHeaders, encryptKey: string, body: Uint8Array): boolean {
  if (!/^[0-9a-f]{64}$/i.test(headers.signature)) return false;
  const signed = Buffer.concat([Buffer.from(headers.timestamp + headers.nonce + encryptKey), body]);
  return timingSafeEqual(hash('sha256', signed, 'buffer'), Buffer.from(headers.signature, 'hex'));
}

/** Whether two secrets are the same, in constant time. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => hash('sha256', text, 'buffer');
  return timingSafeEqual(digest(given), digest(expected));
}
