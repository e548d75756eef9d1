import { randomBytes } from 'node:crypto';
import type { Context } from 'koa';
import type { RequestRecord, World } from '../world/world.ts';
import type { Endpoint } from './endpoint.ts';

/** Requests are small; more than this is a mistake. */
const LARGEST_BODY = 2 * 1024 * 1024;

/** Enters a request into the log when it arrives. */
export function openRecord(
  ctx: Context,
  endpoint: Endpoint,
  body: Record<string, unknown> | undefined,
  world: World,
): RequestRecord {
  const params = ctx.params as Record<string, string | undefined>;
  const chat =
    params.chat_id ?? textOf(body?.receive_id) ?? world.messages.get(params.message_id ?? '')?.chatId;
  const uuid = textOf(body?.uuid);
  const record: RequestRecord = {
    at: world.clock.now(),
    method: ctx.method,
    path: ctx.path,
    api: endpoint.api,
    ...(chat && { chat }),
    ...(params.instance_id && { instance: params.instance_id }),
    ...(params.message_id && { message: params.message_id }),
    ...(uuid && { uuid }),
  };
  world.requests.push(record);
  world.signals.emit('arrival', record);
  return record;
}

/** Completes the entry. No status: the connection was cut. */
export function closeRecord(record: RequestRecord, status: number | undefined, world: World): void {
  record.answeredAt = world.clock.now();
  if (status !== undefined) record.status = status;
  world.signals.emit('request', record);
}

/** The body as a JSON object; `{}` if there is none, undefined if it is anything else. */
export async function readJson(ctx: Context): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Gives the answer its log id, in the header that Feishu uses: `X-Tt-Logid: 20261124…` and hex digits. Its date is that
 * of the sandbox's clock, not the machine's: the two are days apart once somebody has moved on in time.
 */
export function setLogId(ctx: Context, world: World): void {
  ctx.set('X-Tt-Logid', logId(world));
  ctx.set('Date', new Date(world.clock.now()).toUTCString());
}

function logId(world: World): string {
  const time = new Date(world.clock.now()).toISOString().replace(/\D/g, '').slice(0, 14);
  return time + randomBytes(10).toString('hex').toUpperCase();
}
