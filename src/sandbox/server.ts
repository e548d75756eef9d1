import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import Koa, { type Context } from 'koa';
import type { Endpoint } from './endpoint.ts';
import type { Fault, FaultBox } from './faults.ts';
import type { Limiter } from './limits.ts';
import { Refusal } from './refusal.ts';
import { closeRecord, openRecord, readJson } from './requestLog.ts';
import { checkScope } from './scopes.ts';
import type { Tokens } from './tokens.ts';
import type { RequestRecord, World } from './world.ts';

export interface ServerParts {
  readonly world: World;
  readonly endpoints: readonly Endpoint[];
  readonly tokens: Tokens;
  readonly limiter: Limiter;
  readonly faults: FaultBox;
}

/** Starts Feishu's side of HTTP; resolves once it listens. */
export async function listen(
  parts: ServerParts,
  host: string,
  port: number,
): Promise<{ server: Server; url: string }> {
  const app = new Koa();
  // Koa would print errors to the console: those of requests whose connection we cut on purpose.
  app.silent = true;
  const router = new Router();
  for (const endpoint of parts.endpoints) {
    router.register(`${endpoint.atRoot ? '' : '/open-apis'}${endpoint.path}`, [endpoint.method], (ctx) =>
      serve(ctx, endpoint, parts),
    );
  }
  app.use(router.routes());
  app.use((ctx) => answerUnknown(ctx, parts.world));
  const server = createServer(app.callback());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { server, url: `http://${host}:${(server.address() as AddressInfo).port}` };
}

/** One request: logged, struck by a fault if one matches, judged as the gateway would, then done. */
async function serve(ctx: Context, endpoint: Endpoint, parts: ServerParts): Promise<void> {
  const body = await readJson(ctx);
  const record = openRecord(ctx, endpoint, body, parts.world);
  const strike = parts.faults.strike(record);
  const kind = strike?.fault.kind;
  if (kind) record.fault = kind;
  const hang = () => Promise.race([strike?.untilReleased(), closed(ctx)]);
  if (kind === 'hang') await hang();
  if (kind === 'hang' || kind === 'cut') return cut(ctx, record, parts.world);
  if (kind === 'slow') await parts.faults.delay(strike?.fault.delayMs ?? 1_000);
  if (strike && kind === 'status') answerFault(ctx, record, strike.fault);
  else answer(ctx, record, endpoint, body, parts);
  if (kind === 'hangAnswer') await hang();
  if (kind === 'hangAnswer' || kind === 'loseAnswer') return cut(ctx, record, parts.world);
  closeRecord(record, ctx.status, parts.world);
}

/** The gateway's order: token, scope, limit; then the API itself. */
function answer(
  ctx: Context,
  record: RequestRecord,
  endpoint: Endpoint,
  body: Record<string, unknown> | undefined,
  parts: ServerParts,
): void {
  try {
    if (!endpoint.open) {
      parts.tokens.check(ctx.get('authorization') || undefined);
      checkScope(parts.world.scopes, endpoint.scope, parts.world.appId);
    }
    parts.limiter.api(endpoint.api, endpoint.slow ?? false);
    if (!body) throw new Refusal(9499, 'Bad Request: the body is not a JSON object');
    const done = endpoint.act({
      params: ctx.params as Record<string, string>,
      query: new URLSearchParams(ctx.querystring),
      body,
    });
    writeAnswer(
      ctx,
      record,
      200,
      endpoint.open ? { code: 0, msg: 'ok', ...done } : { code: 0, msg: 'success', data: done },
    );
  } catch (thrown) {
    if (thrown instanceof Refusal) answerRefusal(ctx, record, thrown);
    else answerBug(ctx, thrown);
  }
}

function answerRefusal(ctx: Context, record: RequestRecord, refusal: Refusal): void {
  record.refusedBy = refusal.reason;
  ctx.set({ ...refusal.headers });
  writeAnswer(ctx, record, refusal.status, {
    code: refusal.code,
    msg: refusal.message,
    error: { ...refusal.detail, log_id: ctx.response.get('x-tt-logid') },
  });
}

/** A mistake of the sandbox itself: shown to whoever asks, rather than as a request without an end. */
function answerBug(ctx: Context, thrown: unknown): void {
  ctx.status = 500;
  ctx.body = thrown instanceof Error ? thrown.stack : String(thrown);
}

function writeAnswer(
  ctx: Context,
  record: RequestRecord,
  status: number,
  json: { code: number; msg: string; [more: string]: unknown },
): void {
  record.code = json.code;
  ctx.status = status;
  ctx.body = json;
}

function answerFault(ctx: Context, record: RequestRecord, fault: Fault): void {
  record.refusedBy = 'fault';
  ctx.set({ ...fault.headers });
  ctx.status = fault.status ?? 500;
  if (fault.body !== undefined || fault.code === undefined) ctx.body = fault.body ?? '';
  else writeAnswer(ctx, record, ctx.status, { code: fault.code, msg: fault.msg ?? 'fault' });
}

/** What is not a Feishu address here gets the gateway's 404. */
function answerUnknown(ctx: Context, world: World): void {
  const record: RequestRecord = {
    at: world.clock.now(),
    method: ctx.method,
    path: ctx.path,
    api: 'unknown',
    refusedBy: 'request',
  };
  world.requests.push(record);
  ctx.status = 404;
  ctx.body = '404 page not found';
  closeRecord(record, 404, world);
}

/** Ends the connection without an answer. */
function cut(ctx: Context, record: RequestRecord, world: World): void {
  ctx.respond = false;
  ctx.req.socket.destroy();
  closeRecord(record, undefined, world);
}

function closed(ctx: Context): Promise<void> {
  return new Promise((resolve) => ctx.req.socket.once('close', resolve));
}
