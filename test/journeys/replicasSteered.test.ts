import { expect, it } from 'vitest';
import { cardText, loosened } from '../support/cardText.ts';
import { startPeer } from '../support/httpPeer.ts';
import { APPROVAL, CHAT, startJourney } from '../support/journey.ts';
import { ADMIN_TOKEN, sendToken, signIn } from '../support/operator.ts';
import { freshDatabase } from '../support/postgres.ts';

const OPS = 'oc_operators';
/** Hears of the first step alone. */
const STEPS = 'oc_steps';

interface Received {
  readonly eventId: string;
  readonly instanceCode: string;
  readonly status: string;
}

/** Two bots on one PostgreSQL, with a hook, a chat for a step and one for operators. `answer.status`: what the hook's receiver answers now. */
async function startTwo() {
  const taken: Received[] = [];
  const answer = { status: 422 };
  const peer = await startPeer(({ body }, response) => {
    if (answer.status < 300) taken.push(JSON.parse(body) as Received);
    response.writeHead(answer.status).end();
  });
  const journey = await startJourney({
    before: (sandbox) => {
      for (const chatId of [OPS, STEPS]) sandbox.addChat({ chatId, name: chatId });
      sandbox.addApproval({
        approvalCode: APPROVAL,
        name: '采购申请',
        nodes: [{ name: '部门主管' }, { name: '财务' }],
      });
    },
    sandbox: { taskEvents: true },
    config: {
      store: await freshDatabase(),
      server: { host: '127.0.0.1', port: 0, adminToken: ADMIN_TOKEN },
      hooks: [{ name: 'erp', url: peer.url, secret: 'both know it', allowPrivate: true }],
      operators: { chat: OPS },
      approvals: { [APPROVAL]: { chats: [CHAT, { chat: STEPS, stage: '部门主管' }] } },
    },
  });
  const standby = await journey.startAnother();
  /** The cards to operators about the hook, in order: `begun` or `over`. */
  const reported = (): string[] =>
    journey.sandbox
      .messages(OPS)
      .flatMap(({ content }) => cardText(content).split('\n'))
      .filter((line) => line.includes('hook erp 没有接收'))
      .map((line) => (line.startsWith('已恢复') ? 'over' : 'begun'));
  /** The cards of the step of an instance: how each begins. */
  const stepCards = (code: string): (string | undefined)[] =>
    journey.sandbox
      .messages(STEPS)
      .filter(({ content, replyTo }) => content.includes(code) && replyTo === undefined)
      .map(({ content }) => JSON.parse(loosened(content)).header?.text_tag_list[0].text.content);
  return { ...journey, stepCards, taken, answer, working: journey.app(), standby, reported };
}

it('a standby shows and does the same; operators, hooks and steps get everything once when another takes over', async () => {
  const { taken, answer, working, standby, reported, ...journey } = await startTwo();
  const { sandbox, people, passUntil, submit, counts, stepCards } = journey;
  // Wrong tokens count on both together, and never lock out the right one.
  const statuses: number[] = [];
  for (const { url } of [working, standby, working, standby, working, standby])
    statuses.push((await sendToken(url, 'wrong')).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  const browser = await signIn(standby.url);
  const first = submit();
  await journey.cards(CHAT, 1);
  await passUntil(() => reported().length > 0);
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
  await sandbox.waitFor(() => stepCards(second).length > 0);
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
  // One card for each opening of the step, though one bot took what was pushed, another posted it, and the first settled it.
  const settled = ['部门主管 · 已通过'];
  await passUntil(() => [first, second].every((code) => stepCards(code).join() === settled.join()));
  // One replica has reported its beginning, the other reports its end.
  await passUntil(() => reported().includes('over'), 5_000);
  expect(reported()).toEqual(['begun', 'over']);
});
