import type { ApprovalSettings, Settings } from './settings.ts';

/** The entry of an approval: its own, else the one of `"*"`; undefined: it is not mapped. */
export function approvalFor(
  { approvals, fallback }: Pick<Settings, 'approvals' | 'fallback'>,
  approvalCode: string,
): ApprovalSettings | undefined {
  return approvals.get(approvalCode) ?? fallback;
}
