import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Koa from 'koa';
import { Registry } from 'prom-client';
import { stringify } from 'yaml';
import { ShiftableClock } from '../../src/base/clock.ts';
import { listen } from '../../src/base/httpServer.ts';
import { silentLog } from '../../src/base/log.ts';
import { Throttle } from '../../src/base/throttle.ts';
import { createDefinitions } from '../../src/feishu/api/definitions.ts';
import { createPeople } from '../../src/feishu/api/people.ts';
import { createFeishuClient } from '../../src/feishu/client/client.ts';
import { createAdmin } from '../../src/ops/admin/admin.ts';
import { formatProblem } from '../../src/settings/problem.ts';
import { readSettings } from '../../src/settings/readSettings.ts';
import type { Settings } from '../../src/settings/settings.ts';
import type { StoreLocation } from '../../src/store/open.ts';
import { afterEachTest } from './afterTest.ts';
import { ADMIN_TOKEN } from './operator.ts';
import { packagedSet } from './packagedSet.ts';
import { openAt } from './stores.ts';
import { tempFolder } from './tempFolder.ts';

/** Nothing listens there: names of chats and people are not known. */
const NOBODY = 'http://127.0.0.1:1';

/** The operators' page on a store, served over HTTP, without a bot behind it. */
export interface AdminStage {
  readonly url: string;
  readonly clock: ShiftableClock;
  /** Everything that was logged. */
  readonly lines: readonly { readonly text: string; readonly facts: object }[];
  metrics(): Promise<string>;
  stop(): Promise<void>;
}

export interface AdminStageOptions {
  /** Default: a new SQLite store. */
  readonly place?: StoreLocation;
  readonly clock?: ShiftableClock;
  /** Merged over `server`. */
  readonly server?: Record<string, unknown>;
}

const ends: (() => Promise<void>)[] = [];
afterEachTest(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

export function newPlace(): StoreLocation {
  return { kind: 'sqlite', path: join(tempFolder(), 'relay.db') };
}

export async function startAdminStage(options: AdminStageOptions = {}): Promise<AdminStage> {
  const { place = newPlace(), clock = new ShiftableClock() } = options;
  const store = await openAt(place);
  const lines: { text: string; facts: object }[] = [];
  const note = (facts: object, text: string): void => void lines.push({ text, facts });
  const settings = settingsWith(options.server ?? {});
  const client = createFeishuClient({ ...settings, clock, log: silentLog, onAnswer: () => undefined });
  const registry = new Registry();
  const throttle = new Throttle({ clock });
  const admin = createAdmin({
    settings,
    store,
    warnings: async () => [],
    isWorking: () => true,
    intakeFault: () => undefined,
    gauges: async () => ({ inboxWaiting: 0, outboxWaiting: 0, parked: 0, chatsClosed: 0, callsMonth: 0 }),
    metrics: { registry },
    clock,
    log: { ...silentLog, info: note, warn: note, error: note },
    throttle,
    client,
    people: createPeople(client, clock, silentLog),
    definitions: createDefinitions(client, clock, silentLog),
    templates: packagedSet,
    inForce: { since: clock.now() },
  });
  const koa = new Koa();
  koa.silent = true;
  koa.use(admin.middleware);
  const server = await listen(koa.callback(), '127.0.0.1', 0);
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    admin.stop();
    throttle.stop();
    await server.close();
    await client.close();
    await store.close();
  };
  const end = (): Promise<void> => {
    stopping ??= stop();
    return stopping;
  };
  ends.push(end);
  return { url: server.url, clock, lines, metrics: () => registry.metrics(), stop: end };
}

function settingsWith(server: Record<string, unknown>): Settings {
  const file = join(tempFolder(), 'relay.yaml');
  const feishu = {
    appId: 'cli_a1b2c3d4e5f60718',
    appSecret: 'a secret',
    encryptKey: 'an encrypt key',
    domain: NOBODY,
  };
  const approvals = { 'PURCHASE-0001': { chats: ['oc_purchase'] } };
  writeFileSync(file, stringify({ feishu, approvals, server: { adminToken: ADMIN_TOKEN, ...server } }));
  const { settings, problems } = readSettings(file, {});
  if (!settings) throw new Error(problems.map(formatProblem).join('\n'));
  return settings;
}
