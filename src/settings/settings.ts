import type { ListedDays } from '../approval/calendar.ts';
import type { Condition } from '../approval/condition.ts';
import type { Locale } from '../approval/locale.ts';
import type { Status } from '../approval/status.ts';
import type { Duration } from '../base/duration.ts';

/** The whole configuration, read, defaulted, checked and frozen. Names and meanings: docs/configuration.md. */
export interface Settings {
  /** Its file, as the user named it. */
  readonly file: string;
  readonly feishu: FeishuSettings;
  readonly server: ServerSettings;
  readonly store: StoreSettings;
  /** IANA name. */
  readonly timezone: string;
  readonly locale: Locale;
  /** The folder of the user's templates, as written; relative to the working directory. */
  readonly templates: string;
  readonly retentionMs: number;
  readonly limits: Limits;
  /** Log lines below this level are dropped. */
  readonly log: { readonly level: LogLevel };
  /** Where the bot reports what needs a person; undefined: nowhere. */
  readonly operators?: { readonly chat: ChatTarget };
  /** The default for which fields of a form a chat sees; hooks see these. */
  readonly defaultFields: FieldSelection;
  /** Other systems that get each change as JSON; names are unique. */
  readonly hooks: readonly HookSettings[];
  /** Whether figures of waiting times are kept by person. */
  readonly stats: { readonly people: boolean };
  /** By approval code. The entry for every other approval is `fallback`. */
  readonly approvals: ReadonlyMap<string, ApprovalSettings>;
  /** The entry `"*"`. */
  readonly fallback?: ApprovalSettings;
  /** Days that override the built-in calendar, including those of the file. Its path is as written. */
  readonly calendar: ListedDays & { readonly file?: string };
  /** The global reminders; undefined: none. Approvals and chats have their own merged ones. */
  readonly reminders?: ReminderSettings;
  /** undefined: switched off. */
  readonly reconcile?: ReconcileSettings;
}

/** From all lines to the fewest. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** The app, and how to reach Feishu with it. */
export interface FeishuSettings {
  readonly appId: string;
  readonly appSecret: string;
  /** Base URL of the API without a trailing slash, e.g. `https://open.feishu.cn`. */
  readonly baseUrl: string;
  /** Which brand's app opens an approval: they differ in the AppLink's `appId`. */
  readonly brand: 'feishu' | 'lark';
  /** Base URL of AppLinks without a trailing slash. */
  readonly appLink: string;
  readonly events: 'webhook' | 'websocket';
  /** Empty: none. */
  readonly encryptKey: string;
  readonly verificationToken: string;
}

/** The HTTP server of the bot. */
export interface ServerSettings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** At least 24 characters; empty: there is no operator page. */
  readonly adminToken: string;
  /** IP addresses and CIDR blocks whose `X-Forwarded-*` headers count. */
  readonly trustedProxies: readonly string[];
}

/** Where everything is kept. */
export type StoreSettings =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** Rate limits. */
export interface Limits {
  /** How many requests are allowed in any window of that length. */
  readonly chatPerSecond: number;
  readonly appPerSecond: number;
  readonly appPerMinute: number;
  /** With `mode: post`: if more changes than this wait for one chat, they become one card. 0: never. */
  readonly foldAbove: number;
}

/** A system that gets each relayed change of its approvals as a signed JSON POST. */
export interface HookSettings {
  /** Its identity over reloads; rows have `hook:<name>` in place of a chat. */
  readonly name: string;
  /** https, unless `allowPrivate`. Its query may contain a secret: never show it. */
  readonly url: string;
  /** Signs each POST. */
  readonly secret: string;
  readonly statuses: readonly Status[];
  /** Approval codes; empty: every mapped approval. */
  readonly approvals: readonly string[];
  /** Allows http, and addresses that are not public. */
  readonly allowPrivate: boolean;
}

/** One approval and its chats. */
export interface ApprovalSettings {
  readonly code: string;
  /** The user's name for it; empty: none. */
  readonly name: string;
  readonly chats: readonly ChatEntry[];
  /** undefined: no reminders for this approval. */
  readonly reminders?: ReminderSettings;
}

/** One chat under one approval, `defaults` already merged in. */
export interface ChatEntry {
  readonly chat: ChatTarget;
  readonly statuses: readonly Status[];
  /** Conditions that must all hold; `otherwise`: holds if those of no other entry of the approval do. */
  readonly when: readonly Condition[] | 'otherwise';
  /**
   * Names or ids of steps: the entry is only about these, live and with all statuses. undefined: the whole instance.
   */
  readonly stage?: readonly string[];
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

/** The target of a card, and the type of its id (`receive_id_type`). */
export interface ChatTarget {
  readonly id: string;
  readonly idType: 'chat_id' | 'open_id' | 'email';
}

/** Which form fields a card shows, by widget name or id. */
export interface FieldSelection {
  readonly only?: readonly string[];
  readonly hide: readonly string[];
  readonly mask: readonly string[];
  /** Lifts the built-in masks. */
  readonly show: readonly string[];
  /** The key fields, which come first. */
  readonly first?: readonly string[];
  /** `all`: nothing is folded. */
  readonly open?: 'all';
}

/** Minutes since midnight; `end` 1440 is midnight. */
export interface Hours {
  readonly startMinute: number;
  readonly endMinute: number;
}

/** Who is reminded of pending steps, and when. */
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
  /** The overview of everything that is pending; the calendar decides about days. */
  readonly digest?: {
    readonly schedule: string;
    readonly chat: ChatTarget;
    /** The least number for which it is sent. */
    readonly min: number;
    /** Whether it shows the figures of the week, once a week. */
    readonly weekly: boolean;
  };
}

/** How changes that were not pushed are found. */
export interface ReconcileSettings {
  readonly schedule: string;
  readonly lookbackMs: number;
  readonly requestsPerHour: number;
  /** 0: without end. */
  readonly requestsPerMonth: number;
}
