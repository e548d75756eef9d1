import { createHmac } from 'node:crypto';

/** The header with the signature. */
export const SIGNATURE_HEADER = 'X-Relay-Signature';

/**
 * The content of the header: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`. The time is signed, too, so a
 * recorded request cannot be sent again later.
 */
export function signHook(secret: string, body: string, now: number): string {
  const seconds = Math.floor(now / 1_000);
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature}`;
}
