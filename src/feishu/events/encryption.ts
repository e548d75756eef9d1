import { createDecipheriv, createHash } from 'node:crypto';

/** Decrypts with the app's encrypt key; keeps the derived key. */
export interface Decryptor {
  /** The decrypted text; undefined if it was encrypted with another key, or is not a text. */
  open(encrypted: string): string | undefined;
}

const BLOCK_BYTES = 16;

/**
 * AES-256-CBC with PKCS7; the key is the SHA-256 of the encrypt key, the first 16 bytes are the IV
 * (open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case).
 *
 * One decipher serves all texts: in CBC a block is decrypted with the block before it, so the IV can be fed in before
 * its text, and what the IV itself decrypts to is dropped. A new decipher for each text would only be freed by a full
 * garbage collection, which is costly in a storm of events.
 */
export function createDecryptor(encryptKey: string): Decryptor {
  const key = createHash('sha256').update(encryptKey).digest();
  const decipher = createDecipheriv('aes-256-cbc', key, Buffer.alloc(BLOCK_BYTES)).setAutoPadding(false);
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  return {
    open(encrypted) {
      const bytes = Buffer.from(encrypted, 'base64');
      // Half a block would stay in the decipher and corrupt the next text.
      if (bytes.length < 2 * BLOCK_BYTES || bytes.length % BLOCK_BYTES !== 0) return undefined;
      const padded = decipher.update(bytes).subarray(BLOCK_BYTES);
      const text = withoutPadding(padded);
      try {
        return text && utf8.decode(text);
      } catch {
        return undefined;
      }
    },
  };
}

/** PKCS7: each added byte is the number of added bytes. Undefined: it is not valid. */
function withoutPadding(padded: Buffer): Buffer | undefined {
  const added = padded.at(-1) ?? 0;
  if (added === 0 || added > BLOCK_BYTES) return undefined;
  const end = padded.length - added;
  return padded.subarray(end).every((byte) => byte === added) ? padded.subarray(0, end) : undefined;
}
