import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** Encrypts as Feishu does, written apart from the program's own code, so they cannot share a mistake. */
export function encrypt(text: string, encryptKey: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(encryptKey).digest(), iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/** The headers of a signed push. */
export function sign(
  body: string | Uint8Array,
  encryptKey: string,
  atSeconds: number | string,
): Record<string, string> {
  const timestamp = String(atSeconds);
  const nonce = randomBytes(6).toString('hex');
  const signature = createHash('sha256')
    .update(timestamp + nonce + encryptKey)
    .update(body)
    .digest('hex');
  return {
    'content-type': 'application/json',
    'x-lark-request-timestamp': timestamp,
    'x-lark-request-nonce': nonce,
    'x-lark-signature': signature,
  };
}
