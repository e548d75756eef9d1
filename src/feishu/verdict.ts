import type { Text } from '../base/language.ts';
import { REMEDIES } from '../words/remedyText.ts';

/**
 * What to do about a failed request:
 * - `retry`: the same again, later; `scope` says what must wait meanwhile;
 * - `renew-token`: the tenant token was refused and dropped; the next request fetches a new one;
 * - `degrade`: Feishu refuses this card; a simpler one may pass;
 * - `close-chat`: this chat accepts nothing from the bot until somebody acts;
 * - `replace`: the message to be updated or replied to is gone;
 * - `park`: trying again does not help.
 */
export interface Verdict {
  readonly action: 'retry' | 'renew-token' | 'degrade' | 'close-chat' | 'replace' | 'park';
  /** What must wait for a `retry`: only this request, everything to this chat, or everything to this API. */
  readonly scope: 'request' | 'chat' | 'api';
  /** True: only a person can fix it, so report it and try again only every few minutes. */
  readonly needsPerson: boolean;
  /** What a person can do about it; a whole sentence. */
  readonly remedy: Text;
  /** What is wrong with the app itself: every call through this API fails, or every call. */
  readonly fault?: AppFault;
}

/** A fault of the app's configuration, in Feishu or here. */
export type AppFault =
  | 'credentials-refused'
  | 'app-disabled'
  | 'ip-not-allowed'
  | 'scope-missing'
  | 'bot-disabled'
  | 'quota-used-up';

/** Whether the same is tried again. What a person must fix is, too, but seldom: see {@link mayPass}. */
export function isTriedAgain({ action }: Verdict): boolean {
  return action === 'retry' || action === 'renew-token';
}

/** Whether trying again may succeed before a person acts. */
export function mayPass(verdict: Verdict): boolean {
  return isTriedAgain(verdict) && !verdict.needsPerson;
}

/** A temporary failure. */
export function retry(scope: Verdict['scope'], remedy: Text = REMEDIES.wait): Verdict {
  return { action: 'retry', scope, needsPerson: false, remedy };
}

/** A fault of the app's configuration: everything through this API waits for a person. */
export function hold(fault: AppFault, remedy: Text): Verdict {
  return { action: 'retry', scope: 'api', needsPerson: true, remedy, fault };
}

/** Feishu refuses the card. */
export function degrade(remedy: Text): Verdict {
  return { action: 'degrade', scope: 'request', needsPerson: false, remedy };
}

/** The bot may not write to the chat for now: its deliveries wait, and one of them tries again. */
export function holdChat(remedy: Text): Verdict {
  return { action: 'retry', scope: 'chat', needsPerson: true, remedy };
}

/** The chat accepts nothing until somebody acts: after one call, its deliveries are parked. */
export function closeChat(remedy: Text): Verdict {
  return { action: 'close-chat', scope: 'chat', needsPerson: true, remedy };
}

/** Trying again does not help. */
export function park(remedy: Text): Verdict {
  return { action: 'park', scope: 'request', needsPerson: true, remedy };
}

/** The message is gone: a fresh one replaces it. */
export function replace(remedy: Text): Verdict {
  return { action: 'replace', scope: 'request', needsPerson: false, remedy };
}

/** The tenant token is dropped. */
export const RENEW: Verdict = {
  action: 'renew-token',
  scope: 'api',
  needsPerson: false,
  remedy: REMEDIES.renewToken,
};
