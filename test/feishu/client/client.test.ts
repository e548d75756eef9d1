import { describe, expect, it, onTestFinished } from 'vitest';
import { getInstance } from '../../../src/feishu/api/instances.ts';
import { postCard, replyWithCard, updateCard } from '../../../src/feishu/api/messages.ts';
import { createPeople } from '../../../src/feishu/api/people.ts';
import { subscribe } from '../../../src/feishu/api/subscriptions.ts';
import type { Api } from '../../../src/feishu/client/api.ts';
import {
  createFeishuClient,
  type FeishuAnswer,
  type FeishuClientOptions,
} from '../../../src/feishu/client/client.ts';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import type { Trouble } from '../../../src/feishu/client/troubles.ts';
import { verdictOf, verdictOnMessage } from '../../../src/feishu/errorCodes.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { StillClock } from '../../support/stillClock.ts';

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };
const CARD = { content: '{"schema":"2.0","body":{"elements":[]}}', key: 'k-1' };
const CHAT = { id: 'oc_1', idType: 'chat_id' } as const;

/** A client in front of a sandbox with one person, one approval and one group. */
async function stage(options: Partial<FeishuClientOptions> = {}) {
  const clock = new StillClock();
  const sandbox = await startSandbox({ clock, ...APP });
  onTestFinished(() => sandbox.stop());
  const applicant = sandbox.addPerson({ name: '张三' }).openId;
  sandbox.addApproval({ approvalCode: 'A-1', name: '采购' });
  sandbox.addChat({ chatId: 'oc_1', name: '采购群' });
  const answers: FeishuAnswer[] = [];
  const lines: { level: string; facts: Record<string, unknown>; text: string }[] = [];
  const changes: string[][] = [];
  const line = (level: string) => (facts: object, text: string) =>
    void lines.push({ level, facts: facts as Record<string, unknown>, text });
  const log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
  const client = createFeishuClient({
    feishu: { ...APP, baseUrl: sandbox.url },
    limits: { appPerSecond: 1_000, appPerMinute: 10_000 },
    clock,
    log,
    onAnswer: (answer) => answers.push(answer),
    onTroubles: (troubles) => changes.push(troubles.map(({ code }) => code)),
    ...options,
  });
  onTestFinished(() => client.close());
  const turn = (api: Api) => client.turn(api, { priority: 0, lane: 'lane' });
  const answerOnce = (api: string, body: unknown, more: object = {}) =>
    sandbox.faults.add({
      api,
      kind: 'status',
      status: 200,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
      times: 1,
      ...more,
    });
  return {
    clock,
    sandbox,
    client,
    answers,
    lines,
    changes,
    answerOnce,
    instance: () => sandbox.submit({ approvalCode: 'A-1', applicant }),
    look: async (code: string) => getInstance(client, await turn('instance.get'), code, 'zh-CN'),
    post: async (key = 'k-1') => postCard(client, await turn('message.create'), CHAT, { ...CARD, key }),
    update: async (id: string) => updateCard(client, await turn('message.patch'), id, CARD.content),
    reply: async (id: string) => replyWithCard(client, await turn('message.reply'), id, CARD),
    applicant,
  };
}

async function failureOf(request: Promise<unknown>): Promise<FeishuError> {
  const thrown = await request.catch((error: unknown) => error);
  if (thrown instanceof FeishuError) return thrown;
  throw new Error(`no failure of Feishu's: ${JSON.stringify(thrown)}`);
}

describe('an answer that cannot be right', () => {
  it.each([
    ['another instance', { instance_code: 'OTHER-1' }],
    ['an instance code that is none', { instance_code: '../approvals/A-1' }],
    ['an approval code that is none', { approval_code: 'a b' }],
  ])('is a failed look-up: %s', async (_what, odd) => {
    const { look, instance, answerOnce, answers } = await stage();
    const code = instance();
    answerOnce('instance.get', { code: 0, data: { instance_code: code, approval_code: 'A-1', ...odd } });
    const error = await failureOf(look(code));
    expect(error).toMatchObject({ code: undefined, failure: 'wrong-answer', reached: 'no' });
    expect(verdictOf(error).action).toBe('retry');
    expect(answers.at(-1)).toMatchObject({ api: 'instance.get', code: 'none' });
    expect((await look(code)).instance.instanceCode).toBe(code);
  });

  it('is a failed look-up if it holds no instance at all', async () => {
    const { look, instance, answerOnce } = await stage();
    answerOnce('instance.get', { code: 0, data: [] });
    expect(await failureOf(look(instance()))).toMatchObject({ failure: 'wrong-answer' });
  });

  it.each([
    ['with slashes', 'om_1/urgent_app'],
    ['of a megabyte', 'o'.repeat(1_000_000)],
    ['that is none', 42],
    ['that is missing', undefined],
  ])('leaves unknown whether a message was sent: an id %s', async (_what, id) => {
    const { post, answerOnce, sandbox } = await stage();
    answerOnce('message.create', { code: 0, data: { message_id: id } });
    const error = await failureOf(post());
    expect(error).toMatchObject({ failure: 'wrong-answer', reached: 'maybe' });
    expect(error.message.length).toBeLessThan(100);
    // The same key names the same message.
    expect((await post()).messageId).toMatch(/^om_/);
    expect(sandbox.requests('message.create').map(({ uuid }) => uuid)).toEqual(['k-1', 'k-1']);
  });

  it('gives nobody another name, and no name that fills a page', async () => {
    const { client, clock, applicant, answerOnce } = await stage();
    answerOnce('user.batch', {
      code: 0,
      data: {
        items: [
          { open_id: 'ou_other', name: '李四' },
          { open_id: applicant, name: '张'.repeat(1_000_000) },
        ],
      },
    });
    const { people } = await createPeople(client, clock, { ...console, debug: () => undefined }).namesOf(
      [applicant],
      [],
    );
    expect([...people.keys()]).toEqual([applicant]);
    expect(people.get(applicant)?.length).toBe(200);
  });

  it.each([
    ['with a line break', 't-1\r\nX-Evil: 1'],
    ['with other letters', 't-令牌'],
    ['of a megabyte', `t-${'1'.repeat(1_000_000)}`],
    ['that is none', { t: 1 }],
  ])('keeps no token %s', async (_what, token) => {
    const { post, answerOnce } = await stage();
    answerOnce('token', { code: 0, tenant_access_token: token, expire: 7_200 });
    expect(await failureOf(post())).toMatchObject({ failure: 'wrong-answer', reached: 'no' });
    expect((await post()).messageId).toMatch(/^om_/);
  });
});

describe('an id that is none', () => {
  it('never leads a request to another address', async () => {
    const { look, update, reply, sandbox, client } = await stage();
    for (const id of ['om_1/../../x', 'om_1/urgent_app', 'om_1?x=1', '', 'om 1', 'o'.repeat(65)]) {
      for (const request of [look(id), update(id), reply(id), subscribe(client, id)]) {
        const error = await failureOf(request);
        expect(error).toMatchObject({ failure: 'bad-id', reached: 'no' });
        expect(verdictOf(error).action).toBe('park');
        // Instead of an update or a reply, a fresh card is sent.
        expect(verdictOnMessage(error).action).toBe('replace');
      }
    }
    expect(sandbox.requests().filter(({ api }) => api !== 'token')).toEqual([]);
  });
});

describe('what keeps calls from succeeding', () => {
  it.each([
    [10003, 'invalid param', /feishu\.domain: lark/],
    [10014, 'app secret invalid', /appSecret is wrong/],
    [10014, 'app id not exists', /no app with this feishu\.appId/],
    [10005, 'app id unauthorized', /refuses the credentials/],
    [10014, 'failed', /refuses the credentials/],
    [99991543, 'app id or app secret error', /no app with this feishu\.appId/],
  ])('is reported in one sentence, once, until it is over: %i %s', async (code, msg, remedy) => {
    const { post, sandbox, client, lines, changes, clock } = await stage();
    const mend = sandbox.faults.add({ api: 'token', kind: 'status', status: 200, code, msg });
    expect(client.troubles()).toEqual([]);
    await failureOf(post());
    clock.advance(60_000);
    await failureOf(post());
    const expected: Partial<Trouble> = {
      code: 'credentials-refused',
      feishuCode: code,
      why: msg,
      remedy: expect.objectContaining({ en: expect.stringMatching(remedy) }),
    };
    expect(client.troubles()).toEqual([expect.objectContaining(expected)]);
    const { code: _code, ...facts } = expected;
    expect(lines).toEqual([
      {
        level: 'debug',
        text: 'calls to Feishu fail',
        facts: expect.objectContaining({ trouble: 'credentials-refused', ...facts }),
      },
    ]);
    mend();
    clock.advance(60_000);
    await post();
    expect(client.troubles()).toEqual([]);
    expect(changes).toEqual([['credentials-refused'], []]);
    expect(lines.at(-1)).toMatchObject({ level: 'debug', text: 'calls to Feishu succeed again' });
  });

  it('names the scopes that are missing, for the API that misses them', async () => {
    const { post, look, instance, sandbox, client, clock } = await stage();
    const mend = sandbox.faults.add({
      api: 'message.create',
      kind: 'status',
      status: 400,
      code: 99991672,
      msg: 'Access denied. One of the following scopes is required: [im:message, im:message:send_as_bot].',
    });
    await failureOf(post());
    await look(instance());
    expect(client.troubles()).toEqual([
      expect.objectContaining({
        code: 'scope-missing',
        api: 'message.create',
        scopes: ['im:message', 'im:message:send_as_bot'],
      }),
    ]);
    mend();
    clock.advance(60_000);
    await post();
    expect(client.troubles()).toEqual([]);
  });

  it('is reported at the first failure after the start, and later only if it lasts', async () => {
    const { post, look, instance, sandbox, client } = await stage();
    const code = instance();
    const cut = () => sandbox.faults.add({ kind: 'cut' });
    let mend = cut();
    await failureOf(look(code));
    expect(client.troubles()).toEqual([
      expect.objectContaining({
        code: 'feishu-unreachable',
        remedy: expect.objectContaining({ en: expect.stringMatching(/firewall/) }),
      }),
    ]);
    mend();
    await look(code);
    expect(client.troubles()).toEqual([]);
    mend = cut();
    await failureOf(look(code));
    await failureOf(post());
    expect(client.troubles()).toEqual([]);
    await failureOf(look(code));
    expect(client.troubles()).toEqual([
      expect.objectContaining({
        code: 'feishu-unreachable',
        remedy: expect.objectContaining({ en: expect.stringMatching(/^Nothing to do/) }),
      }),
    ]);
    // Any answer of Feishu's says that it is there, a refusal too.
    mend();
    sandbox.faults.add({ api: 'instance.get', kind: 'status', status: 400, code: 1390003, times: 1 });
    await failureOf(look(code));
    expect(client.troubles()).toEqual([]);
  });
});

describe('the clock of this machine', () => {
  /** Half a second, and half of the five that an answer may take. */
  const MOST_WRONG_MS = 3_000;

  it('is compared with Feishu’s at each answer', async () => {
    const { look, instance, client, clock } = await stage();
    expect(client.clockSkew()).toBeUndefined();
    const code = instance();
    await look(code);
    expect(Math.abs(client.clockSkew()?.ms ?? Number.NaN)).toBeLessThanOrEqual(MOST_WRONG_MS);
    clock.advance(86_400_000);
    await look(code);
    expect(Math.abs(client.clockSkew()?.ms ?? Number.NaN)).toBeLessThanOrEqual(MOST_WRONG_MS);
  });

  it('is seen to run ahead, or behind', async () => {
    const { look, instance, client, clock, answerOnce } = await stage();
    const code = instance();
    const at = (ms: number) => ({ headers: { Date: new Date(ms).toUTCString() } });
    answerOnce('instance.get', { code: 0, data: {} }, at(clock.now() - 86_400_000));
    await look(code);
    expect(Math.round((client.clockSkew()?.ms ?? 0) / 60_000)).toBe(1_440);
    answerOnce('instance.get', 'odd', at(clock.now() + 600_000));
    await failureOf(look(code));
    expect(Math.round((client.clockSkew()?.ms ?? 0) / 60_000)).toBe(-10);
    answerOnce('instance.get', 'odd', { headers: { Date: 'never' } });
    await failureOf(look(code));
    expect(Math.round((client.clockSkew()?.ms ?? 0) / 60_000)).toBe(-10);
  });
});

describe('a refused token', () => {
  it('is not used again', async () => {
    const { post, sandbox } = await stage();
    await post();
    sandbox.revokeTokens();
    expect(verdictOf(await failureOf(post('k-2'))).action).toBe('renew-token');
    await post('k-2');
  });
});
