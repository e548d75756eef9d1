import type { StandingWarning } from '../approval/warning.ts';
import type { Text } from '../base/language.ts';
import type { FeishuClient } from '../feishu/client/client.ts';
import { type FeishuError, toFeishuError, whyOf } from '../feishu/client/error.ts';
import { verdictOf } from '../feishu/errorCodes.ts';
import type { Settings } from '../settings/settings.ts';
import type { StoreFacts } from '../store/storeFacts.ts';
import { APP } from '../words/doctorText.ts';
import { type CheckResult, undetermined } from './checkResult.ts';

/** What the checks need. */
export interface DoctorParts {
  readonly settings: Settings;
  readonly client: FeishuClient;
  readonly store: StoreState;
  /** Warnings that the running bot, or the last one, has stored. */
  readonly warnings: readonly StandingWarning[];
  /** Whether the other cloud (Feishu, Lark) knows the app; never rejects. */
  readonly isKnownElsewhere: () => Promise<boolean>;
  /** The proxy that leads to Feishu, without its password; empty: none. */
  readonly proxy: string;
  /** ms since the epoch. */
  readonly now: number;
}

/** The store, if it can be read; `absent`: the bot has never run on it. */
export type StoreState =
  | { readonly facts: StoreFacts }
  | { readonly absent: true }
  | { readonly fault: Text };

/** The result of a call: an answer, or Feishu's refusal. */
export type AskResult<T> = { readonly answer: T } | { readonly error: FeishuError };

export async function ask<T>(asking: () => Promise<T>): Promise<AskResult<T>> {
  try {
    return { answer: await asking() };
  } catch (thrown) {
    return { error: toFeishuError(thrown) };
  }
}

/** A result about something that could not be checked: unknown, not missing. */
export function notAsked(check: string, what: Text, error: FeishuError): CheckResult {
  return undetermined(check, APP.failed(what, whyOf(error)), { remedy: verdictOf(error).remedy });
}

/** The name of an approval for people. */
export function approvalLabel(settings: Settings, code: string): string {
  const name = settings.approvals.get(code)?.name;
  return name ? `${name} (${code})` : code;
}
