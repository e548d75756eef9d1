import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openDoor } from '../sandbox/fixture.ts';
import { APPROVAL, CHAT, type Journey, type ShownWarning, startJourney } from '../support/journey.ts';

const MINUTE = 60_000;
const SCOPES = ['approval:approval', 'approval:definition', 'im:message:send_as_bot', 'im:chat:readonly'];

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Lets time pass until `/readyz`, which stays 200, shows a warning; resolves with all of them. */
async function warned(journey: Journey, code: string): Promise<readonly ShownWarning[]> {
  let shown: readonly ShownWarning[] = [];
  await journey.passUntil(async () => {
    shown = await journey.shownWarnings();
    return shown.some((warning) => warning.code === code);
  });
  return shown;
}

/** Lets time pass until nothing is left to see to. */
function allIsWell(journey: Journey): Promise<void> {
  return journey.passUntil(async () => (await journey.shownWarnings()).length === 0, 10_000);
}

/** The log lines at warn that carry this code: one names it, with the remedy. */
function linesOf({ warnings }: Journey, code: string): { text: string; facts: object }[] {
  return warnings.filter(({ facts }) => 'warning' in facts && facts.warning === code);
}

function expectOneLine(journey: Journey, code: string, shown: readonly ShownWarning[]): void {
  const one = shown.find((warning) => warning.code === code);
  expect(linesOf(journey, code)).toEqual([
    { text: one?.message, facts: expect.objectContaining({ remedy: one?.remedy }) },
  ]);
}

async function relays(journey: Journey): Promise<void> {
  journey.submit();
  await journey.passUntil(() => journey.sandbox.messages(CHAT).length > 0);
}

/** Somebody hears on a port and never answers as Feishu does. */
async function nobody(): Promise<string> {
  const server = createServer((request) => request.socket.destroy());
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  closing.push(() => server.close());
  return `http://127.0.0.1:${port}`;
}

/** Resolves when Feishu pushes what happens. */
const subscribed = ({ sandbox, passUntil }: Journey): Promise<void> =>
  passUntil(() => sandbox.approvals().every((approval) => approval.subscribed), 10_000);

/** Restarts with the right keys. */
async function mend(journey: Journey): Promise<void> {
  await journey.restart({ feishu: {} });
  await subscribed(journey);
}

describe('a first start with one thing wrong', () => {
  it('names a wrong secret', async () => {
    const journey = await startJourney({
      startsWrong: true,
      config: { feishu: { appSecret: 'another secret' } },
    });
    const shown = await warned(journey, 'credentials-refused');
    expect(shown.map(({ code }) => code)).toEqual(['credentials-refused']);
    expect(shown[0]?.remedy).toMatch(/App ?Secret|appSecret/);
    expectOneLine(journey, 'credentials-refused', shown);
    await mend(journey);
    await relays(journey);
    await allIsWell(journey);
  });

  it('names a scope that is missing, before the first card', async () => {
    const journey = await startJourney({
      sandbox: { scopes: SCOPES.filter((scope) => !scope.startsWith('im:message')) },
    });
    const shown = await warned(journey, 'scope-missing');
    expect(shown).toMatchObject([
      {
        code: 'scope-missing',
        ids: { api: 'message.create', scopes: expect.arrayContaining(['im:message:send_as_bot']) },
        remedy: expect.stringMatching(/Add the scope .*publish a new version/),
      },
    ]);
    expectOneLine(journey, 'scope-missing', shown);
    journey.sandbox.turn({ scopes: SCOPES });
    await relays(journey);
    await allIsWell(journey);
  });

  it('names an approval that cannot be subscribed, and the scope that it lacks', async () => {
    const journey = await startJourney({
      startsWrong: true,
      sandbox: { scopes: ['approval:approval:readonly', 'im:message:send_as_bot', 'im:chat:readonly'] },
    });
    const shown = await warned(journey, 'approval-not-subscribed');
    expect(shown.find(({ code }) => code === 'approval-not-subscribed')).toMatchObject({
      ids: { approval: APPROVAL },
      remedy: expect.stringMatching(/approval:approval or approval:definition/),
    });
    expectOneLine(journey, 'approval-not-subscribed', shown);
    journey.sandbox.turn({ scopes: SCOPES });
    await subscribed(journey);
    await relays(journey);
    await allIsWell(journey);
  });

  it('names an approval code that Feishu does not know', async () => {
    const approvals = { [APPROVAL]: { chats: [CHAT] }, 'NO-SUCH-APPROVAL': { chats: [CHAT] } };
    const journey = await startJourney({ config: { approvals } });
    const shown = await warned(journey, 'approval-unknown');
    expect(shown).toMatchObject([
      { ids: { approval: 'NO-SUCH-APPROVAL' }, remedy: expect.stringContaining('code') },
    ]);
    expectOneLine(journey, 'approval-unknown', shown);
    await relays(journey);
    await journey.restart({ approvals: { [APPROVAL]: { chats: [CHAT] } } });
    await allIsWell(journey);
  });

  it('names a group that the bot is not in, before the first card', async () => {
    const journey = await startJourney({
      before: (sandbox) => sandbox.removeBot(CHAT, { event: false }),
    });
    const shown = await warned(journey, 'bot-not-in-chat');
    expect(shown).toMatchObject([
      { subject: CHAT, ids: { chat: CHAT }, remedy: expect.stringMatching(/^Add the bot to the group/) },
    ]);
    // A name is for operators.
    expect(JSON.stringify(shown)).not.toContain('采购群');
    expectOneLine(journey, 'bot-not-in-chat', shown);
    journey.sandbox.addBot(CHAT);
    await allIsWell(journey);
    await relays(journey);
  });

  it('says nothing of groups if the app may not ask', async () => {
    const journey = await startJourney({
      sandbox: { scopes: SCOPES.filter((scope) => scope !== 'im:chat:readonly') },
      before: (sandbox) => sandbox.removeBot(CHAT, { event: false }),
    });
    await journey.passUntil(() => journey.sandbox.requests('chat.get').length > 0);
    await journey.passUntil(() => journey.sandbox.requests('scope.list').length > 0);
    expect(await journey.shownWarnings()).toEqual([]);
  });

  it('names a key that never fits', async () => {
    const journey = await startJourney({ config: { feishu: { encryptKey: 'another key' } } });
    journey.submit();
    const shown = await warned(journey, 'events-refused');
    expect(shown).toMatchObject([
      { ids: { cause: 'encrypt-key-differs' }, remedy: expect.stringContaining('feishu.encryptKey') },
    ]);
    expectOneLine(journey, 'events-refused', shown);
    await mend(journey);
    await relays(journey);
    await allIsWell(journey);
  });

  it('names a Feishu that cannot be reached, and where to look', async () => {
    const journey = await startJourney({ startsWrong: true, config: { feishu: { domain: await nobody() } } });
    const shown = await warned(journey, 'feishu-unreachable');
    expect(shown).toMatchObject([
      { ids: { everReached: false }, remedy: expect.stringMatching(/feishu\.domain/) },
    ]);
    expectOneLine(journey, 'feishu-unreachable', shown);
    await mend(journey);
    await relays(journey);
    await allIsWell(journey);
  });

  it('names an event that was never added, once a change is found that nobody pushed', async () => {
    const journey = await startJourney({ config: { reconcile: { schedule: '*/10 * * * *' } } });
    const { sandbox, clock, cards, passUntil } = journey;
    const elsewhere = await openDoor();
    closing.push(() => elsewhere.close());
    sandbox.pushTo(elsewhere.url);
    clock.advance(2 * MINUTE);
    const code = journey.submit();
    await passUntil(() => sandbox.messages(CHAT).length > 0, 10_000);
    expect((await cards(CHAT, 1))[0]).toContain(code);
    const shown = await warned(journey, 'never-pushed');
    expect(shown).toMatchObject([
      { ids: { approvals: [APPROVAL] }, remedy: expect.stringMatching(/approval_instance.*published/) },
    ]);
    expectOneLine(journey, 'never-pushed', shown);
    sandbox.pushTo(`${journey.app().url}/webhook/event`);
    journey.submit();
    await allIsWell(journey);
  });
});
