import { type Backoff, backoffMs } from '../base/backoff.ts';
import { type Clock, wait } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { toFeishuError } from '../feishu/error.ts';
import { verdictOf } from '../feishu/errorCodes.ts';

export interface SubscribeParts {
  readonly approvalCodes: readonly string[];
  readonly subscribe: (approvalCode: string) => Promise<void>;
  readonly noteSubscribed: (approvalCode: string, at: number) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

const BETWEEN_TRIES: Backoff = { baseMs: 15_000, maxMs: 30 * 60_000 };

/** Reading events is not enough for this call (server-docs/approval-v4/event/event-interface/subscribe). */
const SCOPES = 'approval:approval or approval:definition';
const SCOPE_MISSING = 99991672;

/**
 * Subscribes every mapped approval in the background and keeps trying what failed: without it Feishu pushes
 * nothing. Ends when all are subscribed or `signal` aborts; never rejects.
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
  try {
    await parts.subscribe(approvalCode);
  } catch (thrown) {
    const error = toFeishuError(thrown);
    const remedy =
      error.code === SCOPE_MISSING
        ? `Add the scope ${SCOPES} in the developer console and publish a new version.`
        : verdictOf(error).remedy;
    parts.log.warn(
      { approval: approvalCode, code: error.code, why: error.message, remedy },
      'an approval could not be subscribed: its events do not come until that works; tried again',
    );
    return false;
  }
  // Only a note for the operator: it is written again at the next start.
  await parts.noteSubscribed(approvalCode, parts.clock.now()).catch(() => undefined);
  return true;
}
