import type { IntakeFault, WarningText } from '../approval/warning.ts';
import type { Text } from '../base/language.ts';
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
  readonly remedy: Text;
}

const NOT_THE_KEYS: Text = {
  en: 'The keys are not to blame. Let only Feishu through to /webhook/ if you can.',
  zh: '与密钥无关。如果可以，请只让飞书访问 /webhook/。',
};

/** What is most likely not from Feishu: for the log alone, and no warning. */
const STRANGERS: Readonly<Record<Exclude<RefusalCause, IntakeFault>, WarningText>> = {
  'not-from-feishu': {
    message: {
      en: 'The request holds nothing that Feishu sends: a scanner, a health check, or a program with a wrong address.',
      zh: '请求中没有飞书会发来的内容：可能是扫描器、健康检查，或地址写错的程序。',
    },
    remedy: NOT_THE_KEYS,
  },
  'too-large': {
    message: {
      en: 'The body is larger than 1 MiB, and events are a few kilobytes.',
      zh: '请求体大于 1 MiB，而事件只有几 KB。',
    },
    remedy: NOT_THE_KEYS,
  },
};

/** @param detail is added to the first sentence */
export function refusalOf(cause: RefusalCause, detail = ''): Refusal {
  const { message, remedy } = { ...INTAKE_FAULT_TEXTS, ...STRANGERS }[cause];
  return { cause, why: [message.en, detail].filter(Boolean).join(' '), remedy };
}
