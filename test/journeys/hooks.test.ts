import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type HttpPeer, type Seen, startPeer } from '../support/httpPeer.ts';
import { APPROVAL, CHAT, type Journey, type JourneyOptions, startJourney } from '../support/journey.ts';

const [MINUTE, HOUR] = [60_000, 3_600_000];
const OTHER = 'LEAVE-0001';

interface Received {
  readonly eventId: string;
  readonly instanceCode: string;
  readonly status: string;
  readonly [key: string]: unknown;
}

const received = ({ body }: Seen): Received => JSON.parse(body) as Received;

/** A receiver on this machine, and the bot that sends to it. `answer`: what it answers now. */
async function start(options: JourneyOptions & { hook?: object } = {}) {
  const taken: Received[] = [];
  const state = { status: 204 };
  const answer = (seen: Seen, response: ServerResponse): void => {
    if (state.status < 300) taken.push(received(seen));
    response.writeHead(state.status).end();
  };
  const peer: HttpPeer = await startPeer(answer);
  const hook = { name: 'erp', url: `${peer.url}/in?key=k`, secret: 'both know it', allowPrivate: true };
  const journey = await startJourney({
    ...options,
    config: { hooks: [{ ...hook, ...options.hook }], ...options.config },
  });
  return { ...journey, journey, peer, taken, state };
}

const hookEnds = ({ deliveries }: Pick<Journey, 'deliveries'>, result: string): number =>
  deliveries.filter((end) => end.kind === 'hook' && end.result === result).length;

describe('a hook', () => {
  it('gets each change, signed, with what the field rules of the defaults let see', async () => {
    const config = {
      defaults: { mode: 'post', fields: { hide: ['金额'] } },
      approvals: { [APPROVAL]: { chats: [{ chat: CHAT, statuses: ['REJECTED'] }] } },
    };
    const { peer, taken, people, sandbox, submit, passUntil, metrics, events } = await start({ config });
    const code = submit();
    sandbox.approve(code, { by: people.li });
    sandbox.approve(code, { by: people.wang });
    await passUntil(() => taken.length === 2);
    expect(taken).toEqual([
      expect.objectContaining({ status: 'PENDING' }),
      {
        eventId: expect.stringMatching(/^\S+$/),
        approvalCode: APPROVAL,
        instanceCode: code,
        status: 'APPROVED',
        changedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        applicant: people.zhang,
        form: [{ id: 'w1', name: '采购事由', kind: 'text', value: '新同事的显示器' }],
        link: expect.stringContaining(code),
      },
    ]);
    expect(peer.seen[0]?.headers['x-relay-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
    // No chat gets it: the event is still relayed.
    expect(events.filter(({ result }) => result === 'relayed')).toHaveLength(2);
    expect(sandbox.messages(CHAT)).toEqual([]);
    await passUntil(async () =>
      /relay_hook_request_seconds_count\{hook="erp",status="204"\} 2/.test(await metrics()),
    );
  });

  it('gets everything in order, once each, from a receiver that was down for an hour; no chat waits', async () => {
    const { journey, taken, state, sandbox, people, clock, passUntil, submit, cards } = await start();
    state.status = 503;
    const codes = [submit(), submit()];
    for (const code of codes) sandbox.approve(code, { by: people.li });
    await cards(CHAT, 2);
    await passUntil(() => hookEnds(journey, 'retry') > 0);
    const until = clock.now() + HOUR;
    await passUntil(() => clock.now() > until, 20_000);
    for (const code of codes) sandbox.approve(code, { by: people.wang });
    await cards(CHAT, 4);
    const warned = await journey.shownWarnings();
    expect(warned).toEqual([
      expect.objectContaining({ code: 'hook-failing', ids: { hook: 'erp', cause: 'http-503' } }),
    ]);
    // The pauses are a minute at most, so an hour takes some sixty requests, and not one for each second.
    expect(hookEnds(journey, 'retry')).toBeLessThan(100);
    await journey.restart();
    state.status = 200;
    await passUntil(() => taken.length >= 4, 5_000);
    await passUntil(async () => (await journey.counts()).outboxWaiting === 0);
    for (const code of codes) {
      const ofOne = taken.filter(({ instanceCode }) => instanceCode === code);
      expect(ofOne.map(({ status }) => status)).toEqual(['PENDING', 'APPROVED']);
    }
    // What waited an hour ago came first.
    expect(taken.slice(0, 2).map(({ status }) => status)).toEqual(['PENDING', 'PENDING']);
    expect(new Set(taken.map(({ eventId }) => eventId)).size).toBe(4);
    await passUntil(async () => (await journey.shownWarnings()).length === 0);
  });

  it('is sent again if the answer was lost, with the same event id', async () => {
    let cuts = 1;
    const ids: string[] = [];
    const peer = await startPeer((seen, response) => {
      ids.push(received(seen).eventId);
      if (cuts > 0) response.destroy();
      else response.end();
      cuts -= 1;
    });
    const { submit, passUntil } = await start({ hook: { url: peer.url } });
    submit();
    await passUntil(() => ids.length === 2);
    expect(new Set(ids).size).toBe(1);
  });

  it('parks what the receiver refuses, and goes on with the next', async () => {
    const { journey, taken, state, submit, passUntil, counts } = await start({
      hook: { approvals: [APPROVAL], statuses: ['PENDING'] },
      before: (sandbox) => sandbox.addApproval({ approvalCode: OTHER, name: '请假' }),
      config: {
        operators: { chat: CHAT },
        approvals: { [APPROVAL]: { chats: [CHAT] }, [OTHER]: { chats: [CHAT] } },
      },
    });
    state.status = 422;
    const refused = submit();
    await passUntil(() => hookEnds(journey, 'parked') === 1);
    expect(journey.deliveries.find(({ kind }) => kind === 'hook')).toMatchObject({
      chat: 'hook:erp',
      reason: 'refused',
      remedy: { en: expect.stringContaining('compare the secret') },
    });
    state.status = 200;
    submit(OTHER);
    const next = submit();
    await passUntil(() => taken.length === 1);
    expect(taken[0]).toMatchObject({ instanceCode: next });
    await passUntil(async () => (await counts()).outboxWaiting === 0);
    expect(await counts()).toMatchObject({ parked: 1 });
    expect(refused).not.toBe(next);
  });

  it('goes to no private address unless that is allowed, and the row waits', async () => {
    const { journey, peer, submit, passUntil, warnings } = await start({
      hook: { url: 'https://127.0.0.1:9/', allowPrivate: false },
    });
    submit();
    await passUntil(() => hookEnds(journey, 'retry') > 1);
    await passUntil(
      async () => (await journey.shownWarnings()).some(({ code }) => code === 'hook-failing'),
      5_000,
    );
    expect(peer.connections.made).toBe(0);
    expect(JSON.stringify(warnings)).toContain('allowPrivate: true');
    expect(JSON.stringify([warnings, journey.deliveries])).not.toContain('127.0.0.1:9');
    expect(journey.clock.now()).toBeGreaterThan(MINUTE);
  });
});
