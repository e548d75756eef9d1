import type { Condition } from '../approval/condition.ts';
import { testsIn } from '../approval/judge.ts';
import { allApprovals } from './approvalsTo.ts';
import type { Settings } from './settings.ts';

/** What the conditions of a configuration need from Feishu in addition to the instances. */
export interface ConditionNeeds {
  /** The departments above a department. */
  readonly tree: boolean;
  /** The tenant's own ids of people. */
  readonly userIds: boolean;
}

/** What the conditions (`when`) need that requires an additional scope. */
export function conditionNeeds(settings: Pick<Settings, 'approvals' | 'fallback'>): ConditionNeeds {
  const entries = allApprovals(settings).flatMap(({ chats }) => chats);
  const conditions = entries.flatMap(({ when }): readonly Condition[] => (when === 'otherwise' ? [] : when));
  const asks = (subject: string) =>
    conditions.filter((one) => one.subject === subject).flatMap(({ tests }) => testsIn(tests));
  return {
    tree: conditions.some(({ tests }) => testsIn(tests).some(({ under }) => under)),
    userIds: asks('applicant').some(({ is = 'ou_', in: some = [] }) =>
      [is, ...some].some((id) => !/^ou_/.test(id)),
    ),
  };
}
