import { createDecipheriv, createHash } from 'node:crypto';

/** Opens what Feishu encrypted with the app's encrypt key; keeps the derived key. */
export interface Decryptor {
  /** The text inside; undefined where it was not made with this key, or is no text. */
  open(encrypted: string): string | undefined;
}

const BLOCK_BYTES = 16;

/**
 * AES-256-CBC with PKCS7; the key is the SHA-256 of the encrypt key, the first 16 bytes are the IV
 * (open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case).
 *
 * One decipher opens everything: in CBC a block is read with the help of the block before it, so that an IV which goes in
 * before its text serves as well as one that the decipher was made with; what the IV itself decrypts to is dropped. A
 * decipher for each text is an object that only a full collection of garbage frees, and a storm of events would be
 * spent on those.
 */
export function createDecryptor(encryptKey: string): Decryptor {
  const key = createHash('sha256').update(encryptKey).digest();
  const decipher = createDecipheriv('aes-256-cbc', key, Buffer.alloc(BLOCK_BYTES)).setAutoPadding(false);
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  return {
    open(encrypted) {
      const bytes = Buffer.from(encrypted, 'base64');
      // Half a block would stay in the decipher and spoil what comes next.
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

/** PKCS7: the last byte says how many were added, and each of them says the same. Undefined: it is none. */
function withoutPadding(padded: Buffer): Buffer | undefined {
  const added = padded.at(-1) ?? 0;
  if (added === 0 || added > BLOCK_BYTES) return undefined;
  const end = padded.length - added;
  return padded.subarray(end).every((byte) => byte === added) ? padded.subarray(0, end) : undefined;
}
