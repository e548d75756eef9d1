import type { Server } from 'node:http';
import { LongConnection } from '../push/longConnection/longConnection.ts';
import type { SandboxOptions } from '../sandboxOptions.ts';
import type { World } from '../world/world.ts';
import { ApiRateLimiter } from './apiLimits.ts';
import { listenApi } from './apiServer.ts';
import { appEndpoints } from './appApi.ts';
import { approvalEndpoints } from './approvalApi.ts';
import type { Endpoint } from './endpoint.ts';
import { FaultInjector } from './faults.ts';
import { Mailbox } from './mailbox.ts';
import { messageEndpoints } from './messageApi.ts';
import { Registration } from './registration.ts';
import { tenantEndpoints } from './tenantApi.ts';
import { TenantTokens } from './tenantTokens.ts';

/** The running HTTP API and what can be adjusted in it. */
export interface ApiService {
  readonly url: string;
  readonly faults: FaultInjector;
  readonly limiter: ApiRateLimiter;
  readonly tokens: TenantTokens;
  readonly mailbox: Mailbox;
  readonly longConnection: LongConnection;
  readonly registration: Registration;
  /** Cuts every connection and closes the server. */
  stop(): Promise<void>;
}

/** Starts the API of the sandbox's tenant; resolves once it listens. */
export async function startApiService(world: World, options: SandboxOptions): Promise<ApiService> {
  const limiter = new ApiRateLimiter(options.clock, options.limits);
  const faults = new FaultInjector(options.clock, options.random);
  const tokens = new TenantTokens(options.clock, options, options.tokenLifeMs);
  const mailbox = new Mailbox(world, limiter);
  const longConnection = new LongConnection(world, faults, options.appSecret);
  const endpoints = [
    tokenEndpoint(tokens),
    ...approvalEndpoints(world),
    ...messageEndpoints(world, mailbox),
    ...tenantEndpoints(world),
    ...appEndpoints(world),
    longConnection.endpoint(),
  ];
  const registration = new Registration(world, options.appSecret);
  const parts = { world, endpoints, tokens, limiter, faults, registration };
  const { server, url } = await listenApi(parts, options.host ?? '127.0.0.1', options.port ?? 0);
  longConnection.attach(server, url);
  const stop = async (): Promise<void> => {
    faults.clear();
    longConnection.stop();
    await close(server);
  };
  return { url, faults, limiter, tokens, mailbox, longConnection, registration, stop };
}

function tokenEndpoint(tokens: TenantTokens): Endpoint {
  return {
    api: 'token',
    method: 'POST',
    path: '/auth/v3/tenant_access_token/internal',
    scope: 'none',
    open: true,
    act: (call) => tokens.issue(call.body.app_id, call.body.app_secret),
  };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
