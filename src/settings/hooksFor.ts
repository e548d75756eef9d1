import type { Status } from '../approval/status.ts';
import { approvalFor } from './approvalFor.ts';
import type { HookSettings, Settings } from './settings.ts';

/** The value in place of a chat. */
export function hookChat({ name }: Pick<HookSettings, 'name'>): string {
  return `hook:${name}`;
}

/** Those that go elsewhere than before, or are signed differently, as values in place of a chat. */
export function changedHooks(before: readonly HookSettings[], after: readonly HookSettings[]): string[] {
  const targetOf = ({ url, secret, allowPrivate }: HookSettings): string =>
    JSON.stringify([url, secret, allowPrivate]);
  const was = new Map(before.map((hook) => [hook.name, targetOf(hook)]));
  return after.filter((hook) => (was.get(hook.name) ?? targetOf(hook)) !== targetOf(hook)).map(hookChat);
}

/** The hooks that get a change of a mapped approval, as values in place of a chat. */
export function hooksFor(
  { hooks }: Pick<Settings, 'hooks'>,
  approvalCode: string,
  status: Status,
): readonly string[] {
  return hooks.filter((hook) => hook.statuses.includes(status) && isFor(hook, approvalCode)).map(hookChat);
}

/** The hook of a row that waits; undefined: the configuration has dropped it, or the approval. */
export function hookOf(
  settings: Pick<Settings, 'hooks' | 'approvals' | 'fallback'>,
  { chat, approvalCode }: { readonly chat: string; readonly approvalCode: string },
): HookSettings | undefined {
  const hook = settings.hooks.find((one) => hookChat(one) === chat);
  return hook && approvalFor(settings, approvalCode) && isFor(hook, approvalCode) ? hook : undefined;
}

function isFor({ approvals }: HookSettings, approvalCode: string): boolean {
  return approvals.length === 0 || approvals.includes(approvalCode);
}
