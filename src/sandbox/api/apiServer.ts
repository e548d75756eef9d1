import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import Koa, { type Context } from 'koa';
import type { RequestRecord, World } from '../world/world.ts';
import type { ApiRateLimiter } from './apiLimits.ts';
import type { Endpoint } from './endpoint.ts';
import type { FaultInjector, InjectedFault } from './faults.ts';
import { checkScope } from './grantedScopes.ts';
import { ApiRefusal } from './refusal.ts';
import type { Registration } from './registration.ts';
import { closeRecord, openRecord, readJson, setLogId } from './requestLog.ts';
import type { TenantTokens } from './tenantTokens.ts';

export interface ServerParts {
  readonly world: World;
  readonly endpoints: readonly Endpoint[];
  readonly tokens: TenantTokens;
  readonly limiter: ApiRateLimiter;
  readonly faults: FaultInjector;
  readonly registration: Registration;
}

/** Starts the HTTP API; resolves once it listens. */
export async function listenApi(
  parts: ServerParts,
  host: string,
  port: number,
): Promise<{ server: Server; url: string }> {
  const app = new Koa();
  // Koa would print the errors of requests whose connection a fault cut.
  app.silent = true;
  const router = new Router();
  for (const endpoint of parts.endpoints) {
    router.register(`${endpoint.atRoot ? '' : '/open-apis'}${endpoint.path}`, [endpoint.method], (ctx) =>
      serve(ctx, endpoint, parts),
    );
  }
  router.post('/oauth/v1/app/registration', async (ctx) => {
    const chunks: Buffer[] = [];
    for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
    const { status, body } = parts.registration.answer(form, ctx.host);
    ctx.status = status;
    ctx.body = body;
  });
  app.use(router.routes());
  app.use((ctx) => answerUnknown(ctx, parts.world));
  const server = createServer(app.callback());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { server, url: `http://${host}:${(server.address() as AddressInfo).port}` };
}

/** One request: logged, hit by a fault if one matches, checked as the gateway does, then executed. */
async function serve(ctx: Context, endpoint: Endpoint, parts: ServerParts): Promise<void> {
  const body = await readJson(ctx);
  setLogId(ctx, parts.world);
  const record = openRecord(ctx, endpoint, body, parts.world);
  const hit = parts.faults.match(record);
  const kind = hit?.fault.kind;
  if (kind) record.fault = kind;
  const hang = () => Promise.race([hit?.untilReleased(), closed(ctx)]);
  if (kind === 'hang') await hang();
  if (kind === 'hang' || kind === 'cut') return cut(ctx, record, parts.world);
  if (kind === 'slow') await parts.faults.delay(hit?.fault.delayMs ?? 1_000);
  if (hit && kind === 'status') answerFault(ctx, record, hit.fault);
  else answer(ctx, record, endpoint, body, parts);
  if (kind === 'hangAnswer') await hang();
  if (kind === 'hangAnswer' || kind === 'loseAnswer') return cut(ctx, record, parts.world);
  closeRecord(record, ctx.status, parts.world);
}

/** The gateway's order: token, scope, rate limit; then the API itself. */
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
    if (!body) throw new ApiRefusal(9499, 'Bad Request: the body is not a JSON object');
    const done = endpoint.act({
      params: ctx.params as Record<string, string>,
      query: new URLSearchParams(ctx.querystring),
      body,
    });
    writeAnswer(
      ctx,
      record,
      200,
      endpoint.open || endpoint.hasNoData
        ? { code: 0, msg: 'ok', ...done }
        : { code: 0, msg: 'success', data: done },
    );
  } catch (thrown) {
    if (thrown instanceof ApiRefusal) answerRefusal(ctx, record, thrown);
    else answerBug(ctx, thrown);
  }
}

function answerRefusal(ctx: Context, record: RequestRecord, refusal: ApiRefusal): void {
  record.refusedBy = refusal.reason;
  ctx.set({ ...refusal.headers });
  writeAnswer(ctx, record, refusal.status, {
    code: refusal.code,
    msg: refusal.message,
    error: { ...refusal.detail, log_id: ctx.response.get('X-Tt-Logid') },
  });
}

/** A bug of the sandbox: its stack goes into the answer, since a request that never ends would hide it. */
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

function answerFault(ctx: Context, record: RequestRecord, fault: InjectedFault): void {
  record.refusedBy = 'fault';
  ctx.set({ ...fault.headers });
  ctx.status = fault.status ?? 500;
  if (fault.body !== undefined || fault.code === undefined) ctx.body = fault.body ?? '';
  else writeAnswer(ctx, record, ctx.status, { code: fault.code, msg: fault.msg ?? 'fault' });
}

/** The gateway's 404 for an address that the sandbox does not serve. */
function answerUnknown(ctx: Context, world: World): void {
  setLogId(ctx, world);
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
