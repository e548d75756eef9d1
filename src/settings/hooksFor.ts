import type { Status } from '../approval/status.ts';
import type { HookSettings, Settings } from './settings.ts';

/** The value in place of a chat. */
export function hookChat({ name }: Pick<HookSettings, 'name'>): string {
  return `hook:${name}`;
}

/** The hooks that get a change of a mapped approval, as values in place of a chat. */
export function hooksFor(
  { hooks }: Pick<Settings, 'hooks'>,
  approvalCode: string,
  status: Status,
): readonly string[] {
  return hooks
    .filter(({ approvals, statuses }) => {
      return statuses.includes(status) && (approvals.length === 0 || approvals.includes(approvalCode));
    })
    .map(hookChat);
}
