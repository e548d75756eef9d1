import type { Clock } from '../base/clock.ts';
import type { SandboxLimits } from './api/apiLimits.ts';
import type { SandboxApp } from './world/app.ts';

export interface SandboxOptions {
  /** The only source of time, for timers too. */
  readonly clock: Clock;
  readonly appId: string;
  readonly appSecret: string;
  /** With one, pushes are encrypted and signed. */
  readonly encryptKey?: string;
  /** Default: a random one, since every app has one. */
  readonly verificationToken?: string;
  /** Where pushes go; see also `pushTo`. */
  readonly webhookUrl?: string;
  /** Spans between the attempts of a push, in ms; default 15 s, 5 min, 1 h, 6 h. */
  readonly retryLadderMs?: readonly number[];
  readonly limits?: Partial<SandboxLimits> | 'lifted';
  /** How long a token lives, in ms; default two hours. */
  readonly tokenLifeMs?: number;
  /** The scopes granted to the app; default: all that the relay can use. */
  readonly scopes?: readonly string[];
  /** Whether `approval_task` events are pushed; default: no. */
  readonly taskEvents?: boolean;
  /** Whether retries repeat the signature of the first attempt; default: each is signed again. */
  readonly keepSignature?: boolean;
  /** Random numbers for faults with a `ratio`. */
  readonly random?: () => number;
  /** Default 127.0.0.1, and any free port. */
  readonly host?: string;
  readonly port?: number;
}

/** What can be changed while the sandbox runs. */
export interface Knobs {
  /** Refuse plaintext phone numbers and e-mail addresses in cards (230028). */
  readonly dlp?: boolean;
  readonly taskEvents?: boolean;
  /** Deliver each accepted event this many more times. */
  readonly duplicatePushes?: number;
  readonly limits?: Partial<SandboxLimits> | 'lifted';
  readonly scopes?: readonly string[];
  /** What the developer console shows of the app. */
  readonly app?: Partial<SandboxApp>;
}
