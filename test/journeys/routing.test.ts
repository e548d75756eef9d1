import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { cardText } from '../support/cardText.ts';
import { APPROVAL, FORM, type Journey, startJourney } from '../support/journey.ts';
import { untilNoRow, untilRows } from '../support/stores.ts';

const [BIG, UNIT, REST, ALL] = ['oc_big', 'oc_unit', 'oc_rest', 'oc_all'];
const [UNIT_ID, TEAM_ID] = ['od-unit', 'od-team'];

const withGroups = (sandbox: Sandbox): void => {
  for (const chatId of [BIG, UNIT, REST, ALL]) sandbox.addChat({ chatId, name: chatId });
  sandbox.addDepartment({ departmentId: UNIT_ID, name: '事业部' });
  sandbox.addDepartment({ departmentId: 'od-elsewhere', name: '别处' });
  sandbox.addDepartment({ departmentId: TEAM_ID, name: '小组', parentId: UNIT_ID });
};

const routed = (more: object = {}) => ({
  defaults: {},
  approvals: {
    [APPROVAL]: {
      chats: [
        {
          chat: BIG,
          when: { 'form.金额': { gte: 10_000, currency: 'CNY' } },
          fields: { hide: ['采购事由'] },
        },
        { chat: UNIT, when: { department: { under: UNIT_ID } } },
        { chat: REST, when: 'otherwise' },
        { chat: ALL, statuses: ['APPROVED'] },
      ],
    },
  },
  ...more,
});

const amountOf = (value: number) =>
  FORM.map((widget) => (widget.id === 'w2' ? { ...widget, value } : widget));

function submit({ sandbox, people }: Journey, value: number, departmentId = 'od-elsewhere'): string {
  const applicant = sandbox.addPerson({ name: '申请人', departmentId }).openId;
  return sandbox.submit({
    approvalCode: APPROVAL,
    applicant,
    form: amountOf(value),
    approvers: [[people.li]],
  });
}

const chatsOf = ({ sandbox }: Journey, code: string): string[] =>
  [BIG, UNIT, REST, ALL].filter((chat) =>
    sandbox.messages(chat).some((message) => message.content.includes(code)),
  );

/** Resolves when so many changes of the instance have ended in the inbox, and nothing waits in the outbox. */
async function through(journey: Journey, code: string, changes: number): Promise<void> {
  const { folder } = journey;
  await untilRows(folder, `select seq from inbox where instance = '${code}' and state != 'waiting'`, changes);
  await untilNoRow(folder, 'select seq from outbox where finished_at is null');
}

describe('conditions of entries', () => {
  it('send an instance to exactly the groups that its amount and department say', async () => {
    const journey = await startJourney({ config: routed(), before: withGroups });
    const { sandbox } = journey;
    const [small, big, ofTeam] = [
      submit(journey, 99),
      submit(journey, 10_000, 'od-gone'),
      submit(journey, 99, TEAM_ID),
    ];
    for (const code of [small, ofTeam]) await through(journey, code, 1);
    expect(chatsOf(journey, small)).toEqual([REST]);
    expect(chatsOf(journey, ofTeam)).toEqual([UNIT]);

    // What stands above its department is not to be had: only what hangs on that is parked.
    await through(journey, big, 1);
    expect(chatsOf(journey, big)).toEqual([BIG]);
    await untilRows(
      journey.folder,
      `select seq from outbox where chat = '${UNIT}' and instance = '${big}' and state = 'parked'
       and reason like 'undecidable: "department"%' and remedy like '%contact:department.organize:readonly%'`,
      1,
    );

    // The entry for all gets the end; living cards follow it, except those that were not for them.
    sandbox.approveAll(small);
    sandbox.approveAll(ofTeam);
    for (const code of [small, ofTeam]) await through(journey, code, 2);
    expect(chatsOf(journey, small)).toEqual([REST, ALL]);
    expect(chatsOf(journey, ofTeam)).toEqual([UNIT, ALL]);
    expect(sandbox.messages(REST)[0]?.content).toContain('已通过');
    const asked = sandbox.requests('department.batch').length;
    expect(asked).toBeGreaterThan(0);
  });

  it('decide what may post; a card that stands follows its instance whatever it says by then', async () => {
    const journey = await startJourney({ config: routed(), before: withGroups });
    const { sandbox } = journey;
    const code = submit(journey, 20_000);
    await through(journey, code, 1);
    const before = cardText(sandbox.messages(BIG)[0]?.content ?? '');
    expect(before).not.toContain('新同事的显示器');
    expect(before).toContain('20,000');

    // The rule changes while the card stands: it does not match any more.
    const { approvals } = routed();
    const [first, ...others] = approvals[APPROVAL]?.chats ?? [];
    const stricter = { ...first, when: { 'form.金额': { gte: 50_000 } } };
    await journey.restart({ approvals: { [APPROVAL]: { chats: [stricter, ...others] } } });
    sandbox.approveAll(code);
    await through(journey, code, 2);
    expect(chatsOf(journey, code)).toEqual([BIG, REST, ALL]);
    const [card, ...notices] = sandbox.messages(BIG);
    expect(notices).toEqual([]);
    expect(cardText(card?.content ?? '')).toContain('已通过');
    expect(cardText(card?.content ?? '')).not.toContain('新同事的显示器');
  });

  it('decide whom reminders reach', async () => {
    const journey = await startJourney({
      startsAt: '10:00',
      config: routed({ reminders: { after: '2h', calendar: 'always', hours: '00:00-24:00' } }),
      before: withGroups,
    });
    const { sandbox, clock } = journey;
    const code = submit(journey, 20_000);
    await through(journey, code, 1);
    clock.advance(130 * 60_000);
    await sandbox.waitFor(() => sandbox.messages(BIG).length === 2);
    await untilRows(journey.folder, `select chat from reminders where instance = '${code}'`, 1);
    expect(cardText(sandbox.messages(BIG)[1]?.content ?? '')).toContain('催办');
    // The conditions decide, and not the statuses.
    expect(chatsOf(journey, code)).toEqual([BIG, ALL]);
  });
});
