import { z } from 'zod';
import type { Text } from '../base/language.ts';

/** Why the webhook refuses a request that seems to come from Feishu. */
export const INTAKE_FAULTS = [
  /** Both sides have an encrypt key, and they differ. */
  'encrypt-key-differs',
  /** The configuration has an encrypt key; Feishu sends events in plain text. */
  'encrypt-key-only-here',
  /** Feishu encrypts its events; the configuration has no encrypt key. */
  'encrypt-key-only-at-feishu',
  'token-differs',
  /** The events are those of another app. */
  'other-app',
  /** A proxy changed the body, so its signature does not match. */
  'body-changed',
  /** A proxy dropped the headers with the signature. */
  'headers-lost',
  /** The signed time is too old, or ahead: one of the two clocks is wrong. */
  'signed-time-differs',
  /** It is authentic, but has no event in it. */
  'no-event',
] as const;

export type IntakeFault = (typeof INTAKE_FAULTS)[number];

/** What a warning is about: the whole app, or the process that noticed it; then it ends with that process. */
export type Extent = 'app' | 'process';

interface Kind<Ids extends object> {
  readonly extent: Extent;
  readonly ids: z.ZodType<Ids>;
  /** Distinguishes warnings of this code; empty: there is only one. */
  readonly subject: (ids: Ids) => string;
}

const code = z.number();
const none = (): string => '';

function ofApp<S extends z.ZodRawShape>(
  shape: S,
  subject: (ids: z.infer<z.ZodObject<S>>) => string = none,
): Kind<z.infer<z.ZodObject<S>>> {
  return { extent: 'app', ids: z.object(shape), subject };
}

function ofProcess<S extends z.ZodRawShape>(shape: S): Kind<z.infer<z.ZodObject<S>>> {
  return { extent: 'process', ids: z.object(shape), subject: none };
}

/**
 * All kinds of warnings: what keeps cards from arriving, or soon will, and what ids each carries. `feishuCode` is the
 * code of Feishu's answer. Their texts are in relay/warnings/warningText.ts.
 */
const KINDS = {
  // Feishu and the app.
  /** `part`: which of the two is wrong, as far as Feishu says. */
  'credentials-refused': ofApp({ feishuCode: code, part: z.enum(['app-id', 'secret', 'either']) }),
  'app-disabled': ofApp({ feishuCode: code }),
  'bot-disabled': ofApp({ feishuCode: code }),
  'ip-not-allowed': ofApp({ feishuCode: code }),
  'quota-used-up': ofApp({ feishuCode: code }),
  /** `cause`: the kind of failure; `everReached`: whether Feishu was reached since this process started. */
  'feishu-unreachable': ofApp({ cause: z.string(), everReached: z.boolean() }),
  /** `scopes`: one of them is needed; empty if Feishu names none. */
  'scope-missing': ofApp({ api: z.string(), scopes: z.array(z.string()) }, (ids) => ids.api),

  // Approvals.
  'approval-not-subscribed': ofApp({ approval: z.string(), feishuCode: code.optional() }, (i) => i.approval),
  'approval-unknown': ofApp({ approval: z.string() }, (i) => i.approval),
  'approval-deleted': ofApp({ approval: z.string() }, (i) => i.approval),
  'approval-name-differs': ofApp({ approval: z.string() }, (i) => i.approval),

  // Events.
  'events-refused': ofApp({ cause: z.enum(INTAKE_FAULTS) }, (i) => i.cause),
  /** Look-ups found changes, and none was ever pushed. `approvals`: some of theirs. */
  'never-pushed': ofApp({ approvals: z.array(z.string()) }),
  /** Steps changed, and no event ever said so. */
  'tasks-never-pushed': ofApp({ approvals: z.array(z.string()) }),
  'intake-down': ofProcess({}),

  // Chats and people.
  'chat-closed': ofApp({ chat: z.string(), feishuCode: code }, (i) => i.chat),
  /** The bot may not speak there for now: its deliveries wait. */
  'chat-held': ofApp({ chat: z.string(), feishuCode: code }, (i) => i.chat),
  'bot-not-in-chat': ofApp({ chat: z.string() }, (i) => i.chat),
  /** The bot cannot write to somebody whom the configuration names. */
  'person-unreachable': ofApp({ person: z.string(), feishuCode: code }, (i) => i.person),
  'person-refused': ofApp({ person: z.string(), feishuCode: code }, (i) => i.person),

  // Other systems.
  /** `cause`: `refused`, `timeout`, `private-address`, `redirect`, `http-500`, … */
  'hook-failing': ofApp({ hook: z.string(), cause: z.string() }, (i) => i.hook),

  // Cards.
  'card-simplified': ofApp(
    { template: z.string(), feishuCode: code, detail: z.string() },
    (i) => `${i.template} ${i.feishuCode}`,
  ),
  'template-broken': ofApp({ template: z.string() }, (i) => i.template),

  // The configuration and the calendar.
  /** `problems`: how many errors; `first`: where the first one is, such as `relay.yaml:12:5`, without the folder. */
  'config-not-taken': ofProcess({ problems: z.number(), first: z.string().optional() }),
  'config-needs-restart': ofProcess({ keys: z.array(z.string()) }),
  'config-differs': ofProcess({}),
  /** `ends`: `YYYY-MM-DD`, the last day that is known. */
  'calendar-ends': ofApp({ ends: z.string(), isOver: z.boolean() }),

  // Clocks. `aheadMs`: how far this machine's clock jumped ahead, or is ahead; negative: back, or behind.
  'clock-jumped': ofProcess({ aheadMs: z.number() }),
  'clock-differs': ofProcess({ aheadMs: z.number() }),
  'store-clock-differs': ofProcess({ aheadMs: z.number() }),
} as const;

export type WarningCode = keyof typeof KINDS;

/** The ids of each kind of warning: never a name, and nothing that Feishu or a person wrote. */
export type WarningIds = {
  readonly [C in WarningCode]: (typeof KINDS)[C] extends Kind<infer Ids> ? Readonly<Ids> : never;
};

/** What only operators may read of a warning. */
export interface WarningDetails {
  /** What the thing is called in Feishu, or in the configuration. */
  readonly name?: string | undefined;
  /** Feishu's own words, cut and without values of forms; or those of the program. */
  readonly said?: string | undefined;
}

/** Something that needs a person, while everything else continues. */
export type Warning = {
  readonly [C in WarningCode]: {
    readonly code: C;
    readonly ids: WarningIds[C];
    readonly details?: WarningDetails;
  };
}[WarningCode];

/** The text of a warning. Both parts are whole sentences, with ids but without names. */
export interface WarningText {
  readonly message: Text;
  /** What a person can do about it. */
  readonly remedy: Text;
}

/** A warning with its text. */
export interface StandingWarning extends WarningText {
  readonly warning: Warning;
}

/** And since when it stands. */
export interface NoticedWarning extends StandingWarning {
  /** ms since the epoch. */
  readonly since: number;
  /** The process that noticed it: host and process id. For operators only. */
  readonly by: string;
}

/** The texts of all warnings. */
export type WarningCatalogue = { readonly [C in WarningCode]: (ids: WarningIds[C]) => WarningText };

/** Where warnings are raised. It never throws and never makes its caller wait. */
export interface Warnings {
  /** The warning lasts from now until {@link Warnings.over}. Raising it again costs almost nothing. */
  raise(warning: Warning): void;
  /**
   * It is over: the one about `subject` (see {@link subjectOf}), or all of this code. Costs nothing if there is none.
   */
  over(code: WarningCode, subject?: string): void;
}

/** For callers without a registry, such as commands. */
export const noWarnings: Warnings = { raise: () => undefined, over: () => undefined };

export const WARNING_CODES = Object.keys(KINDS) as readonly WarningCode[];

const details = z.object({ name: z.string().optional(), said: z.string().optional() });

/** What distinguishes a warning from others of its code: an approval code, a chat, an API; empty: there is only one. */
export function subjectOf(warning: Warning): string {
  const kind = KINDS[warning.code] as Kind<object>;
  return kind.subject(warning.ids);
}

/** Whether warnings of this code are about the app or about a process. */
export function extentOf(code: WarningCode): Extent {
  return KINDS[code].extent;
}

/** A warning as text, for the store. Equal warnings give equal texts. */
export function writeWarning({ ids, details = {} }: Warning): string {
  return JSON.stringify({ ids, details });
}

/** Reads what {@link writeWarning} wrote; undefined if a newer version wrote something unknown to this one. */
export function readWarning(code: string, text: string): Warning | undefined {
  const kind = WARNING_CODES.find((known) => known === code);
  if (kind === undefined) return undefined;
  const shape = z.object({ ids: KINDS[kind].ids, details });
  const read = shape.safeParse(JSON.parse(text));
  return read.success ? ({ code: kind, ...read.data } as Warning) : undefined;
}
