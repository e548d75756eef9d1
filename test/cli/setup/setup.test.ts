import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, globalAgent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startApp } from '../../../src/app.ts';
import { ShiftableClock, systemClock } from '../../../src/base/clock.ts';
import { OperatorError } from '../../../src/base/errors.ts';
import type { Language, Text } from '../../../src/base/language.ts';
import { silentLog } from '../../../src/base/log.ts';
import { loadTemplates, packagedTemplates } from '../../../src/cards/templates/templates.ts';
import type { Dialogue } from '../../../src/cli/setup/dialogue.ts';
import { setUp } from '../../../src/cli/setup/setupSteps.ts';
import { parseSnapshot } from '../../../src/feishu/api/instances.ts';
import type { Scan } from '../../../src/sandbox/api/registration.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { readSettings } from '../../../src/settings/readSettings.ts';
import type { Settings } from '../../../src/settings/settings.ts';
import type { OpenInstance } from '../../../src/store/instances/openInstances.ts';
import { openStore } from '../../../src/store/open.ts';
import { openReadOnly } from '../../../src/store/openReadOnly.ts';
import { STOPPED } from '../../../src/words/setupText.ts';
import { runProgram } from '../../support/program.ts';
import { SELF_SIGNED } from '../../support/selfSigned.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'the secret of the app' };
const CODE = '7C468A54-8745-2245-9675-08B7C63E7A85';
const CHAT = 'oc_84983ff6516d731e5b5f68d4ea2e1da5';
const ADDRESS = `https://www.feishu.cn/approval/admin/edit?x=1&definitionCode=${CODE}&lang=zh`;

// A person answers here in place of the terminal; the built program is driven in one by terminal.test.ts.

/** What a person answers, by a part of the question; a function answers late, `stop` is Ctrl-C. */
type Answers = Readonly<Record<string, string | boolean | (() => string | boolean)>>;

interface Behaviour {
  /** Hears what is said, and does something about it. */
  readonly onSaid?: (what: string) => void;
  /** Ctrl-C at the question of this number. */
  readonly stopsAt?: number;
}

/** A person at the terminal: answers, scans the code that is shown, and remembers what was said. */
class Person implements Dialogue {
  readonly columns = 300;
  readonly said: string[] = [];
  readonly #answers: Map<string, Answers[string]>;
  readonly #onLink: (link: string) => void;
  readonly #onSaid: (what: string) => void;
  /** At how many more questions there is an answer; then comes Ctrl-C. */
  #patience: number;

  constructor(answers: Answers, onLink: (link: string) => void, { onSaid, stopsAt }: Behaviour) {
    this.#answers = new Map(Object.entries(answers));
    this.#onLink = onLink;
    this.#onSaid = onSaid ?? (() => undefined);
    this.#patience = stopsAt ?? Number.POSITIVE_INFINITY;
  }

  say(what: Text): void {
    expect(what.zh).toMatch(/./);
    this.said.push(what.en);
    this.#onSaid(what.en);
  }
  show(lines: string): void {
    this.said.push(lines);
    const link = /https:\S+user_code=\S+/.exec(lines)?.[0];
    if (link) this.#onLink(link);
  }
  ask: Dialogue['ask'] = async ({ text, check }) => {
    const answer = String(this.#answer(text));
    expect(check?.(answer)).toBeUndefined();
    return answer;
  };
  choose: Dialogue['choose'] = async (what, options) => {
    const answer = this.#answer(what);
    const chosen = options.find(({ value, label }) => value === answer || label.en.includes(String(answer)));
    if (!chosen) throw new Error(`${answer} is none of ${JSON.stringify(options)}`);
    return chosen.value;
  };
  confirm: Dialogue['confirm'] = async (what) => this.#answer(what) === true;

  #answer({ en }: Text): string | boolean {
    this.said.push(`? ${en}`);
    this.#patience -= 1;
    if (this.#patience === 0) throw new OperatorError(STOPPED);
    for (const [part, answer] of this.#answers) {
      if (!en.includes(part)) continue;
      const now = typeof answer === 'function' ? answer() : answer;
      if (now === 'stop') throw new OperatorError(STOPPED);
      return now;
    }
    throw new Error(`nobody knows what to answer: ${en}`);
  }
}

interface Tenant {
  readonly sandbox: Sandbox;
  readonly folder: string;
  /** Where apps are made, over HTTPS. */
  readonly accounts: string;
  /** Resolves once somebody has asked in vain whether the app is made. */
  readonly polled: Promise<void>;
  /** Runs `setup` with a person who answers. */
  run(
    answers: Answers,
    more?: { existing?: true; scan?: Scan; language?: Language } & Behaviour,
  ): Promise<{ code: number | string; said: string }>;
}

/** An empty folder, and a tenant with an approval and a group; its app has no scope yet. */
async function startTenant({ hasBot = true, subscribed = false } = {}): Promise<Tenant> {
  const sandbox = await startSandbox({ clock: new ShiftableClock(), ...APP, scopes: [] });
  onTestFinished(() => sandbox.stop());
  sandbox.addChat({ chatId: CHAT, name: '采购群', hasBot });
  sandbox.addApproval({ approvalCode: CODE, name: NAME, subscribed });
  const { accounts, polled } = await overHttps(sandbox.url);
  const folder = tempFolder();
  return {
    sandbox,
    folder,
    accounts,
    polled,
    async run(answers, { existing, scan, language = 'en', ...behaviour } = {}) {
      const dialogue = new Person(answers, (link) => sandbox.scan(link, scan), behaviour);
      const parts = {
        folder,
        file: 'config/relay.yaml',
        env: {},
        dialogue,
        language,
        clock: systemClock(),
        domain: sandbox.url,
        isExisting: existing === true,
        accounts,
      } as const;
      const code = await setUp(parts).catch((thrown: Error) => {
        if (!(thrown instanceof OperatorError)) throw thrown;
        return thrown.message;
      });
      return { code, said: dialogue.said.join('\n') };
    },
  };
}

/** The SDK registers over HTTPS alone, with a client of its own: a certificate in front of the sandbox. */
async function overHttps(url: string): Promise<Pick<Tenant, 'accounts' | 'polled'>> {
  let refused = (): void => undefined;
  const polled = new Promise<void>((resolve) => {
    refused = resolve;
  });
  const server = createServer(SELF_SIGNED, (asked, answer) => {
    const { method, headers } = asked;
    const passed = request(`${url}${asked.url}`, { method, headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 500, answered.headers);
      answered.pipe(answer);
      if (answered.statusCode === 400) refused();
    });
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { options } = globalAgent;
  const before = options.ca;
  options.ca = SELF_SIGNED.cert;
  onTestFinished(() => {
    options.ca = before;
    server.closeAllConnections();
    return new Promise((resolve) => void server.close(() => resolve()));
  });
  return { accounts: `127.0.0.1:${(server.address() as AddressInfo).port}`, polled };
}

/** A name that looks like a variable. */
const NAME = '采购 "申请" $'.concat('{X}');

/** Somebody submits a request that waits for somebody else. */
function submitTo(sandbox: Sandbox): string {
  const [li = sandbox.addPerson({ name: '李四' })] = sandbox.people();
  return sandbox.submit({ approvalCode: CODE, applicant: li.openId, approvers: [[li.openId]] });
}

const storeIn = (folder: string) => ({ kind: 'sqlite', path: join(folder, 'data/relay.db') }) as const;

/** What the store knows to be waiting. */
async function openInstances(folder: string): Promise<readonly OpenInstance[]> {
  const store = await openReadOnly(storeIn(folder), APP.appId, parseSnapshot);
  try {
    return (await store.openInstances('', 100)).open;
  } finally {
    await store.close();
  }
}

/** The configuration as the bot reads it. */
function settingsIn(folder: string): Settings {
  const env = { FEISHU_APP_ID: APP.appId, FEISHU_APP_SECRET: APP.appSecret };
  const { settings } = readSettings(join(folder, 'config/relay.yaml'), env);
  if (!settings) throw new Error('the configuration has errors');
  return { ...settings, store: storeIn(folder), server: { ...settings.server, host: '127.0.0.1', port: 0 } };
}

const ANSWERS: Answers = { 'Which approval': ADDRESS, 'Which group': CHAT };

describe('setup', () => {
  it('leads from an empty folder to a card in a group, by QR code', async () => {
    const { sandbox, folder, run } = await startTenant();
    const { code, said } = await run(ANSWERS);
    expect(said).toContain('✓');
    expect(code).toBe(0);
    expect(said).toContain('All scopes that are needed are granted');
    expect(said).toMatch(/[█▀▄]{3}/);

    const env = join(folder, '.env');
    expect(statSync(env).mode & 0o777).toBe(0o600);
    expect(readFileSync(env, 'utf8')).toBe(
      `FEISHU_APP_ID=${APP.appId}\nFEISHU_APP_SECRET=${APP.appSecret}\n`,
    );
    expect(said).not.toContain(APP.appSecret);
    const file = join(folder, 'config/relay.yaml');
    expect(readFileSync(file, 'utf8')).toContain('reminders: {}');
    const { settings, problems } = readSettings(file, {
      FEISHU_APP_ID: APP.appId,
      FEISHU_APP_SECRET: APP.appSecret,
    });
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(settings?.feishu.events).toBe('websocket');
    expect(settings?.approvals.get(CODE)?.name).toBe(NAME);
    expect(sandbox.messages(CHAT).map(({ content }) => content)).toEqual([expect.stringContaining('测试')]);
  });

  it.each([
    ['en', 'docs/configuration.md'],
    ['zh', 'docs/zh-CN/configuration.md'],
  ] as const)(
    'names the page about the configuration in the language of the person (%s)',
    async (language, page) => {
      const { folder, run } = await startTenant();
      await run(ANSWERS, { language });
      const [first = ''] = readFileSync(join(folder, 'config/relay.yaml'), 'utf8').split('\n');
      expect(first).toMatch(/^# /);
      expect(first).toContain(` ${page}`);
    },
  );

  it('goes on where it was stopped, at any question, and makes one app', async () => {
    const { sandbox, run } = await startTenant();
    const first = await run({ 'Which approval': 'stop' });
    expect(first.code).toBe(STOPPED.en);
    expect(first.said).toContain('user_code');
    const second = await run({ ...ANSWERS, 'Continue with it': true, 'Which group': 'stop' });
    const third = await run({ ...ANSWERS, 'Continue with it': true });
    expect(second.said + third.said).not.toContain('user_code');
    expect([second.code, third.code]).toEqual([STOPPED.en, 0]);
    expect(sandbox.messages(CHAT)).toHaveLength(1);
  });

  it('comes to the same end wherever it was stopped, and however often', async () => {
    const { sandbox, folder, run } = await startTenant();
    const filesOf = (): string[] =>
      ['.env', 'config/relay.yaml'].map((name) => readFileSync(join(folder, name), 'utf8'));
    submitTo(sandbox);
    const answers = { ...ANSWERS, 'Continue with it': true, 'Send reminders about them': true };
    const codes: (string | number)[] = [];
    for (let stopsAt = 1; codes.at(-1) !== 0; stopsAt += 1)
      codes.push((await run(answers, { stopsAt })).code);
    // The first run asks three questions, the later ones also whether to go on with the app.
    expect(codes).toEqual([...Array(4).fill(STOPPED.en), 0]);
    const [env, config] = filesOf();
    expect(env).toContain(APP.appSecret);
    expect((await run(answers)).said).toContain('already relays it');
    expect(filesOf()).toEqual([env, config]);
    expect(config?.match(new RegExp(CODE, 'g'))).toHaveLength(1);
    expect(await openInstances(folder)).toHaveLength(1);
  });

  it('waits for a request instead of an address, and the bot then posts its card', async () => {
    const { sandbox, folder, run } = await startTenant({ subscribed: true });
    sandbox.pushBy(sandbox.longConnection);
    let submitted = '';
    const onSaid = (what: string): void => {
      if (!what.startsWith('Connected')) return;
      void sandbox
        .waitFor(() => sandbox.longConnection.count === 1)
        .then(() => {
          submitted = submitTo(sandbox);
        });
    };
    const answers = { ...ANSWERS, 'Which approval': '', 'Send reminders about them': false };
    const { code, said } = await run(answers, { onSaid });
    expect(said).toContain(`Found: ${NAME}`);
    expect(code).toBe(0);
    await sandbox.waitFor(() => sandbox.longConnection.count === 0);
    expect(sandbox.requests('socket.endpoint').length).toBeGreaterThan(0);

    const settings = settingsIn(folder);
    const { templates } = loadTemplates([packagedTemplates]);
    if (!templates) throw new Error('there are no templates');
    const app = await startApp({
      settings,
      templates,
      templateRoots: [packagedTemplates],
      clock: systemClock(),
      log: silentLog,
    });
    onTestFinished(() => app.stop());
    await sandbox.waitFor(() => sandbox.messages(CHAT).some(({ content }) => content.includes(submitted)));
  });

  it('does not connect if a bot runs already', async () => {
    const { sandbox, folder, run } = await startTenant({ subscribed: true });
    const bot = await openStore(storeIn(folder), APP.appId, parseSnapshot);
    onTestFinished(() => bot.close());
    let asked = 0;
    const { code, said } = await run({ ...ANSWERS, 'Which approval': () => (++asked === 1 ? '' : ADDRESS) });
    expect(said).toContain('A bot already works on this store');
    expect(code).toBe(0);
    expect(sandbox.requests('socket.endpoint')).toEqual([]);
  });

  it('shows what waits already, and has it reminded of without a card', async () => {
    const { sandbox, folder, run } = await startTenant();
    const [first] = [submitTo(sandbox), submitTo(sandbox)];
    sandbox.approveAll(submitTo(sandbox));
    const { said } = await run({ ...ANSWERS, 'Send reminders about them': true });
    expect(said).toContain('2 requests of the last 7 days are pending');
    expect(said).toContain('李四');
    expect(said).toContain('2 requests are recorded');
    expect(sandbox.messages(CHAT)).toHaveLength(1);
    const known = await openInstances(folder);
    expect(known.map(({ instance }) => instance)).toContain(first);
    expect(known).toHaveLength(2);
    expect(known.every(({ remindAt }) => remindAt !== null)).toBe(true);
  });

  it('adds to a configuration that is there after a question, and keeps what stands in it', async () => {
    const { sandbox, folder, run } = await startTenant();
    sandbox.addApproval({ approvalCode: 'ANOTHER-CODE-1', name: NAME });
    await run(ANSWERS);
    const file = join(folder, 'config/relay.yaml');
    const before = `# ours\n${readFileSync(file, 'utf8').replace(CODE, 'ANOTHER-CODE-1')}`;
    writeFileSync(file, before);
    const refused = await run({ ...ANSWERS, 'Continue with it': true, exists: false });
    expect(refused.said).toContain('was not changed');
    expect(readFileSync(file, 'utf8')).toBe(before);
    const added = await run({ ...ANSWERS, 'Continue with it': true, exists: true });
    expect(added.code).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('# ours');
    expect(text).toContain('ANOTHER-CODE-1');
    expect(text).toContain(CODE);
    expect(readFileSync(`${file}.bak`, 'utf8')).toBe(before);
    const again = await run({ ...ANSWERS, 'Continue with it': true });
    expect(again.said).toContain('already relays it');
  });

  it('takes an app that exists, and adds by QR code what it lacks', async () => {
    const { sandbox, run } = await startTenant();
    let asked = 0;
    const { code, said } = await run(
      {
        ...ANSWERS,
        'App ID': APP.appId,
        'App Secret': () => (++asked === 1 ? 'wrong' : APP.appSecret),
        'continue?': 'by QR code',
      },
      { existing: true },
    );
    expect(said).toMatch(/does not accept these credentials/);
    expect(said).toMatch(/not granted yet: .*approval:definition/);
    expect(code).toBe(0);
    expect(sandbox.messages(CHAT)).toHaveLength(1);
  });

  it('says what the platform left out, and ends with what doctor finds missing', async () => {
    const { run } = await startTenant();
    const scan = { unknown: ['approval:definition', 'approval_instance'] };
    const { code, said } = await run({ ...ANSWERS, 'continue?': 'Later' }, { scan });
    expect(code).toBe(1);
    expect(said).toMatch(/approval_instance is not added/);
    expect(said).toContain('not granted yet: approval:definition');
  });

  it('waits for the bot to be added to a group, when it is in none', async () => {
    const { sandbox, run } = await startTenant({ hasBot: false });
    const stop = sandbox.on('request', ({ api }) => {
      if (api === 'bot.info' && sandbox.requests('chat.list').length > 0)
        sandbox.addBot(CHAT, { event: false });
    });
    const { code, said } = await run(ANSWERS);
    stop();
    expect(said).toContain('The bot is in 采购群');
    expect(code).toBe(0);
  });

  it('says who refused it', async () => {
    const { run } = await startTenant();
    const { code } = await run(ANSWERS, { scan: { denies: true } });
    expect(code).toMatch(/refused on the phone.*--existing/);
  });

  it('registers in the built program too, whose SDK loads its HTTP client only then', async () => {
    const { sandbox, accounts, polled } = await startTenant();
    const built = new URL('../../../dist/feishu/client/sdk.js', import.meta.url).href;
    const { registerApp } = (await import(built)) as typeof import('../../../src/feishu/client/sdk.ts');
    // The first poll is answered with HTTP 400: it is pending.
    let answer: (link: string) => void = () => undefined;
    const link = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const what = { name: 'A', scopes: ['im:message'], events: [], callbacks: [], accounts };
    const made = registerApp({ ...what, onLink: answer });
    const shown = await link;
    await polled;
    sandbox.scan(shown);
    expect(await made).toMatchObject({ appId: APP.appId, brand: 'feishu' });
  });

  it('says in a sentence that it needs a terminal', async () => {
    const program = runProgram(tempFolder(), ['setup', '--lang', 'zh']);
    expect(await program.ended).toBe(2);
    expect(program.err()).toMatch(/终端/);
  });
});
