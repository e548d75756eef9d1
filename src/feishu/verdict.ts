import type { Text } from '../base/language.ts';
import { REMEDIES } from '../words/remedyText.ts';

/**
 * What to do about a failed request:
 * - `retry`: the same again, later; `scope` says what has to wait meanwhile;
 * - `renew-token`: the tenant token was refused and dropped; the next request fetches a new one;
 * - `degrade`: Feishu will not have this card; a simpler one may pass;
 * - `close-chat`: this chat takes nothing from us until somebody acts;
 * - `replace`: the message that was to be changed or answered is gone;
 * - `park`: trying again is no use.
 */
export interface Verdict {
  readonly action: 'retry' | 'renew-token' | 'degrade' | 'close-chat' | 'replace' | 'park';
  /** What a `retry` makes wait: this request alone, everything to this chat, or everything to this API. */
  readonly scope: 'request' | 'chat' | 'api';
  /** True: nothing but a person will mend it, so say so and look again only every few minutes. */
  readonly needsPerson: boolean;
  /** What a person can do about it; a whole sentence. */
  readonly remedy: Text;
  /** What is wrong with the app itself, so that every call through this API fails, or every call at all. */
  readonly fault?: AppFault;
}

/** A fault of the app's configuration, at Feishu or here. */
export type AppFault =
  | 'credentials-refused'
  | 'app-disabled'
  | 'ip-not-allowed'
  | 'scope-missing'
  | 'bot-disabled'
  | 'quota-used-up';

/** Passing trouble. */
export function retry(scope: Verdict['scope'], remedy: Text = REMEDIES.wait): Verdict {
  return { action: 'retry', scope, needsPerson: false, remedy };
}

/** A fault of the app's configuration: everything through this API waits for a person. */
export function hold(fault: AppFault, remedy: Text): Verdict {
  return { action: 'retry', scope: 'api', needsPerson: true, remedy, fault };
}

/** Feishu will not have the card. */
export function degrade(remedy: Text): Verdict {
  return { action: 'degrade', scope: 'request', needsPerson: false, remedy };
}

/** The chat is there but closed to us for now: what is for it waits, and one delivery looks again. */
export function holdChat(remedy: Text): Verdict {
  return { action: 'retry', scope: 'chat', needsPerson: true, remedy };
}

/** The chat takes nothing until somebody acts: one call, and what is for it is parked. */
export function closeChat(remedy: Text): Verdict {
  return { action: 'close-chat', scope: 'chat', needsPerson: true, remedy };
}

/** No repeat mends it. */
export function park(remedy: Text): Verdict {
  return { action: 'park', scope: 'request', needsPerson: true, remedy };
}

/** The message is gone: a fresh one takes its place. */
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
