import { expect, it } from 'vitest';
import { cardText } from '../support/cardText.ts';
import { startPeer } from '../support/httpPeer.ts';
import { CHAT, startJourney } from '../support/journey.ts';
import { ADMIN_TOKEN, sendToken, signIn } from '../support/operator.ts';
import { freshDatabase } from '../support/postgres.ts';

const OPS = 'oc_operators';

interface Received {
  readonly eventId: string;
  readonly instanceCode: string;
  readonly status: string;
}

/** Two bots on one PostgreSQL, with a hook and a chat for operators. `answer.status`: what the hook's receiver answers now. */
async function startTwo() {
  const taken: Received[] = [];
  const answer = { status: 422 };
  const peer = await startPeer(({ body }, response) => {
    if (answer.status < 300) taken.push(JSON.parse(body) as Received);
    response.writeHead(answer.status).end();
  });
  const journey = await startJourney({
    before: (sandbox) => void sandbox.addChat({ chatId: OPS, name: '运维' }),
    config: {
      store: await freshDatabase(),
      server: { host: '127.0.0.1', port: 0, adminToken: ADMIN_TOKEN },
      hooks: [{ name: 'erp', url: peer.url, secret: 'both know it', allowPrivate: true }],
      operators: { chat: OPS },
    },
  });
  const standby = await journey.startAnother();
  /** Of the hook: `begun`, or `over`, as often as operators were told. */
  const told = (): string[] =>
    journey.sandbox
      .messages(OPS)
      .flatMap(({ content }) => cardText(content).split('\n'))
      .filter((line) => line.includes('hook erp 没有接收'))
      .map((line) => (line.startsWith('已恢复') ? 'over' : 'begun'));
  return { ...journey, taken, answer, working: journey.app(), standby, told };
}

it('a bot that stands by shows and does the same; operators and hooks hear once, though another goes on', async () => {
  const { taken, answer, working, standby, told, ...journey } = await startTwo();
  const { sandbox, people, passUntil, submit, counts } = journey;
  // Wrong tokens count on both together, and never lock out the right one.
  const statuses: number[] = [];
  for (const { url } of [working, standby, working, standby, working, standby])
    statuses.push((await sendToken(url, 'wrong')).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  const browser = await signIn(standby.url);
  const first = submit();
  await journey.cards(CHAT, 1);
  await passUntil(() => told().length > 0);
  const shown = await browser.page('/admin/deliveries?state=parked');
  const [, id = ''] = /name="id" value="(d\d+)"/.exec(shown) ?? [];
  // The cookie of one holds on the other, and both show the same.
  const answered = await fetch(`${working.url}/admin/deliveries?state=parked`, {
    headers: { cookie: browser.cookie },
  });
  expect([answered.status, await answered.text()]).toEqual([200, expect.stringContaining(`value="${id}"`)]);

  answer.status = 204;
  const asked = await browser.post('/admin/deliveries', { do: 'replay', id });
  const result = asked.headers.get('location') ?? '';
  await passUntil(async () => (await browser.page(result)).includes('1 to be sent again'));
  await passUntil(() => taken.length === 1);

  // The receiver is down while one bot takes over from the other.
  answer.status = 503;
  sandbox.approve(first, { by: people.li });
  sandbox.approve(first, { by: people.wang });
  const second = submit();
  await journey.cards(CHAT, 3);
  await passUntil(async () => (await counts()).outboxWaiting === 2);
  await journey.stop();
  answer.status = 204;
  await passUntil(() => taken.length >= 3);
  sandbox.approve(second, { by: people.li });
  sandbox.approve(second, { by: people.wang });
  await journey.cards(CHAT, 4);
  await passUntil(() => taken.length >= 4);
  for (const code of [first, second]) {
    const statuses = taken.filter(({ instanceCode }) => instanceCode === code).map(({ status }) => status);
    expect(statuses).toEqual(['PENDING', 'APPROVED']);
  }
  expect(new Set(taken.map(({ eventId }) => eventId)).size).toBe(4);
  // The one has told that it began, the other tells that it is over.
  await passUntil(() => told().includes('over'), 5_000);
  expect(told()).toEqual(['begun', 'over']);
});
