import { type StandingWarning, subjectOf, type WarningCode } from '../approval/warning.ts';
import { NETWORK } from '../words/doctorText.ts';
import { checkAccess, checkEvents, checkScopes } from './checkApp.ts';
import { checkApprovals } from './checkApprovals.ts';
import { checkChats } from './checkChats.ts';
import { checkArrival, checkClock, checkHere, checkQuota } from './checkHere.ts';
import { type CheckResult, undetermined } from './checkResult.ts';
import type { DoctorParts } from './doctorParts.ts';

/**
 * Finds what works and what is missing: on this machine, in Feishu's answers, and in the bot's stored warnings. It
 * changes nothing, works with or without a running bot, and never opens the long connection, which would take events
 * away.
 */
export async function examine(parts: DoctorParts): Promise<CheckResult[]> {
  const here = checkHere(parts);
  const { results: access, mayAsk } = await checkAccess(parts);
  const asked = mayAsk ? await askFeishu(parts) : [undetermined('feishu', NETWORK.notAsked)];
  return [
    ...here,
    ...access,
    checkClock(parts),
    ...asked,
    ...checkArrival(parts),
    ...checkQuota(parts),
    ...parts.warnings.filter(isNotAsked).map(warningResult),
  ];
}

async function askFeishu(parts: DoctorParts): Promise<CheckResult[]> {
  const found = await Promise.all([
    checkScopes(parts),
    checkEvents(parts),
    checkApprovals(parts),
    checkChats(parts),
  ]);
  return found.flat();
}

/** Stored warnings that the current checks of Feishu make unnecessary. */
const ASKED: ReadonlySet<WarningCode> = new Set<WarningCode>([
  'credentials-refused',
  'app-disabled',
  'bot-disabled',
  'ip-not-allowed',
  'feishu-unreachable',
  'scope-missing',
  'approval-unknown',
  'approval-deleted',
  'approval-name-differs',
  'chat-closed',
  'bot-not-in-chat',
  'calendar-ends',
  'clock-differs',
]);

function isNotAsked({ warning }: StandingWarning): boolean {
  return !ASKED.has(warning.code);
}

/** These keep cards from arriving; with the others, cards still arrive. */
const BLOCKING: ReadonlySet<WarningCode> = new Set<WarningCode>([
  'events-refused',
  'never-pushed',
  'intake-down',
  'approval-not-subscribed',
  'quota-used-up',
  'chat-held',
  'config-not-taken',
]);

function warningResult({ warning, message, remedy }: StandingWarning): CheckResult {
  const { code } = warning;
  const subject = subjectOf(warning);
  const check = subject === '' ? `warning:${code}` : `warning:${code}:${subject}`;
  return { check, ok: false, message, remedy, ...(BLOCKING.has(code) ? { blocks: true } : {}) };
}
