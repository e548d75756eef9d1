import { createDecipheriv, createHash } from 'node:crypto';

/** Opens what Feishu encrypted with the app's encrypt key; keeps the derived key. */
export interface Decryptor {
  /** The text inside; undefined where it was not made with this key, or is no text. */
  open(encrypted: string): string | undefined;
}

/**
 * AES-256-CBC with PKCS7; the key is the SHA-256 of the encrypt key, the first 16 bytes are the IV
 * (open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case).
 */
export function createDecryptor(encryptKey: string): Decryptor {
  const key = createHash('sha256').update(encryptKey).digest();
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  return {
    open(encrypted) {
      const bytes = Buffer.from(encrypted, 'base64');
      if (bytes.length < 32 || bytes.length % 16 !== 0) return undefined;
      try {
        const decipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, 16));
        return utf8.decode(Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]));
      } catch {
        return undefined;
      }
    },
  };
}
