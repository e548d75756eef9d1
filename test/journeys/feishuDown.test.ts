import { describe, expect, it } from 'vitest';
import { APPROVAL, CHAT, startJourney } from '../support/journey.ts';

describe('Feishu is down at the look-up', () => {
  it('is tried again with longer pauses, while other events are taken; each change comes once', async () => {
    const { sandbox, submit, passUntil, counts } = await startJourney();
    sandbox.faults.add({
      api: 'instance.get',
      kind: 'status',
      status: 502,
      body: '<html>bad gateway</html>',
    });
    const codes = [submit(), submit(), submit()];
    await sandbox.waitFor(() => sandbox.requests('instance.get').length >= 3);
    await sandbox.waitFor(() => sandbox.pushes().every((push) => push.state === 'taken'));
    expect(await counts()).toMatchObject({ inboxWaiting: 3, outboxWaiting: 0 });
    for (let round = 1; round <= 5; round += 1) {
      const before = sandbox.requests('instance.get').length;
      await passUntil(() => sandbox.requests('instance.get').length > before);
    }
    sandbox.faults.clear();
    await passUntil(() => sandbox.messages(CHAT).length >= 3);
    const all = sandbox.messages(CHAT).map((message) => message.content);
    for (const code of codes) expect(all.filter((card) => card.includes(code))).toHaveLength(1);
  });

  it('does not hold up other instances when one look-up hangs', async () => {
    const { sandbox, people, submit, cards } = await startJourney();
    const slow = submit();
    await cards(CHAT, 1);
    sandbox.faults.add({ api: 'instance.get', instance: slow, kind: 'hang', times: 1 });
    sandbox.reject(slow, { by: people.li });
    await sandbox.waitFor(() => sandbox.requests('instance.get').length === 2);
    for (let i = 0; i < 3; i += 1) submit();
    expect(await cards(CHAT, 4)).toHaveLength(4);
    sandbox.faults.clear();
    expect(await cards(CHAT, 5)).toHaveLength(5);
  });

  it('takes an instance that Feishu does not know yet for late, and then sends it without details', async () => {
    const { sandbox, clock, cards, passUntil } = await startJourney();
    const at = clock.now();
    sandbox.push({
      uuid: 'u-unknown',
      token: '',
      type: 'event_callback',
      event: {
        type: 'approval_instance',
        app_id: 'cli_a1b2c3d4e5f60718',
        approval_code: APPROVAL,
        instance_code: 'UNKNOWN-INSTANCE',
        status: 'PENDING',
        operate_time: String(at),
      },
    });
    await sandbox.settled();
    await passUntil(() => sandbox.messages(CHAT).length > 0);
    const asked = sandbox.requests('instance.get').map((request) => request.at);
    expect(asked).toHaveLength(4);
    const spans = asked.slice(1).map((time, i) => time - (asked[i] ?? 0));
    for (const [i, leastMs] of [2_000, 10_000, 60_000].entries())
      expect(spans[i]).toBeGreaterThanOrEqual(leastMs);
    const [card] = await cards(CHAT, 1);
    expect(card).toContain('UNKNOWN-INSTANCE');
  });
});

describe('the tenant token', () => {
  it('is fetched once for all, and renewed when it is refused', async () => {
    const { sandbox, submit, cards } = await startJourney();
    for (let i = 0; i < 4; i += 1) submit();
    await cards(CHAT, 4);
    expect(sandbox.requests('token')).toHaveLength(1);
    sandbox.revokeTokens();
    submit();
    await cards(CHAT, 5);
    expect(sandbox.requests('token')).toHaveLength(2);
  });
});
