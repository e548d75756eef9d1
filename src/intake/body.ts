import type { IncomingMessage } from 'node:http';

/** The largest accepted body, in bytes. Events are a few kilobytes. */
export const LARGEST_BODY = 1024 * 1024;

/**
 * The raw bytes of a request, since the signature is over bytes; `too-large` as soon as that is known, without reading
 * the rest. Rejects if the client disconnects before the end.
 */
export function readBody(request: IncomingMessage, largest: number): Promise<Buffer | 'too-large'> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > largest) return resolve('too-large');
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > largest) {
        request.pause();
        resolve('too-large');
      } else {
        chunks.push(chunk);
      }
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => {
      // `close` comes after each request; creating an error with its stack only makes sense if the request is
      // incomplete.
      if (!request.complete) reject(new Error('the client went away'));
    });
  });
}
