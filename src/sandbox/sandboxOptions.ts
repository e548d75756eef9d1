import type { Clock } from '../base/clock.ts';
import type { SandboxLimits } from './limits.ts';

export interface SandboxOptions {
  /** All of the sandbox's time, its timers too. */
  readonly clock: Clock;
  readonly appId: string;
  readonly appSecret: string;
  /** With one, pushes are encrypted and signed. */
  readonly encryptKey?: string;
  readonly verificationToken?: string;
  /** Where pushes go; see also `pushTo`. */
  readonly webhookUrl?: string;
  /** Spans between the attempts of a push, in ms; default 15 s, 5 min, 1 h, 6 h. */
  readonly retryLadderMs?: readonly number[];
  readonly limits?: Partial<SandboxLimits> | 'lifted';
  /** How long a token lives, in ms; default two hours. */
  readonly tokenLifeMs?: number;
  /** What the app was granted; default all the relay can use. */
  readonly scopes?: readonly string[];
  /** Whether `approval_task` events go out; default not. */
  readonly taskEvents?: boolean;
  /** Whether retries repeat the signature of the first attempt; default they are signed anew. */
  readonly keepSignature?: boolean;
  /** Chance, for faults with a `ratio`. */
  readonly random?: () => number;
  /** Default 127.0.0.1, and any free port. */
  readonly host?: string;
  readonly port?: number;
}

/** What can be turned while the sandbox runs. */
export interface Knobs {
  /** Refuse plaintext phone numbers and e-mail addresses in cards (230028). */
  readonly dlp?: boolean;
  readonly taskEvents?: boolean;
  /** Deliver each taken event this many times more. */
  readonly duplicatePushes?: number;
  readonly limits?: Partial<SandboxLimits> | 'lifted';
  readonly scopes?: readonly string[];
}
