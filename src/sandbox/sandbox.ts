import { type ApiService, startApiService } from './api/apiService.ts';
import type { Faults } from './api/faults.ts';
import { DEFAULT_SCOPES } from './api/grantedScopes.ts';
import { instanceJson } from './api/instanceJson.ts';
import type { Registration } from './api/registration.ts';
import { InstanceEditor } from './flow/instanceEditor.ts';
import { Moves } from './flow/moves.ts';
import { Reassignments } from './flow/reassignments.ts';
import type { CardAction } from './push/eventEnvelopes.ts';
import type { LongConnection } from './push/longConnection/longConnection.ts';
import type { EventEnvelope, PushRecord, Transport } from './push/pushQueue.ts';
import { PushService } from './push/pushService.ts';
import type { WebhookAnswer } from './push/webhookTransport.ts';
import type { Knobs, SandboxOptions } from './sandboxOptions.ts';
import { newApp } from './world/app.ts';
import { Directory } from './world/directory.ts';
import { Inspector } from './world/inspector.ts';
import { Signals } from './world/signals.ts';
import { Voices } from './world/voices.ts';
import { mustFind, type SandboxSignals, type World } from './world/world.ts';

export type { Knobs, SandboxOptions };

interface SandboxCore {
  /** `http://127.0.0.1:port`: the base URL to configure as Feishu's domain. */
  readonly url: string;
  readonly faults: Faults;
  /** The long connections to the sandbox; `pushBy(sandbox.longConnection)` pushes over them. */
  readonly longConnection: LongConnection;
  /** The token in every event, as the console shows it. */
  readonly verificationToken: string;
  /** Closes every connection, drops pending pushes, cancels the timers. */
  stop(): Promise<void>;
  /** From now on pushes go to this URL. */
  pushTo(webhookUrl: string): void;
  /** From now on pushes go by this transport (a long connection). */
  pushBy(transport: Transport): void;
  /**
   * Somebody presses a button of a card; `undefined`: no answer came in time. The callback is not checked by Feishu.
   */
  press(action: CardAction): Promise<WebhookAnswer | undefined>;
  /** Pushes an envelope as it is; without a lane it waits behind the events of the instance it names. */
  push(envelope: EventEnvelope, lane?: string): PushRecord;
  /** Checks the request URL as the console does; `answer` is undefined if none came in time. */
  verifyUrl(): Promise<{ challenge: string; answer: WebhookAnswer | undefined }>;
  /** Changes settings while the sandbox runs. */
  turn(knobs: Knobs): void;
  /**
   * The next `times` answers to get-instance show the instance as it is now, whatever happens to it in the meantime:
   * events sometimes run ahead of the API. Returns what ends it.
   */
  lag(instanceCode: string, times?: number): () => void;
  /** Somebody scans the code that makes an app, and agrees. */
  scan: Registration['scan'];
  /** Every token issued so far is invalid from now on. */
  revokeTokens(): void;
  on: Signals<SandboxSignals>['on'];
  /** The next signal that matches; earlier ones do not count. */
  next: Signals<SandboxSignals>['next'];
  /** Resolves with what `look` finds, now or after any signal; rejects after 30 s of real time. */
  waitFor: Signals<SandboxSignals>['until'];
}

/** A local Feishu: its HTTP API, its pushes, and the actions of the people in it. */
export type Sandbox = SandboxCore &
  Pick<Directory, keyof Directory> &
  Pick<Moves, keyof Moves> &
  Pick<Reassignments, keyof Reassignments> &
  Pick<Voices, keyof Voices> &
  Pick<Inspector, keyof Inspector>;

/** Starts a sandbox on loopback; resolves once it listens. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const world = newWorld(options);
  const push = new PushService(world, options);
  const api = await startApiService(world, options);
  const editor = new InstanceEditor(world, push.publisher);
  return {
    ...coreOf(world, push, api),
    ...new Directory(world, push.publisher),
    ...new Moves(editor),
    ...new Reassignments(editor),
    ...new Voices(world, push.publisher),
    ...new Inspector(world, push.queue, api.mailbox),
  };
}

function coreOf(world: World, push: PushService, api: ApiService): SandboxCore {
  return {
    url: api.url,
    faults: api.faults,
    longConnection: api.longConnection,
    verificationToken: push.verificationToken,
    async stop() {
      push.stop();
      await api.stop();
    },
    pushTo: (webhookUrl) => push.toWebhook(webhookUrl),
    pushBy: (transport) => push.by(transport),
    press: (action) => push.press(action),
    push: (envelope, lane) => push.publisher.raw(envelope, lane),
    verifyUrl: () => push.verifyUrl(),
    turn: (knobs) => turn(knobs, world, push, api),
    lag: (instanceCode, times = 1) => lag(world, api, instanceCode, times),
    scan: api.registration.scan,
    revokeTokens: () => api.tokens.revoke(),
    on: (name, listener) => world.signals.on(name, listener),
    next: (name, matches, withinMs) => world.signals.next(name, matches, withinMs),
    waitFor: (look, withinMs) => world.signals.until(look, withinMs),
  };
}

function turn(knobs: Knobs, world: World, push: PushService, api: ApiService): void {
  world.dlp = knobs.dlp ?? world.dlp;
  world.scopes = knobs.scopes ? new Set(knobs.scopes) : world.scopes;
  Object.assign(world.app, knobs.app);
  push.publisher.taskEvents = knobs.taskEvents ?? push.publisher.taskEvents;
  push.queue.duplicates = knobs.duplicatePushes ?? push.queue.duplicates;
  if (knobs.limits) api.limiter.set(knobs.limits);
}

/** A fault whose answer is the instance as it is now. */
function lag(world: World, api: ApiService, instanceCode: string, times: number): () => void {
  const data = instanceJson(world, mustFind(world.instances, instanceCode, 'instance'), 'zh-CN');
  return api.faults.add({
    api: 'instance.get',
    instance: instanceCode,
    kind: 'status',
    status: 200,
    body: JSON.stringify({ code: 0, msg: 'success', data }),
    headers: { 'content-type': 'application/json; charset=utf-8' },
    times,
  });
}

function newWorld(options: SandboxOptions): World {
  return {
    clock: options.clock,
    signals: new Signals<SandboxSignals>(),
    appId: options.appId,
    app: newApp(),
    tenantKey: 'sandbox0tenant0key',
    people: new Map(),
    departed: new Set(),
    foreignIds: new Set(),
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
