import type { Warning, Warnings } from '../../approval/warning.ts';
import { type Backoff, backoffMs } from '../../base/backoff.ts';
import { type Clock, wait } from '../../base/clock.ts';
import { asError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { type FeishuError, toFeishuError } from '../../feishu/client/error.ts';
import { CODES, verdictOf } from '../../feishu/errorCodes.ts';
import type { AppFault } from '../../feishu/verdict.ts';

export interface SubscribeParts {
  readonly approvalCodes: readonly string[];
  readonly subscribe: (approvalCode: string) => Promise<void>;
  readonly noteSubscribed: (approvalCode: string, at: number) => Promise<void>;
  readonly warnings: Warnings;
  readonly clock: Clock;
  readonly log: Log;
}

const BETWEEN_TRIES: Backoff = { baseMs: 15_000, maxMs: 30 * 60_000 };
/** With these every call fails, and there is a separate warning. */
const OF_THE_APP: ReadonlySet<AppFault | undefined> = new Set([
  'credentials-refused',
  'app-disabled',
  'ip-not-allowed',
  'quota-used-up',
]);

/**
 * Subscribes to every mapped approval in the background, and repeats failures: without it Feishu pushes nothing. Ends
 * when all are subscribed or `signal` aborts; never rejects.
 */
export async function subscribeAll(parts: SubscribeParts, signal: AbortSignal): Promise<void> {
  let left = [...parts.approvalCodes];
  for (let round = 1; left.length > 0 && !signal.aborted; round += 1) {
    const failed: string[] = [];
    for (const code of left) {
      if (signal.aborted) return;
      if (!(await subscribeOne(parts, code))) failed.push(code);
    }
    left = failed;
    if (left.length > 0) await wait(parts.clock, backoffMs(round, BETWEEN_TRIES), signal);
  }
  if (!signal.aborted)
    parts.log.info({ approvals: parts.approvalCodes.length }, 'all mapped approvals are subscribed');
}

async function subscribeOne(parts: SubscribeParts, approvalCode: string): Promise<boolean> {
  const { warnings, clock, log } = parts;
  try {
    await parts.subscribe(approvalCode);
  } catch (thrown) {
    const error = toFeishuError(thrown);
    log.info(
      { approval: approvalCode, code: error.code, why: error.message },
      'an approval could not be subscribed: its events do not come until that works; tried again',
    );
    const warning = warningOf(approvalCode, error);
    if (warning) warnings.raise(warning);
    return false;
  }
  for (const code of ['approval-not-subscribed', 'approval-unknown', 'approval-deleted'] as const)
    warnings.over(code, approvalCode);
  try {
    await parts.noteSubscribed(approvalCode, clock.now());
  } catch (thrown) {
    // Only information for the operator: it is written again at the next start.
    log.debug(
      { approval: approvalCode, error: asError(thrown).message },
      'a subscription could not be noted',
    );
  }
  return true;
}

/** undefined: it is not about this approval. */
function warningOf(approval: string, error: FeishuError): Warning | undefined {
  const { code, message } = error;
  const details = { said: message };
  if (code === undefined || OF_THE_APP.has(verdictOf(error).fault)) return undefined;
  if (code === CODES.noSuchApproval) return { code: 'approval-unknown', ids: { approval }, details };
  if (code === CODES.approvalDeleted) return { code: 'approval-deleted', ids: { approval }, details };
  return { code: 'approval-not-subscribed', ids: { approval, feishuCode: code }, details };
}
