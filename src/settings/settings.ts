import type { Status } from '../approval/status.ts';
import type { Duration } from '../base/duration.ts';

/** The folder of the user's templates where the configuration names none. */
export const DEFAULT_TEMPLATES = 'templates';

/** The whole configuration, read, defaulted, checked and frozen. Names and meanings: docs/configuration.md. */
export interface Settings {
  /** The file it came from, as the user named it. */
  readonly file: string;
  readonly feishu: FeishuSettings;
  readonly server: { readonly host: string; readonly port: number; readonly adminToken: string };
  readonly store: StoreSettings;
  /** IANA name. */
  readonly timezone: string;
  readonly locale: Locale;
  /** The folder of the user's templates, as written; relative to the working directory. */
  readonly templates: string;
  readonly retentionMs: number;
  readonly limits: Limits;
  /** By approval code. The entry for every other approval is `fallback`. */
  readonly approvals: ReadonlyMap<string, ApprovalSettings>;
  /** The entry `"*"`. */
  readonly fallback?: ApprovalSettings;
  readonly calendar: { readonly holidays: readonly string[]; readonly workdays: readonly string[] };
  /** The global reminders; undefined: none. Approvals and chats carry their own merged ones. */
  readonly reminders?: ReminderSettings;
  /** undefined: switched off. */
  readonly reconcile?: ReconcileSettings;
}

export type Locale = 'zh-CN' | 'en-US' | 'ja-JP';

export interface FeishuSettings {
  readonly appId: string;
  readonly appSecret: string;
  /** Base URL of the API without a slash at its end, e.g. `https://open.feishu.cn`. */
  readonly baseUrl: string;
  /** Which app of Feishu opens an approval: they differ in the AppLink's `appId`. */
  readonly brand: 'feishu' | 'lark';
  /** Base URL of AppLinks without a slash at its end. */
  readonly appLink: string;
  readonly events: 'webhook' | 'websocket';
  /** Empty: none. */
  readonly encryptKey: string;
  readonly verificationToken: string;
}

export type StoreSettings =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** How many requests may run in any window of that length. */
export interface Limits {
  readonly chatPerSecond: number;
  readonly appPerSecond: number;
  readonly appPerMinute: number;
}

export interface ApprovalSettings {
  readonly code: string;
  /** The user's own name for it; empty: none. */
  readonly name: string;
  readonly chats: readonly ChatEntry[];
  /** undefined: no reminders for this approval. */
  readonly reminders?: ReminderSettings;
}

/** One chat under one approval, `defaults` already merged in. */
export interface ChatEntry {
  readonly chat: ChatTarget;
  readonly statuses: readonly Status[];
  readonly when: readonly Condition[];
  readonly mode: 'live' | 'post';
  readonly notice: 'final' | 'all' | 'none';
  /** A folder under `templates/`; empty: none. */
  readonly template: string;
  readonly locale: Locale;
  /** `approvers`, `applicant` or `ou_…`; empty: nobody. */
  readonly mention: readonly string[];
  readonly fields: FieldSelection;
  /** undefined: any time. */
  readonly hours?: Hours;
  /** Merged over the approval's; undefined: none. */
  readonly reminders?: ReminderSettings;
}

export interface ChatTarget {
  readonly id: string;
  readonly idType: 'chat_id' | 'open_id' | 'email';
}

/** A condition on the instance: a later version acts on it, this one only checks it. */
export interface Condition {
  /** `applicant`, `department` or `form.<widget name or id>`. */
  readonly subject: string;
  readonly operator: 'is' | 'in' | 'gt' | 'gte' | 'lt' | 'lte' | 'matches';
  readonly operand: string | number | readonly (string | number)[];
}

/** Which form fields a card shows, by widget name or id. */
export interface FieldSelection {
  readonly only?: readonly string[];
  readonly hide: readonly string[];
  readonly mask: readonly string[];
  /** Lifts the built-in masks. */
  readonly show: readonly string[];
}

/** Minutes since midnight; `end` 1440 is midnight. */
export interface Hours {
  readonly startMinute: number;
  readonly endMinute: number;
}

export interface ReminderSettings {
  readonly schedule: string;
  readonly after: Duration;
  readonly every: Duration;
  /** 0: without end. */
  readonly max: number;
  readonly mention: readonly string[];
  readonly calendar: 'china' | 'weekdays' | 'always';
  readonly hours: Hours;
  readonly as: 'cards' | 'digest';
  readonly perChatPerDay: number;
  readonly escalate: readonly {
    readonly after: Duration;
    readonly chat: ChatTarget;
    readonly mention: readonly string[];
    readonly urgent: boolean;
  }[];
  readonly digest?: { readonly schedule: string; readonly chat: ChatTarget; readonly min: number };
}

export interface ReconcileSettings {
  readonly schedule: string;
  readonly lookbackMs: number;
  readonly requestsPerHour: number;
  /** 0: without end. */
  readonly requestsPerMonth: number;
}
