import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type App, startApp } from '../../src/app.ts';
import { ShiftableClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { loadTemplates, packagedTemplates, type TemplateSet } from '../../src/cards/templates/templates.ts';
import type { DeliveryEnd, EventEnd } from '../../src/relay/context/observe.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { Signals } from '../../src/sandbox/world/signals.ts';
import { formatProblem } from '../../src/settings/problem.ts';
import { readSettings } from '../../src/settings/readSettings.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { afterEachTest } from './afterTest.ts';
import { FastClock } from './fastClock.ts';
import { packagedSet } from './packagedSet.ts';
import { step } from './step.ts';
import { StillClock } from './stillClock.ts';
import { tempFolder } from './tempFolder.ts';

/** A warning of `/readyz`, as everybody reads it. */
export interface ShownWarning {
  readonly code: string;
  readonly subject: string;
  readonly ids: Readonly<Record<string, unknown>>;
  readonly message: string;
  readonly remedy: string;
}

/** The whole bot against the sandbox, over real HTTP, in one process. */
export interface Journey {
  readonly sandbox: Sandbox;
  /** Moves forward on demand; see `fast` for one that runs faster by itself. */
  readonly clock: ShiftableClock;
  /** The bot's own, which time moves on like the other, and which can be set; the same one unless `ownClock` is asked for. */
  readonly botClock: ShiftableClock;
  readonly people: { readonly zhang: string; readonly li: string; readonly wang: string };
  readonly ends: Signals<{ event: EventEnd; delivery: DeliveryEnd }>;
  readonly events: readonly EventEnd[];
  readonly deliveries: readonly DeliveryEnd[];
  /** Lines logged at warn or error. */
  readonly warnings: readonly { text: string; facts: object }[];
  readonly folder: string;
  app(): App;
  /** Stops the bot and starts it again on the same store. @param changed merged over its configuration */
  restart(changed?: Record<string, unknown>): Promise<void>;
  stop(): Promise<void>;
  /** Starts one more bot on the same store, to which Feishu pushes from then on. It stands by until the first is stopped. */
  startAnother(): Promise<App>;
  submit(approvalCode?: string): string;
  /**
   * Lets time pass in steps until something is so. The event loop turns between two of them: however slow the machine is,
   * time does not run ahead of the bot, as it does on a fast clock. Not while something is pushed: Feishu waits for an
   * answer for three seconds of this clock.
   *
   * @param stepMs default a second
   */
  passUntil(isSo: () => boolean | Promise<boolean>, stepMs?: number): Promise<void>;
  /** Resolves when this chat has `count` messages. */
  cards(chat: string, count: number): Promise<string[]>;
  metrics(): Promise<string>;
  /** What `/readyz` warns of. Rejects if it does not answer 200. */
  shownWarnings(): Promise<readonly ShownWarning[]>;
  counts(): Promise<{ inboxWaiting: number; outboxWaiting: number; parked: number }>;
}

export interface JourneyOptions {
  /** Merged over the default configuration's top level, and over its `feishu`. */
  readonly config?: Record<string, unknown>;
  readonly sandbox?: Partial<SandboxOptions>;
  readonly templates?: readonly string[];
  /** Adds to the sandbox before the bot starts. */
  readonly before?: (sandbox: Sandbox, clock: ShiftableClock) => void;
  /** The time of day at which it begins, by the clock of Shanghai; default `10:00`. It is a Thursday, see {@link DAY}. */
  readonly startsAt?: string;
  /** Something of the set-up is wrong: nobody waits until the approvals are subscribed. */
  readonly startsWrong?: boolean;
  /** The clock of the bot's machine can be set without Feishu's. */
  readonly ownClock?: boolean;
  /** With `ownClock`: how far the bot's clock is ahead when it starts, ms. */
  readonly botAheadMs?: number;
  /** No time passes but what the test lets pass: for what must happen within seconds, on a busy machine too. */
  readonly still?: boolean;
  /** How much faster than real time everything runs. */
  readonly fast?: number;
  /** Events come over the long connection, with neither encrypt key nor token. */
  readonly longConnection?: boolean;
  /** Put before the bot's webhook, to break what goes through. */
  readonly through?: (webhookUrl: string) => Promise<string>;
}

export const APPROVAL = 'PURCHASE-0001';
export const CHAT = 'oc_purchase';
export const ENCRYPT_KEY = 'an encrypt key';
const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };

/** A working day on which nothing special ends: whatever is expected does not depend on when the tests run. */
const DAY = '2026-11-26';

/** Of real time: only what never comes ends here, not what a slow machine is long about. */
const LONGEST_PASSING_MS = 180_000;

const running: (() => Promise<void>)[] = [];

afterEachTest(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

/** Starts a sandbox with three people, one approval and one group, and the bot in front of it. */
export async function startJourney(options: JourneyOptions = {}): Promise<Journey> {
  const own = new ShiftableClock();
  const clock = clockOf(options, own);
  const botClock = options.ownClock ? own : clock;
  const folder = tempFolder();
  const sandbox = await startSandbox({ clock, ...APP, encryptKey: ENCRYPT_KEY, ...options.sandbox });
  running.push(() => sandbox.stop());
  const people = seed(sandbox);
  options.before?.(sandbox, clock);
  own.set(options.botAheadMs ?? 0);

  let settings = writeSettings(folder, sandbox.url, options);
  const templates = loadTestTemplates(options.templates ?? []);
  const ends: Journey['ends'] = new Signals();
  const events: EventEnd[] = [];
  const deliveries: DeliveryEnd[] = [];
  const warnings: { text: string; facts: object }[] = [];
  const note = (facts: object, text: string): void => void warnings.push({ text, facts });

  const start = async (): Promise<App> => {
    const app = await startApp({
      settings,
      templates,
      templateRoots: [...(options.templates ?? []), packagedTemplates],
      clock: botClock,
      log: { ...silentLog, warn: note, error: note },
      onEvent: (end) => {
        events.push(end);
        ends.emit('event', end);
      },
      onDelivery: (end) => {
        deliveries.push(end);
        ends.emit('delivery', end);
      },
    });
    if (options.longConnection) {
      sandbox.pushBy(sandbox.longConnection);
      await sandbox.waitFor(() => sandbox.longConnection.count === 1);
      return app;
    }
    const webhook = `${app.url}/webhook/event`;
    sandbox.pushTo(options.through ? await options.through(webhook) : webhook);
    return app;
  };
  let app = await start();
  running.push(() => app.stop());
  // Only what is subscribed is pushed.
  if (!options.startsWrong)
    await sandbox.waitFor(() => sandbox.approvals().every((approval) => approval.subscribed));

  return {
    sandbox,
    clock,
    botClock,
    people,
    ends,
    events,
    deliveries,
    warnings,
    folder,
    app: () => app,
    async restart(changed = {}) {
      await app.stop();
      const config = { ...options.config, ...changed };
      settings = writeSettings(folder, sandbox.url, { ...options, config });
      app = await start();
    },
    stop: () => app.stop(),
    async startAnother() {
      const another = await start();
      running.push(() => another.stop());
      return another;
    },
    submit: (approvalCode = APPROVAL) =>
      sandbox.submit({
        approvalCode,
        applicant: people.zhang,
        form: FORM,
        approvers: [[people.li], [people.wang]],
      }),
    async passUntil(isSo, stepMs = 1_000) {
      const limit = performance.now() + LONGEST_PASSING_MS;
      while (!(await isSo())) {
        if (performance.now() > limit) throw new Error(`time passed, and it never came: ${isSo}`);
        await step(clock, stepMs);
      }
    },
    cards: async (chat, count) => {
      await sandbox.waitFor(() => sandbox.messages(chat).length >= count);
      return sandbox.messages(chat).map((message) => message.content);
    },
    metrics: async () => (await fetch(`${app.url}/metrics`)).text(),
    async shownWarnings() {
      const answer = await fetch(`${app.url}/readyz`);
      if (answer.status !== 200) throw new Error(`/readyz answers ${answer.status}: ${await answer.text()}`);
      return ((await answer.json()) as { warnings?: ShownWarning[] }).warnings ?? [];
    },
    counts: () => app.gauges(),
  };
}

/** Moves others on with itself. */
class LeadingClock extends ShiftableClock {
  readonly #others: readonly ShiftableClock[];
  constructor(others: readonly ShiftableClock[]) {
    super();
    this.#others = others;
  }
  override advance(spanMs: number): void {
    for (const other of this.#others) other.advance(spanMs);
    super.advance(spanMs);
  }
}

function clockOf(
  { startsAt = '10:00', still, fast, ownClock }: JourneyOptions,
  own: ShiftableClock,
): ShiftableClock {
  const beginsAt = Date.parse(`${DAY}T${startsAt}:00+08:00`);
  own.set(beginsAt - own.now());
  if (still) return new StillClock(beginsAt);
  if (fast) return new FastClock(fast, beginsAt);
  const clock = new LeadingClock(ownClock ? [own] : []);
  clock.set(beginsAt - clock.now());
  return clock;
}

function seed(sandbox: Sandbox): Journey['people'] {
  const { departmentId } = sandbox.addDepartment({ name: '研发部' });
  const zhang = sandbox.addPerson({ name: '张三', departmentId }).openId;
  const li = sandbox.addPerson({ name: '李四', departmentId }).openId;
  const wang = sandbox.addPerson({ name: '王五' }).openId;
  sandbox.addChat({ chatId: CHAT, name: '采购群' });
  sandbox.addApproval({ approvalCode: APPROVAL, name: '采购申请' });
  return { zhang, li, wang };
}

export const FORM = [
  { id: 'w1', name: '采购事由', type: 'textarea', value: '新同事的显示器' },
  { id: 'w2', name: '金额', type: 'amount', value: 3999.5, ext: { currency: 'CNY' } },
];

function writeSettings(folder: string, baseUrl: string, options: JourneyOptions): Settings {
  const file = join(folder, 'relay.yaml');
  const { feishu = {}, ...more } = options.config ?? {};
  // Whoever gives one of the two keys gives both, or means that the other is not configured.
  const keys = 'encryptKey' in (feishu as object) || 'verificationToken' in (feishu as object);
  const config = {
    feishu: {
      ...APP,
      domain: baseUrl,
      ...(options.longConnection ? { events: 'websocket' } : keys ? {} : { encryptKey: ENCRYPT_KEY }),
      ...(feishu as object),
    },
    server: { host: '127.0.0.1', port: 0 },
    store: `sqlite:${join(folder, 'data', 'relay.db')}`,
    // What most journeys are about is each card by itself; those about living cards say so.
    defaults: { mode: 'post' },
    // It asks Feishu of its own accord; the journeys that it is about switch it on.
    reconcile: false,
    approvals: { [APPROVAL]: { name: '采购申请', chats: [CHAT] } },
    ...more,
  };
  writeFileSync(file, stringify(config));
  const { settings, problems } = readSettings(file, {});
  if (!settings) throw new Error(problems.map(formatProblem).join('\n'));
  return settings;
}

function loadTestTemplates(folders: readonly string[]): TemplateSet {
  if (folders.length === 0) return packagedSet();
  const { templates, problems } = loadTemplates([...folders, packagedTemplates]);
  if (!templates) throw new Error(problems.map((problem) => problem.message.en).join('\n'));
  return templates;
}
