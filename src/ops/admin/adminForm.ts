import type { Context } from 'koa';

/** A form with a thousand ids is far smaller. */
const LARGEST_FORM = 64 * 1_024;

/** The fields of a form that a browser sent. Answers 413 or 415 if it is too large, or not a form. */
export async function readPostedForm(ctx: Context): Promise<URLSearchParams> {
  if (!ctx.is('application/x-www-form-urlencoded')) ctx.throw(415);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_FORM) ctx.throw(413);
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
