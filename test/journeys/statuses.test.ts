import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../src/approval/status.ts';
import { cardText, cardUrls } from '../support/cardText.ts';
import { APPROVAL, CHAT, startJourney } from '../support/journey.ts';

describe('the eight statuses', () => {
  it('come to the group as eight cards, once each, in the order they happened', async () => {
    const { sandbox, people, submit, cards, events, metrics } = await startJourney();
    const first = submit();
    sandbox.approve(first, { by: people.li, comment: '同意，尽快下单' });
    sandbox.approve(first, { by: people.wang });
    sandbox.revoke(first, { comment: '供应商涨价了' });
    const texts = (await cards(CHAT, 3)).map(cardText);
    expect(texts).toHaveLength(3);
    for (const text of texts) expect(text).toContain('采购申请');
    expect(texts[0]).toContain('新同事的显示器');
    expect(texts[1]).toContain('同意，尽快下单');

    const second = submit();
    sandbox.overtimeClose(second);
    sandbox.overtimeRecover(second);
    sandbox.reject(second, { by: people.li, comment: '预算不够' });
    const third = submit();
    sandbox.withdraw(third);
    const fourth = submit();
    await cards(CHAT, 10);
    sandbox.remove(fourth);
    const all = await cards(CHAT, 11);

    expect(all).toHaveLength(11);
    const relayed = events.filter((end) => end.result === 'relayed');
    const of = (code: string) => relayed.filter((end) => end.instanceCode === code).map((end) => end.status);
    expect(of(first)).toEqual(['PENDING', 'APPROVED', 'REVERTED']);
    expect(of(second)).toEqual(['PENDING', 'OVERTIME_CLOSE', 'OVERTIME_RECOVER', 'REJECTED']);
    expect(of(third)).toEqual(['PENDING', 'CANCELED']);
    expect(of(fourth)).toEqual(['PENDING', 'DELETED']);
    expect(new Set(relayed.map((end) => end.status))).toEqual(new Set(STATUSES));

    const rejected = all.filter((card) => card.includes('"template":"red"')).map(cardText)[0];
    expect(rejected).toContain('预算不够');
    expect(rejected).toContain('李四');
    // From the snapshot: Feishu does not know the instance any more.
    const deleted = cardText(all.at(-1) ?? '');
    expect(deleted).toContain('新同事的显示器');
    for (const card of all) {
      const urls = cardUrls(card).join(' ');
      expect(urls).toContain('https://applink.feishu.cn/client/mini_program/open');
      expect(urls).toMatch(new RegExp([first, second, third, fourth].join('|')));
    }
    expect(await metrics()).toContain('relay_events_total{type="approval_instance",result="relayed"} 11');
    // Feishu refused nothing but the look-up of the deleted instance.
    expect(sandbox.refusals().map((request) => request.code)).toEqual([1390003]);
  });

  it('are filtered by the chat that lists them', async () => {
    const { sandbox, people, submit, cards, ends, events } = await startJourney({
      config: {
        approvals: {
          [APPROVAL]: { chats: [{ chat: CHAT, statuses: ['REJECTED', 'DELETED'] }] },
        },
      },
    });
    const code = submit();
    sandbox.reject(code, { by: people.li, comment: '不同意' });
    const [card] = await cards(CHAT, 1);
    expect(cardText(card ?? '')).toContain('不同意');
    expect(events.map((end) => `${end.status} ${end.reason}`)).toEqual([
      'PENDING filtered',
      'REJECTED relayed',
    ]);

    // This one was never sent before, and yet its end has its details.
    const gone = submit();
    await ends.until(() => events.some((end) => end.instanceCode === gone));
    sandbox.remove(gone);
    expect(cardText((await cards(CHAT, 2))[1] ?? '')).toContain('新同事的显示器');
  });

  it('go to every chat that is mapped, each once', async () => {
    const { sandbox, submit, cards } = await startJourney({
      config: {
        approvals: { [APPROVAL]: { chats: [CHAT, 'oc_second', { chat: CHAT, statuses: ['PENDING'] }] } },
      },
    });
    sandbox.addChat({ chatId: 'oc_second', name: '财务群' });
    submit();
    expect(await cards('oc_second', 1)).toHaveLength(1);
    expect(await cards(CHAT, 1)).toHaveLength(1);
  });
});

describe('what is not mapped', () => {
  it('is answered and not posted', async () => {
    const { sandbox, clock, people, submit, cards, ends, events } = await startJourney();
    sandbox.addApproval({ approvalCode: 'LEAVE-0001', name: '请假' });
    sandbox.push({
      uuid: 'u-1',
      token: '',
      type: 'event_callback',
      event: {
        type: 'approval_instance',
        app_id: 'cli_a1b2c3d4e5f60718',
        approval_code: 'LEAVE-0001',
        instance_code: 'LEAVE-INSTANCE',
        status: 'PENDING',
        operate_time: String(clock.now()),
      },
    });
    await ends.until(() => events.some((end) => end.reason === 'unmapped'));
    submit();
    expect(await cards(CHAT, 1)).toHaveLength(1);
    expect(sandbox.requests('instance.get')).toHaveLength(1);
    expect(people.zhang).toMatch(/^ou_/);
  });

  it('goes to the chats of "*" if there is one', async () => {
    const { sandbox, people, cards } = await startJourney({
      config: { approvals: { [APPROVAL]: { chats: [CHAT] }, '*': { chats: ['oc_fallback'] } } },
    });
    sandbox.addChat({ chatId: 'oc_fallback', name: '其他审批' });
    const { approvalCode } = sandbox.addApproval({
      approvalCode: 'LEAVE-0001',
      name: '请假',
      subscribed: true,
    });
    sandbox.submit({ approvalCode, applicant: people.zhang });
    expect(cardText((await cards('oc_fallback', 1))[0] ?? '')).toContain('请假');
  });
});
