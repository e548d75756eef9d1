import { createHash } from 'node:crypto';
import type { CardDetail } from './cardDetail.ts';
import type { Change } from './change.ts';
import type {
  BuzzContent,
  FoldedSummary,
  FoundSummary,
  OverdueSummary,
  ReminderContent,
} from './deliveryContent.ts';
import type { LeftOut } from './leftOut.ts';
import type { Status } from './status.ts';

/** What every delivery has, whatever it says. Times are ms. */
interface DeliveryBase {
  /** Order of arrival in the outbox. */
  readonly seq: number;
  /** Where it goes. */
  readonly chat: string;
  /** The event, look-up or tick that made it. */
  readonly changeId: string;
  /** 0: live. 1: a look-up of ours found it; it goes after live work. */
  readonly priority: number;
  /** When the event was committed. */
  readonly receivedAt: number;
  readonly createdAt: number;
  /** Since when it waits for the chat's hours on purpose; absent: it never did. */
  readonly heldAt?: number;
  /** Feishu's idempotency key (`uuid`). */
  readonly key: string;
  /** Requests made so far. */
  readonly attempts: number;
  /** How far it has come down the ladder of simpler cards. */
  readonly detail: CardDetail;
  /** Whom its card does not ring, since Feishu refuses their ids; absent: nobody. */
  readonly leftOut?: LeftOut;
  /** Start of the first request whose outcome is unknown. */
  readonly unknownSince?: number;
}

/**
 * A change of an instance:
 * - `card`: a card of its own, or in `live` an update of the card that stands, posted where none does;
 * - `update`: only an update of the standing card, since the chat does not list the status;
 * - `refresh`: the same for what a look-up found between two changes, such as a step forward;
 * - `notice`: a one-line reply to the standing card, since an update makes no sound.
 */
export interface ChangeDelivery extends DeliveryBase, Change {
  readonly kind: 'card' | 'update' | 'refresh' | 'notice';
  /** The status before the change; absent: none was known. */
  readonly was?: Status;
  /** Until when a new one rests, since many may come with it; absent: it does not. */
  readonly restsUntil?: number;
  /** Nobody could know whether the chat is to hear of it: it is decided again before it is sent. */
  readonly isUndecided?: boolean;
  /** The opening of a step that it is about (openings.ts); absent: the whole instance. */
  readonly opening?: string;
}

/** Who has been waited for too long in one instance, which is in this state. */
export interface ReminderDelivery extends DeliveryBase, Change {
  /** `snoozed`: a button of the card was pressed, and it is brought up to date. */
  readonly kind: 'reminder' | 'snoozed';
  readonly content: ReminderContent;
}

/** What every summary has: several instances in one card. */
interface SummaryBase extends DeliveryBase {
  readonly kind: 'summary';
  /** The approval whose entry of the chat decides how the card looks. */
  readonly approvalCode: string;
}

/** A summary of reminders. */
export interface OverdueDelivery extends SummaryBase {
  readonly content: OverdueSummary;
}

/** A summary of changes. */
export interface ChangesDelivery extends SummaryBase {
  readonly content: FoundSummary | FoldedSummary;
}

/** No card, but a ring on the telephones of those whom a card has just mentioned. */
export interface BuzzDelivery extends DeliveryBase {
  readonly kind: 'buzz';
  /** The approval whose entry asks for it. */
  readonly approvalCode: string;
  readonly content: BuzzContent;
}

/** A change that another system is to hear of, as JSON; `chat` is `hook:` and its name. */
export interface HookDelivery extends DeliveryBase, Change {
  readonly kind: 'hook';
}

/** One message, update or ring for one chat: a row of the outbox. It says what to tell, not how the finished card looks. */
export type Delivery = ChangeDelivery | ReminderDelivery | OverdueDelivery | ChangesDelivery | BuzzDelivery;

/** Any row of the outbox. */
export type OutboxDelivery = Delivery | HookDelivery;

export type DeliveryKind = OutboxDelivery['kind'];

/** What a row gets in the outbox, and not from whoever writes it. */
type GivenByOutbox = 'seq' | 'key' | 'attempts' | 'detail' | 'leftOut' | 'unknownSince';

/** A delivery of a change that is not in the outbox yet. */
export type NewChange = Omit<ChangeDelivery, GivenByOutbox>;

/** A delivery that is not in the outbox yet. */
export type NewDelivery =
  | NewChange
  | Omit<ReminderDelivery, GivenByOutbox>
  | Omit<OverdueDelivery, GivenByOutbox>
  | Omit<ChangesDelivery, GivenByOutbox>
  | Omit<BuzzDelivery, GivenByOutbox>
  | Omit<HookDelivery, GivenByOutbox>;

/** A change that chats are to hear of, and what all its deliveries have in common. */
export type AnnouncedChange = Change &
  Pick<ChangeDelivery, 'changeId' | 'priority' | 'receivedAt' | 'was' | 'restsUntil'>;

/** Whether a delivery is about a change, and not about what waits. */
export function isAboutChange(delivery: Delivery): delivery is ChangeDelivery {
  const { kind } = delivery;
  return kind === 'card' || kind === 'update' || kind === 'refresh' || kind === 'notice';
}

/** Whether a delivery is a summary into which changes were folded. */
export function isFolded(
  delivery: OutboxDelivery,
): delivery is ChangesDelivery & { readonly content: FoldedSummary } {
  return delivery.kind === 'summary' && delivery.content.of === 'folded';
}

/** A delivery that reminds somebody by a card. */
export type RemindingDelivery = ReminderDelivery | OverdueDelivery;

/** Whether a delivery reminds somebody by a card: a summary may list changes instead. */
export function isReminding(delivery: Delivery): delivery is RemindingDelivery {
  return isOfOne(delivery) || (delivery.kind === 'summary' && delivery.content.of === 'overdue');
}

/**
 * The `uuid` of a message: Feishu lets at most one message with it succeed within an hour, at most 50 characters
 * (open.feishu.cn/document/server-docs/im-v1/message/create). It is made from what goes to whom and from
 * nothing else, so every retry, after a restart too, carries the same one, and two apps or chats never share
 * one.
 */
export function deliveryKey(
  app: string,
  changeId: string,
  chat: string,
  kind: DeliveryKind,
  opening = '',
): string {
  return createHash('sha256')
    .update(JSON.stringify([app, changeId, chat, kind, ...(opening === '' ? [] : [opening])]))
    .digest('base64url')
    .slice(0, 43);
}

/** Whether a delivery reminds of one instance alone. */
export function isOfOne(delivery: Delivery): delivery is ReminderDelivery {
  return delivery.kind === 'reminder' || delivery.kind === 'snoozed';
}
