import { describe, expect, it } from 'vitest';
import { buildStory } from '../../src/approval/story.ts';
import { entry, LI, MINUTE, purchase, TEN, WANG, ZHANG } from '../cards/cards.ts';

const LATER = TEN + 60 * MINUTE;

describe('the story of an instance', () => {
  it('lists who did what, at which step and with which words, oldest first', () => {
    const { entries } = buildStory(
      'PENDING',
      TEN,
      purchase({
        comments: [{ person: ZHANG, text: '请尽快', at: TEN + 5 * MINUTE }],
        timeline: [
          entry('START', TEN, { person: ZHANG }),
          entry('PASS', TEN + 10 * MINUTE, { person: LI, taskId: 't1', comment: '同意 A\\u0026B' }),
          entry('TRANSFER', TEN + 12 * MINUTE, { person: LI, others: [WANG], taskId: 't2' }),
          entry('ADD_APPROVER_BEFORE', TEN + 13 * MINUTE, { person: WANG, others: [LI], nodeKey: 'n2' }),
          entry('ROLLBACK', TEN + 14 * MINUTE, { person: WANG, comment: '补充报价' }),
          entry('AUTO_PASS', TEN + 15 * MINUTE, { taskId: 't1' }),
          entry('CC', TEN + 16 * MINUTE, { person: ZHANG, others: [LI] }),
        ],
      }),
    );
    const listed = entries.map(({ deed, who, others, node, comment }) => [
      deed,
      who,
      others.join(),
      node,
      comment,
    ]);
    expect(listed).toEqual([
      ['submitted', ZHANG, '', '', ''],
      ['commented', ZHANG, '', '', '请尽快'],
      ['approved', LI, '', '部门主管', '同意 A&B'],
      ['transferred', LI, WANG, '财务复核', ''],
      ['addedBefore', WANG, LI, '财务复核', ''],
      ['sentBack', WANG, '', '', '补充报价'],
      ['autoApproved', '', '', '部门主管', ''],
      ['copied', ZHANG, LI, '', ''],
    ]);
  });

  it('says who is next and since when', () => {
    const { waiting, decision } = buildStory('PENDING', TEN, purchase());
    expect(waiting).toEqual([
      { nodeId: 'n2', nodeName: '财务复核', anyOf: false, people: [WANG], since: TEN + 10 * MINUTE },
    ]);
    expect(decision).toBeUndefined();
  });

  it('says that nobody is next once it ended, though a look-up lags', () => {
    expect(buildStory('APPROVED', LATER, purchase()).waiting).toEqual([]);
  });

  it('finds who rejected and why', () => {
    const rejected = purchase({
      status: 'REJECTED',
      timeline: [
        entry('START', TEN, { person: ZHANG }),
        entry('PASS', TEN + MINUTE, { person: LI, taskId: 't1' }),
        entry('REJECT', LATER, { person: WANG, taskId: 't2', comment: '预算不够' }),
      ],
    });
    expect(buildStory('REJECTED', LATER, rejected).decision).toMatchObject({
      deed: 'rejected',
      who: WANG,
      node: '财务复核',
      comment: '预算不够',
      at: LATER,
    });
  });

  it('does not take an earlier approver for the last one when the look-up lags', () => {
    const { decision, entries } = buildStory('APPROVED', LATER, purchase());
    expect(decision).toMatchObject({ deed: 'approved', who: '', at: LATER });
    expect(entries.at(-1)).toBe(decision);
  });

  it('calls the withdrawal of what was approved a revocation', () => {
    const reverted = purchase({
      status: 'CANCELED',
      reverted: true,
      timeline: [
        entry('PASS', TEN + MINUTE, { person: LI, taskId: 't1' }),
        entry('CANCEL', LATER, { person: ZHANG, comment: '供应商涨价' }),
      ],
    });
    expect(buildStory('REVERTED', LATER, reverted).decision).toMatchObject({ deed: 'revoked', who: ZHANG });
    const withdrawn = { ...reverted, reverted: false };
    expect(buildStory('CANCELED', LATER, withdrawn).decision).toMatchObject({ deed: 'withdrew', who: ZHANG });
  });

  it.each([
    ['OVERTIME_CLOSE', 'overtimeClosed'],
    ['OVERTIME_RECOVER', 'overtimeRecovered'],
    ['DELETED', 'deleted'],
  ] as const)('takes %s from the event, since the API cannot show it', (status, deed) => {
    for (const instance of [purchase(), undefined]) {
      const { decision, entries } = buildStory(status, LATER, instance);
      expect(decision).toMatchObject({ deed, at: LATER });
      expect(entries.at(-1)?.deed).toBe(deed);
    }
  });

  it('leaves out what Feishu may call by names to come', () => {
    const odd = purchase({
      timeline: [entry('START', TEN), entry('__proto__', TEN), entry('NEW_THING', TEN)],
    });
    expect(buildStory('PENDING', TEN, odd).entries.map((one) => one.deed)).toEqual(['submitted']);
  });

  it('begins with the submission, though the timeline lacks it', () => {
    expect(buildStory('PENDING', TEN, purchase({ timeline: [] })).entries).toMatchObject([
      { deed: 'submitted', who: ZHANG, at: TEN },
    ]);
  });
});
