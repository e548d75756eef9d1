import { describe, expect, it } from 'vitest';
import { resolveMentions } from '../../src/approval/mention.ts';
import { STATUSES } from '../../src/approval/status.ts';
import { entry, LI, MINUTE, purchase, TEN, WANG, ZHANG } from '../cards/cards.ts';

const ended = STATUSES.filter((status) => status !== 'PENDING' && status !== 'OVERTIME_RECOVER');
const task = { nodeId: 'n2', nodeName: '财务', type: 'AND', status: 'PENDING' } as const;

describe('whom a message mentions', () => {
  it('approvers: those whose task is open', () => {
    expect(resolveMentions(['approvers'], 'PENDING', purchase())).toEqual([WANG]);
    expect(resolveMentions(['approvers'], 'OVERTIME_RECOVER', purchase())).toEqual([WANG]);
  });

  it.each(ended)('approvers: nobody once it is %s, whatever a late look-up says', (status) => {
    expect(resolveMentions(['approvers'], status, purchase())).toEqual([]);
  });

  it.each(ended)('applicant: when it is %s', (status) => {
    expect(resolveMentions(['applicant'], status, purchase())).toEqual([ZHANG]);
  });

  it('applicant: when it was reopened, and not while it runs', () => {
    expect(resolveMentions(['applicant'], 'OVERTIME_RECOVER', purchase())).toEqual([ZHANG]);
    expect(resolveMentions(['applicant'], 'PENDING', purchase())).toEqual([]);
  });

  it('listed ids always, each once', () => {
    expect(resolveMentions([WANG, 'approvers', 'ou_x', 'ou_x'], 'PENDING', purchase())).toEqual([
      WANG,
      'ou_x',
    ]);
    expect(resolveMentions(['approvers', 'applicant', 'ou_x'], 'DELETED', undefined)).toEqual(['ou_x']);
  });

  it('nobody if Feishu hides the applicant', () => {
    expect(resolveMentions(['applicant'], 'APPROVED', purchase({ applicant: '' }))).toEqual([]);
  });

  it('not people whose task is from before the request was last sent back', () => {
    const sentBack = purchase({
      tasks: [
        { ...task, id: '1', person: WANG, startedAt: TEN },
        { ...task, id: '2', nodeId: 'n1', person: LI, startedAt: TEN + 5 * MINUTE },
      ],
      timeline: [entry('ROLLBACK', TEN + 5 * MINUTE, { person: WANG })],
    });
    expect(resolveMentions(['approvers'], 'PENDING', sentBack)).toEqual([LI]);
  });

  it('somebody with two tasks in one step once', () => {
    const twice = purchase({
      tasks: [
        { ...task, id: '1', person: WANG, startedAt: TEN },
        { ...task, id: '2', person: WANG, startedAt: TEN + MINUTE },
        { ...task, id: '3', person: LI, startedAt: TEN },
      ],
    });
    expect(resolveMentions(['approvers'], 'PENDING', twice).sort()).toEqual([LI, WANG].sort());
  });
});
