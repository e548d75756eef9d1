import { describe, expect, it } from 'vitest';
import { APPROVAL, CHAT, startJourney } from '../support/journey.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

describe('a Feishu whose answers cannot be right', () => {
  it('posts nothing of another instance, and the right card once the answers are right', async () => {
    const journey = await startJourney();
    const { sandbox, submit, cards, passUntil, warnings } = journey;
    const wrong = {
      instance_code: 'ANOTHER-1',
      approval_code: APPROVAL,
      approval_name: '别人的工资',
      status: 'PENDING',
    };
    const mend = sandbox.faults.add({
      api: 'instance.get',
      kind: 'status',
      status: 200,
      body: JSON.stringify({ code: 0, msg: 'success', data: wrong }),
      headers: JSON_HEADERS,
    });
    const code = submit();
    await sandbox.waitFor(() => sandbox.requests('instance.get').length > 0);
    await passUntil(() => warnings.some(({ facts }) => /another instance/.test(JSON.stringify(facts))));
    expect(sandbox.messages(CHAT)).toEqual([]);
    mend();
    await passUntil(() => sandbox.messages(CHAT).length > 0);
    const [card = ''] = await cards(CHAT, 1);
    expect(card).toContain(code);
    expect(card).not.toContain('别人的工资');
  });

  it('posts one card though the answer names the message by no id, and asks with the same key', async () => {
    const journey = await startJourney();
    const { sandbox, submit, passUntil, deliveries } = journey;
    // What was asked is done, but the answer is lost, and the next one is none.
    sandbox.faults.add({ api: 'message.create', kind: 'loseAnswer', times: 1 });
    sandbox.faults.add({
      api: 'message.create',
      kind: 'status',
      status: 200,
      body: JSON.stringify({ code: 0, data: { message_id: 'om_1/../../approval/v4' } }),
      headers: JSON_HEADERS,
      times: 1,
    });
    submit();
    await passUntil(() => deliveries.some(({ result }) => result === 'sent'));
    expect(sandbox.messages(CHAT)).toHaveLength(1);
    const sent = sandbox.requests('message.create');
    expect(new Set(sent.map(({ uuid }) => uuid)).size).toBe(1);
    expect(sent.length).toBeGreaterThanOrEqual(3);
  });
});
