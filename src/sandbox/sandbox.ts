import { setMaxListeners } from 'node:events';
import { approvalEndpoints } from './approvalApi.ts';
import { Directory } from './directory.ts';
import type { Endpoint } from './endpoint.ts';
import { FaultBox, type Faults } from './faults.ts';
import { instanceJson } from './instanceJson.ts';
import { Limiter } from './limits.ts';
import { LongConnection } from './longConnection/longConnection.ts';
import { Mailbox } from './mailbox.ts';
import { messageEndpoints } from './messageApi.ts';
import { Moves } from './moves.ts';
import { Publisher } from './publisher.ts';
import { type Envelope, Pushes, type PushRecord, RETRY_LADDER_MS, type Transport } from './pushes.ts';
import { Reassignments } from './reassignments.ts';
import type { Knobs, SandboxOptions } from './sandboxOptions.ts';
import { DEFAULT_SCOPES } from './scopes.ts';
import { listen } from './server.ts';
import { Signals } from './signals.ts';
import { Stage } from './stage.ts';
import { tenantEndpoints } from './tenantApi.ts';
import { Tokens } from './tokens.ts';
import { Views } from './views.ts';
import { Webhook, type WebhookAnswer } from './webhook.ts';
import { mustFind, type SandboxSignals, type World } from './world.ts';

export type { Knobs, SandboxOptions };

interface SandboxCore {
  /** `http://127.0.0.1:port`: the base URL to give as Feishu's domain. */
  readonly url: string;
  readonly faults: Faults;
  /** The long connections to it; to push over them: `pushBy(sandbox.longConnection)`. */
  readonly longConnection: LongConnection;
  /** Closes every connection, drops what is pushed, forgets the timers. */
  stop(): Promise<void>;
  /** From now on pushes go to this URL. */
  pushTo(webhookUrl: string): void;
  /** From now on pushes go by this transport (a long connection). */
  pushBy(transport: Transport): void;
  /** Pushes an envelope as it is; without a lane it waits for the instance it names. */
  push(envelope: Envelope, lane?: string): PushRecord;
  /** Checks the request URL as the console does; `answer` is undefined when none came within 3 s. */
  verifyUrl(): Promise<{ challenge: string; answer: WebhookAnswer | undefined }>;
  turn(knobs: Knobs): void;
  /**
   * The next `times` answers to get-instance show the instance as it is now, whatever happens to it meanwhile:
   * events run ahead of the API now and then. Returns what ends it.
   */
  lag(instanceCode: string, times?: number): () => void;
  /** Every token issued so far is invalid from now on. */
  revokeTokens(): void;
  on: Signals<SandboxSignals>['on'];
  /** The next signal that matches; what happened before does not count. */
  next: Signals<SandboxSignals>['next'];
  /** Resolves with what `look` finds, now or after any signal; rejects after 30 s of real time. */
  waitFor: Signals<SandboxSignals>['until'];
}

/** A local Feishu: its HTTP endpoints, its pushes, and the hands of the people in it. */
export type Sandbox = SandboxCore &
  Pick<Directory, keyof Directory> &
  Pick<Moves, keyof Moves> &
  Pick<Reassignments, keyof Reassignments> &
  Pick<Views, keyof Views>;

/** Starts a sandbox on loopback; resolves once it listens. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const world = newWorld(options);
  const pushes = new Pushes({
    clock: options.clock,
    onChange: (record) => world.signals.emit('push', record),
    ladderMs: options.retryLadderMs ?? RETRY_LADDER_MS,
  });
  const token = options.verificationToken ?? '';
  const publisher = new Publisher({ world, token }, pushes, options.taskEvents ?? false);
  const stage = new Stage(world, publisher);
  const limiter = new Limiter(options.clock, options.limits);
  const tokens = new Tokens(options.clock, options, options.tokenLifeMs);
  const faults = new FaultBox(options.clock, options.random);
  const mailbox = new Mailbox(world, limiter);
  const longConnection = new LongConnection(world, faults, options.appSecret);
  const endpoints = [
    tokenEndpoint(tokens),
    ...approvalEndpoints(world),
    ...messageEndpoints(world, mailbox),
    ...tenantEndpoints(world),
    longConnection.endpoint(),
  ];
  const parts = { world, endpoints, tokens, limiter, faults };
  const { server, url } = await listen(parts, options.host ?? '127.0.0.1', options.port ?? 0);
  longConnection.attach(server, url);

  const stopping = new AbortController();
  // Every push under way listens to it.
  setMaxListeners(0, stopping.signal);
  let webhook: Webhook | undefined;
  const pushTo = (webhookUrl: string): void => {
    webhook = new Webhook(
      {
        clock: options.clock,
        url: webhookUrl,
        encryptKey: options.encryptKey ?? '',
        keepSignature: options.keepSignature ?? false,
      },
      stopping.signal,
    );
    pushes.transport = webhook;
  };
  if (options.webhookUrl) pushTo(options.webhookUrl);

  return {
    url,
    faults,
    longConnection,
    ...new Directory(world, publisher),
    ...new Moves(stage),
    ...new Reassignments(stage),
    ...new Views(world, pushes, mailbox),
    async stop() {
      pushes.stop();
      stopping.abort();
      faults.clear();
      longConnection.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    pushTo,
    pushBy: (transport) => {
      pushes.transport = transport;
    },
    push: (envelope, lane) => publisher.raw(envelope, lane),
    verifyUrl: async () => {
      if (!webhook) throw new Error('the sandbox has no webhook URL to verify');
      return webhook.verifyUrl(token);
    },
    turn: (knobs) => {
      world.dlp = knobs.dlp ?? world.dlp;
      world.scopes = knobs.scopes ? new Set(knobs.scopes) : world.scopes;
      publisher.taskEvents = knobs.taskEvents ?? publisher.taskEvents;
      pushes.duplicates = knobs.duplicatePushes ?? pushes.duplicates;
      if (knobs.limits) limiter.set(knobs.limits);
    },
    lag: (instanceCode, times = 1) => {
      const data = instanceJson(world, mustFind(world.instances, instanceCode, 'instance'), 'zh-CN');
      const body = JSON.stringify({ code: 0, msg: 'success', data });
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      return faults.add({
        api: 'instance.get',
        instance: instanceCode,
        kind: 'status',
        status: 200,
        body,
        headers,
        times,
      });
    },
    revokeTokens: () => tokens.revoke(),
    on: (name, listener) => world.signals.on(name, listener),
    next: (name, matches, withinMs) => world.signals.next(name, matches, withinMs),
    waitFor: (look, withinMs) => world.signals.until(look, withinMs),
  };
}

function newWorld(options: SandboxOptions): World {
  return {
    clock: options.clock,
    signals: new Signals<SandboxSignals>(),
    appId: options.appId,
    tenantKey: 'sandbox0tenant0key',
    people: new Map(),
    departments: new Map(),
    chats: new Map(),
    approvals: new Map(),
    instances: new Map(),
    messages: new Map(),
    requests: [],
    scopes: new Set(options.scopes ?? DEFAULT_SCOPES),
    dlp: false,
  };
}

function tokenEndpoint(tokens: Tokens): Endpoint {
  return {
    api: 'token',
    method: 'POST',
    path: '/auth/v3/tenant_access_token/internal',
    scope: 'none',
    open: true,
    act: (call) => tokens.issue(call.body.app_id, call.body.app_secret),
  };
}
