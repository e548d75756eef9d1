import { describe, expect, it } from 'vitest';
import { APPROVAL, CHAT, startJourney } from '../support/journey.ts';

describe('a card that Feishu refuses', () => {
  it('goes out simpler', async () => {
    const { sandbox, submit, cards, deliveries, metrics } = await startJourney();
    sandbox.faults.add({
      api: 'message.create',
      kind: 'status',
      status: 400,
      code: 230099,
      msg: 'ErrCode: 11310',
      times: 2,
    });
    const code = submit();
    const [card] = await cards(CHAT, 1);
    expect(card).toContain(code);
    expect(deliveries.filter((end) => end.reason === 'degrade')).toHaveLength(2);
    expect(new Set(sandbox.requests('message.create').map((request) => request.uuid)).size).toBe(1);
    expect(await metrics()).toMatch(/relay_cards_simplified_total\{detail="[a-z-]+"\} 1/);
  });

  it('whatever its shape, is parked with its code, and the next change is tried', async () => {
    const { sandbox, submit, cards, ends, deliveries } = await startJourney();
    const remove = sandbox.faults.add({ api: 'message.create', kind: 'status', status: 400, code: 230022 });
    submit();
    await ends.until(() => deliveries.some((end) => end.result === 'parked'));
    expect(deliveries.at(-1)).toMatchObject({ reason: 'refused', code: 230022 });
    expect(sandbox.requests('message.create').length).toBeLessThan(8);
    remove();
    submit();
    expect(await cards(CHAT, 1)).toHaveLength(1);
  });
});

describe('one bad id among those who are mentioned', () => {
  it('keeps nobody else from being rung, and is named in a warning', async () => {
    const entry = { chat: CHAT, mode: 'post', mention: ['approvers', 'ou_of_another_app'] };
    const config = { approvals: { [APPROVAL]: { chats: [entry] } } };
    const { people, submit, cards, shownWarnings, restart } = await startJourney({ config });
    submit();
    const [card] = await cards(CHAT, 1);
    expect(card).toContain(`<at id=${people.li}>`);
    expect(card).not.toContain('ou_of_another_app');
    expect(await shownWarnings()).toMatchObject([
      { code: 'person-refused', subject: 'ou_of_another_app', message: expect.stringContaining('100290') },
    ]);
    // With the id corrected, it is over.
    await restart({ approvals: { [APPROVAL]: { chats: [CHAT] } } });
    expect(await shownWarnings()).toEqual([]);
  });
});

describe('an update that Feishu refuses for good', () => {
  it('is replaced by a fresh card, so no card shows a state that is over', async () => {
    const { sandbox, submit, cards } = await startJourney({
      config: { defaults: {}, approvals: { [APPROVAL]: { chats: [{ chat: CHAT, notice: 'none' }] } } },
    });
    const code = submit();
    await cards(CHAT, 1);
    const said = 'Failed to update card, ext=ErrCode: 200800; ErrMsg: card can not be updated; ';
    sandbox.faults.add({
      api: 'message.patch',
      kind: 'status',
      status: 400,
      code: 230099,
      msg: said,
      times: 1,
    });
    sandbox.approveAll(code);
    expect((await cards(CHAT, 2))[1]).toContain(code);
    await sandbox.waitFor(() => sandbox.messages(CHAT)[1]?.content.includes('已通过') === true);
    expect(sandbox.messages(CHAT)).toHaveLength(2);
  });
});

describe('limits', () => {
  it('named by Feishu are kept', async () => {
    const { sandbox, clock, submit, cards, ends, deliveries } = await startJourney();
    const headers = { 'x-ogw-ratelimit-limit': '50', 'x-ogw-ratelimit-reset': '30' };
    sandbox.faults.add({
      api: 'message.create',
      kind: 'status',
      status: 429,
      code: 99991400,
      headers,
      times: 1,
    });
    submit();
    await ends.until(() => deliveries.some((end) => end.result === 'retry'));
    const firstAt = sandbox.requests('message.create')[0]?.at ?? 0;
    submit();
    clock.advance(31_000);
    await cards(CHAT, 2);
    const [, second] = sandbox.requests('message.create');
    expect((second?.at ?? 0) - firstAt).toBeGreaterThanOrEqual(30_000);
  });

  it('hold for a burst of 300 changes over ten chats, a third of them to one, without one refusal', async () => {
    const chats = Array.from({ length: 10 }, (_, i) => `oc_burst_${i}`);
    const approvals = Object.fromEntries(chats.map((chat, i) => [`BURST-${i}`, { chats: [chat] }]));
    const { sandbox, people, ends, deliveries } = await startJourney({
      fast: 4,
      // A busy test machine must not look like a dead bot.
      sandbox: { retryLadderMs: Array.from({ length: 100 }, () => 1_000) },
      // A card for each change, however many wait.
      config: { approvals: { ...approvals, [APPROVAL]: { chats: [CHAT] } }, limits: { foldAbove: 0 } },
      before: (fresh) => {
        for (const [i, chat] of chats.entries()) {
          fresh.addChat({ chatId: chat, name: chat });
          fresh.addApproval({ approvalCode: `BURST-${i}`, name: chat });
        }
      },
    });
    // Two changes each: 100 to the first chat, some 22 to each of the others.
    const counts = chats.map((_, i) => (i === 0 ? 50 : 11 + (i === 1 ? 1 : 0)));
    let changes = 0;
    for (const [i, count] of counts.entries()) {
      for (let n = 0; n < count; n += 1) {
        const code = sandbox.submit({
          approvalCode: `BURST-${i}`,
          applicant: people.zhang,
          approvers: [[people.li]],
        });
        sandbox.approve(code, { by: people.li });
        changes += 2;
      }
    }
    await ends.until(() => deliveries.filter((end) => end.result === 'sent').length === changes, 200_000);
    expect(sandbox.refusals()).toEqual([]);
    expect(sandbox.messages()).toHaveLength(changes);
    for (const instance of sandbox.instances()) {
      const sent = sandbox.messages().filter((message) => message.content.includes(instance.instanceCode));
      expect(sent).toHaveLength(2);
    }
  });
});
