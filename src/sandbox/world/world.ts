import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { RefusalReason } from '../api/refusal.ts';
import type { PushRecord } from '../push/pushQueue.ts';
import type { SandboxApp } from './app.ts';
import type { SandboxApproval } from './definition.ts';
import type { SandboxInstance } from './instance.ts';
import type { Signals } from './signals.ts';

export interface SandboxPerson {
  readonly openId: string;
  readonly userId: string;
  readonly name: string;
  readonly email?: string;
  /** `od-…` */
  readonly departmentId?: string;
  /** False: not among those who may use the app. A card may mention them; they cannot be buzzed. */
  readonly canBeBuzzed?: boolean;
}

export interface SandboxDepartment {
  /** `od-…` */
  readonly departmentId: string;
  readonly name: string;
  /** What stands above it: `0` is the company. */
  readonly parentId: string;
}

export interface SandboxChat {
  readonly chatId: string;
  readonly name: string;
  /** The person this is the direct chat with; absent for a group. */
  readonly personId?: string;
  hasBot: boolean;
  dissolved: boolean;
  /** Whether people of other tenants are in it. */
  external: boolean;
  /** Who may speak (`moderation_permission`). */
  speakers: 'all_members' | 'only_owner' | 'moderator_list';
}

/** A message in a chat, with everything that was done to it. */
export interface SandboxMessage {
  readonly messageId: string;
  readonly chatId: string;
  /** Set when it went to a person instead of a group. */
  readonly personId?: string;
  /** open_id of the person who wrote it; absent: the bot did. */
  readonly by?: string;
  readonly msgType: string;
  /** JSON text, as last sent or updated. */
  content: string;
  readonly uuid?: string;
  readonly createdAt: number;
  updatedAt: number;
  /** What `content` was, oldest first; the first entry is what was sent. */
  readonly versions: { readonly at: number; readonly content: string }[];
  /** The message it replies to, and the first of that thread. */
  readonly replyTo?: string;
  readonly rootId?: string;
  readonly inThread: boolean;
  recalled: boolean;
  /** Whom it buzzed. */
  readonly urgent: { readonly at: number; readonly people: readonly string[] }[];
}

/** One request to the sandbox. `code` is missing until it is answered, and if the answer was not Feishu's. */
export interface RequestRecord {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** `token`, `instance.get`, `instance.list`, `message.create`, … or `unknown`. */
  readonly api: string;
  readonly chat?: string;
  readonly instance?: string;
  readonly message?: string;
  readonly uuid?: string;
  answeredAt?: number;
  status?: number;
  code?: number;
  refusedBy?: RefusalReason;
  /** The kind of the fault that hit it. */
  fault?: string;
}

/** What tests and the demo page can listen to and wait for. */
export interface SandboxSignals {
  /** A message was posted (once, however often its uuid was repeated). */
  message: SandboxMessage;
  /** A message was updated, recalled or buzzed. */
  update: SandboxMessage;
  /** A push was attempted, taken, given up or queued. */
  push: PushRecord;
  /** A request came in; faults and answers follow. */
  arrival: RequestRecord;
  /** A request was answered, or its connection cut. */
  request: RequestRecord;
  /** So many long connections take events now. */
  connection: number;
  /** An instance was submitted or changed. */
  instance: SandboxInstance;
  /** An approval was subscribed or unsubscribed. */
  subscription: SandboxApproval;
}

/** The state of the sandbox's tenant. Everything in the room reads and changes it; only the API turns it into JSON. */
export interface World {
  readonly clock: Clock;
  readonly signals: Signals<SandboxSignals>;
  readonly appId: string;
  readonly app: SandboxApp;
  readonly tenantKey: string;
  readonly people: Map<string, SandboxPerson>;
  /** Ids of people who left: a message to them is refused. */
  readonly departed: Set<string>;
  /** Ids that belong to another app: a request that names one fails (99992361). */
  readonly foreignIds: Set<string>;
  readonly departments: Map<string, SandboxDepartment>;
  readonly chats: Map<string, SandboxChat>;
  readonly approvals: Map<string, SandboxApproval>;
  readonly instances: Map<string, SandboxInstance>;
  readonly messages: Map<string, SandboxMessage>;
  readonly requests: RequestRecord[];
  /** Granted scopes of the app. */
  scopes: ReadonlySet<string>;
  /** Whether plaintext phone numbers and e-mail addresses in a card are refused (230028). */
  dlp: boolean;
}

/** `oc_…`, `ou_…`, `om_…`: a prefix and 32 hex digits. */
export function newId(prefix: string): string {
  return `${prefix}${randomBytes(16).toString('hex')}`;
}

/** A Verification Token: 32 letters and digits. */
export function newToken(): string {
  return randomBytes(16).toString('hex');
}

/** Codes of approvals and instances: a UUID in capitals. */
export function newCode(): string {
  return randomUUID().toUpperCase();
}

/**
 * Finds something that a test or the demo named.
 *
 * @throws Error if there is none: a mistake of the caller
 */
export function mustFind<T>(map: ReadonlyMap<string, T>, id: string, what: string): T {
  const found = map.get(id);
  if (!found) throw new Error(`the sandbox has no ${what} ${id}`);
  return found;
}
