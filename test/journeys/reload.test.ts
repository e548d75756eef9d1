import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { packagedTemplates } from '../../src/cards/templates/templates.ts';
import { readConfigured } from '../../src/cli/configured.ts';
import { cardText } from '../support/cardText.ts';
import { type HttpPeer, startPeer } from '../support/httpPeer.ts';
import { APPROVAL, CHAT, type Journey, startJourney } from '../support/journey.ts';
import { type Program, runProgram, writeConfig } from '../support/program.ts';
import { CODE, CHAT as GROUP, startRelaySandbox } from '../support/relaySandbox.ts';
import { untilRows } from '../support/stores.ts';

const [MINUTE, HOUR] = [60_000, 3_600_000];
const [OTHER, SECOND, BOSS] = ['OTHER-0001', 'oc_second', 'ou_0123456789abcdef0123456789abcdef'];

/** Puts another configuration in force, as the watch over the file does. */
async function reconfigure(journey: Journey, changed: object): Promise<void> {
  const { folder, sandbox } = journey;
  const file = join(folder, 'changed.yaml');
  const config = {
    feishu: {
      appId: 'cli_a1b2c3d4e5f60718',
      appSecret: 'a secret',
      domain: sandbox.url,
      encryptKey: 'an encrypt key',
    },
    server: { host: '127.0.0.1', port: 0 },
    store: `sqlite:${join(folder, 'data', 'relay.db')}`,
    reconcile: false,
    ...changed,
  };
  writeFileSync(file, stringify(config));
  const { ready, problems } = readConfigured({ config: file });
  if (!ready) throw new Error(problems.map(({ message }) => message).join('\n'));
  await journey.app().reconfigure.take({ ...ready, templateRoots: [packagedTemplates] });
}

describe('a changed configuration', () => {
  it('holds from the next change on: routes, new approvals, reminders; and sends nothing twice', async () => {
    const journey = await startJourney({
      startsAt: '10:00',
      config: { defaults: {}, approvals: { [APPROVAL]: { chats: [CHAT] } } },
      before: (sandbox) => {
        sandbox.addApproval({ approvalCode: OTHER, name: '另一个' });
        sandbox.addChat({ chatId: SECOND, name: '第二个群' });
      },
      startsWrong: true,
    });
    const { sandbox, clock, folder, submit, cards } = journey;
    await sandbox.waitFor(() => sandbox.approvals().some((one) => one.subscribed));
    const code = submit();
    await cards(CHAT, 1);
    await sandbox.settled();

    await reconfigure(journey, {
      approvals: { [APPROVAL]: { chats: [CHAT, SECOND] }, [OTHER]: { chats: [SECOND] } },
      reminders: { after: '2h', calendar: 'always', hours: '00:00-24:00' },
    });
    // It alone sends nothing.
    expect(sandbox.messages(SECOND)).toEqual([]);
    await sandbox.waitFor(() => sandbox.approvals().every((one) => one.subscribed));
    const other = submit(OTHER);
    await sandbox.waitFor(() => sandbox.messages(SECOND).some(({ content }) => content.includes(other)));
    // Of what waited before it is reminded now.
    await untilRows(folder, `select chat from reminders where instance = '${code}'`, 2);
    clock.advance(130 * 60_000);
    const reminders = (chat: string): string[] =>
      sandbox
        .messages(chat)
        .map(({ content }) => cardText(content))
        .filter((text) => text.includes('催办'));
    await sandbox.waitFor(() => reminders(CHAT).length === 1 && reminders(SECOND).length >= 1);

    await reconfigure(journey, {
      approvals: { [APPROVAL]: { chats: [{ chat: CHAT, statuses: ['APPROVED'] }] } },
      feishu: {
        appId: 'cli_ffffffffffffffff',
        appSecret: 'x',
        domain: sandbox.url,
        encryptKey: 'an encrypt key',
      },
    });
    expect(await journey.shownWarnings()).toContainEqual(
      expect.objectContaining({ code: 'config-needs-restart', ids: { keys: ['feishu.appId'] } }),
    );
    await untilRows(folder, "select seq from outbox where state = 'sent'", 4);
    const before = sandbox.messages(SECOND).length;
    sandbox.approveAll(code);
    await sandbox.waitFor(() => sandbox.messages(CHAT)[0]?.content.includes('已通过') ?? false);
    await sandbox.settled();
    expect(sandbox.messages(SECOND)).toHaveLength(before);
    // The living card was updated, and not posted again.
    const posted = sandbox
      .messages(CHAT)
      .filter((one) => one.replyTo === undefined && !reminders(CHAT).includes(cardText(one.content)));
    expect(posted).toHaveLength(1);
  });

  it('sends what waited for hours that the chat no longer has', async () => {
    const hours = '09:00-18:00';
    const approvals = { [APPROVAL]: { chats: [{ chat: CHAT, hours }] } };
    const journey = await startJourney({ startsAt: '20:00', config: { approvals } });
    const { sandbox, clock, folder, submit } = journey;
    const begunAt = clock.now();
    const code = submit();
    await untilRows(folder, 'select seq from outbox where held_at is not null and next_at > held_at', 1);
    await reconfigure(journey, { approvals: { [APPROVAL]: { chats: [CHAT] } } });
    await journey.passUntil(() => sandbox.messages(CHAT).length === 1);
    expect(sandbox.messages(CHAT)[0]?.content).toContain(code);
    expect(clock.now() - begunAt).toBeLessThan(3 * 3_600_000);
  });

  it('that mends the address of a hook sends at once what waited for it', async () => {
    const wrong = await startPeer((_, response) => response.writeHead(500).end());
    const right = await startPeer((_, response) => response.end());
    const to = ({ url }: HttpPeer) => ({
      approvals: { [APPROVAL]: { chats: [CHAT] } },
      hooks: [{ name: 'erp', url, secret: 'both know it', allowPrivate: true }],
    });
    const journey = await startJourney({ config: to(wrong) });
    journey.submit();
    // The next try is minutes away.
    await journey.passUntil(() => wrong.seen.length >= 10, 20_000);
    await reconfigure(journey, to(right));
    const changedAt = journey.clock.now();
    await journey.passUntil(() => right.seen.length === 1);
    expect(journey.clock.now() - changedAt).toBeLessThan(20_000);
  });
});

describe('a card that waits until Feishu takes requests again', () => {
  it('follows the configuration that is changed meanwhile: its fields, and whether the chat gets it at all', async () => {
    const chats = (...all: (string | object)[]) => ({ approvals: { [APPROVAL]: { chats: all } } });
    const journey = await startJourney({
      config: { defaults: {}, ...chats(CHAT, SECOND) },
      before: (sandbox) => void sandbox.addChat({ chatId: SECOND, name: '第二个群' }),
    });
    const { sandbox, submit, cards, clock, passUntil, ends, deliveries } = journey;
    const headers = { 'x-ogw-ratelimit-reset': '120' };
    const fault = { api: 'message.create', kind: 'status', status: 429, code: 99991400, headers } as const;
    const mend = sandbox.faults.add(fault);
    submit();
    await ends.until(() => deliveries.some(({ result }) => result === 'retry'));
    mend();
    const waiting = submit();
    await ends.until(() => journey.events.length === 2);
    // The rows of the second one wait for their turn.
    const begunAt = clock.now();
    await passUntil(() => clock.now() - begunAt > 20_000, 5_000);

    await reconfigure(journey, chats({ chat: CHAT, fields: { hide: ['采购事由'] } }));
    await passUntil(() => sandbox.messages(CHAT).length === 2, 5_000);
    for (const card of await cards(CHAT, 2)) expect(cardText(card)).not.toContain('新同事的显示器');
    await passUntil(() => deliveries.filter(({ reason }) => reason === 'unmapped').length === 2);
    expect(sandbox.messages(SECOND)).toEqual([]);
    expect(sandbox.messages(CHAT).filter(({ content }) => content.includes(waiting))).toHaveLength(1);
  });
});

describe('a chat that is not configured any more', () => {
  it('gets one last update of its living card, with the state and without the form', async () => {
    const chats = (...all: string[]) => ({ approvals: { [APPROVAL]: { chats: all } } });
    const journey = await startJourney({
      config: { defaults: {}, ...chats(CHAT, SECOND) },
      before: (sandbox) => void sandbox.addChat({ chatId: SECOND, name: '第二个群' }),
    });
    const { sandbox, submit, cards, folder } = journey;
    const code = submit();
    await cards(SECOND, 1);
    await cards(CHAT, 1);
    await untilRows(folder, "select seq from outbox where state = 'sent'", 2);
    expect(cardText(sandbox.messages(SECOND)[0]?.content ?? '')).toContain('新同事的显示器');

    await reconfigure(journey, chats(CHAT));
    sandbox.overtimeClose(code);
    await sandbox.waitFor(() => sandbox.messages(SECOND)[0]?.content.includes('超时关闭') ?? false);
    expect(cardText(sandbox.messages(SECOND)[0]?.content ?? '')).not.toContain('新同事的显示器');
    await untilRows(folder, `select chat from cards where chat = '${SECOND}' and message_id = ''`, 1);
    sandbox.overtimeRecover(code);
    sandbox.approveAll(code);
    await sandbox.waitFor(() => sandbox.messages(CHAT)[0]?.content.includes('已通过') ?? false);
    await sandbox.settled();
    // It was the last: nothing more comes, and nothing is posted again.
    expect(sandbox.messages(SECOND)).toHaveLength(1);
    expect(sandbox.messages(SECOND)[0]?.versions).toHaveLength(2);
  });
});

describe('a chat that is not configured any more and takes no messages', () => {
  it('is tried for a day; then the last update of its card ends', async () => {
    const chats = (...all: string[]) => ({ approvals: { [APPROVAL]: { chats: all } } });
    const journey = await startJourney({
      config: { defaults: {}, ...chats(CHAT, SECOND) },
      before: (sandbox) => void sandbox.addChat({ chatId: SECOND, name: '第二个群' }),
    });
    const { sandbox, clock, submit, cards, folder, deliveries, counts, passUntil } = journey;
    const code = submit();
    await cards(SECOND, 1);
    await untilRows(folder, "select seq from outbox where state = 'sent'", 2);
    await reconfigure(journey, chats(CHAT));
    sandbox.removeBot(SECOND, { event: false });
    sandbox.overtimeClose(code);
    sandbox.overtimeRecover(code);
    const ends = (reason: string): number =>
      deliveries.filter((end) => end.chat === SECOND && end.reason === reason).length;
    await passUntil(() => ends('chat-closed') > 0);
    const closedAt = clock.now();
    // The first of the two updates, and a day later the second.
    await passUntil(() => ends('superseded') === 2, 5 * MINUTE);
    expect(clock.now() - closedAt).toBeGreaterThan(23 * HOUR);
    expect(await counts()).toMatchObject({ parked: 0, outboxWaiting: 0 });
    await untilRows(folder, 'select 1 where not exists (select chat from chats)', 1);
  });
});

describe('a wrong chat that a changed configuration corrects', () => {
  it('is not waited for any more: what is parked for it ends, and its warning is over', async () => {
    const chats = (...all: string[]) => ({ approvals: { [APPROVAL]: { chats: all } } });
    const journey = await startJourney({
      config: { defaults: {}, ...chats(CHAT, SECOND, BOSS) },
      // Out of the app's reach.
      before: ({ faults }) =>
        void faults.add({ api: 'message.create', chat: BOSS, kind: 'status', status: 400, code: 230013 }),
    });
    const { submit, cards, passUntil, shownWarnings, counts, folder } = journey;
    const warned = async () => (await shownWarnings()).map(({ code, subject }) => `${code} ${subject}`);
    const wrong = [`chat-closed ${SECOND}`, `person-unreachable ${BOSS}`];
    submit();
    await cards(CHAT, 2);
    await passUntil(async () => (await warned()).filter((one) => wrong.includes(one)).length === 2);
    await reconfigure(journey, chats(CHAT));
    await passUntil(async () => (await warned()).every((one) => !wrong.includes(one)));
    await passUntil(async () => (await counts()).parked === 0);
    await passUntil(() =>
      journey.deliveries.some(({ chat, reason }) => chat === SECOND && reason === 'unmapped'),
    );
    await untilRows(folder, 'select 1 where not exists (select chat from chats)', 1);
  });
});

describe('the program', () => {
  const readyz = async (program: Program): Promise<string> =>
    (await fetch(`${await program.url}/readyz`)).text();
  const taken = async (program: Program): Promise<string | undefined> =>
    /^relay_config_last_reload_success (\d)/m.exec(
      await (await fetch(`${await program.url}/metrics`)).text(),
    )?.[1];

  it('takes a changed file and .env by itself or at once on SIGHUP, and reports one with an error', async () => {
    const relay = await startRelaySandbox({ encryptKey: 'another key' });
    const applicant = relay.sandbox.addPerson({ name: '张三' }).openId;
    relay.sandbox.addChat({ chatId: SECOND, name: '第二个群' });
    const secret = ['$', '{KEY}'].join('');
    const feishu = { ...(relay.config() as { feishu: object }).feishu, encryptKey: secret };
    const write = (more: object = {}): string => writeConfig(relay.folder, relay.config({ feishu, ...more }));
    writeFileSync(join(relay.folder, '.env'), 'KEY=an encrypt key\n');
    write();
    const program = runProgram(relay.folder, ['start', '--config', 'relay.yaml']);
    const url = await program.url;
    expect(await taken(program)).toBe('1');

    write({ approvals: { [CODE]: { chats: ['not a chat'] } } });
    await program.says('the changed configuration has errors');
    expect(program.out()).toMatch(/relay\.yaml:\d+:\d+: \\"chats\\" must be a group/);
    expect(await taken(program)).toBe('0');
    expect(await readyz(program)).toMatch(/"config-not-taken".*it has an error at relay\.yaml:\d+:\d+\./);

    write({ approvals: { [CODE]: { chats: [GROUP, SECOND] } }, log: { level: 'debug' } });
    writeFileSync(join(relay.folder, '.env'), 'KEY=another key\n');
    program.child.kill('SIGHUP');
    await program.says('the configuration is in force');
    expect(program.out()).toContain(`"change":"approvals.${CODE} (changed)"`);
    expect(program.out()).toContain('"change":"feishu"');
    expect(program.out()).not.toContain('another key');
    expect(await taken(program)).toBe('1');
    expect(await readyz(program)).not.toContain('config-not-taken');
    // A changed key holds from the next event on: Feishu encrypts with the new one.
    relay.sandbox.pushTo(`${url}/webhook/event`);
    const code = relay.sandbox.submit({ approvalCode: CODE, applicant, form: [], approvers: [[applicant]] });
    await relay.sandbox.waitFor(() =>
      relay.sandbox.messages(SECOND).some(({ content }) => content.includes(code)),
    );
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
  });
});
