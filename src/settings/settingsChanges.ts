import { createHash } from 'node:crypto';
import { allApprovals } from './approvalsTo.ts';
import type { Settings } from './settings.ts';

/** The keys that differ between two configurations: `limits`, `approvals.CODE`. No values. */
export function settingsChanges(before: Settings, after: Settings): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Settings>;
  for (const key of ['file', 'approvals', 'fallback'] as const) keys.delete(key);
  const changed = [...keys].filter((key) => textOf(before[key]) !== textOf(after[key]));
  const [was, is] = [before, after].map(
    (settings) => new Map(allApprovals(settings).map((approval) => [approval.code, textOf(approval)])),
  );
  const codes = new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])]);
  const approvals = [...codes].flatMap((code) => {
    if (was?.get(code) === is?.get(code)) return [];
    const what = was?.has(code) ? (is?.has(code) ? 'changed' : 'removed') : 'added';
    return [`approvals.${code} (${what})`];
  });
  return [...changed.map(String), ...approvals];
}

/** A fingerprint for comparing replicas: what may differ between them is left out. */
export function settingsPrint(settings: Settings): string {
  const { file: _, server: __, store: ___, approvals, ...rest } = settings;
  return createHash('sha256')
    .update(textOf({ ...rest, approvals: [...approvals] }))
    .digest('base64url');
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}
