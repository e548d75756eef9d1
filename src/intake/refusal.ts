import type { IntakeFault, WarningText } from '../approval/warning.ts';
import { INTAKE_FAULT_TEXTS } from '../relay/warnings/intakeFaultText.ts';

/** How it came in. */
export type Door = 'event' | 'card' | 'long-connection';

/**
 * Why an incoming request was refused. It is a label of `relay_refused_total`; the causes of a warning mean the same.
 */
export type RefusalCause = IntakeFault | 'not-from-feishu' | 'too-large';

export interface Refusal {
  readonly cause: RefusalCause;
  /** What is wrong, and where: a sentence. Of the request it contains at most an app id. */
  readonly why: string;
  /** What to do about it: a sentence. */
  readonly remedy: string;
  /**
   * Whether the sender knows the encrypt key or is at the other end of the long connection. Otherwise it only looks
   * like Feishu's, and a stranger may have imitated it.
   */
  readonly isProven: boolean;
  /** Whether a setting, a proxy or a clock must be fixed; if not, it was most likely not Feishu. */
  readonly isFault: boolean;
}

const CAUSES: Readonly<Record<Exclude<RefusalCause, IntakeFault>, WarningText>> = {
  'not-from-feishu': {
    message:
      'The request holds nothing that Feishu sends: a scanner, a health check, or a program with a wrong address.',
    remedy: 'The keys are not to blame. Let only Feishu through to /webhook/ if you can.',
  },
  'too-large': {
    message: 'The body is larger than 1 MiB, and events are a few kilobytes.',
    remedy: 'The keys are not to blame. Let only Feishu through to /webhook/ if you can.',
  },
};

/** @param detail is added to the first sentence */
export function refusalOf(cause: RefusalCause, isProven: boolean, detail = ''): Refusal {
  const isFault = cause in INTAKE_FAULT_TEXTS;
  const { message, remedy } = { ...INTAKE_FAULT_TEXTS, ...CAUSES }[cause];
  return { cause, why: detail === '' ? message : `${message} ${detail}`, remedy, isProven, isFault };
}
