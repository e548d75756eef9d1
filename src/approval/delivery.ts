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

/** Fields of every delivery. Times are ms. */
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
  /** Since when it has waited for the chat's hours; absent: it never did. */
  readonly heldAt?: number;
  /** Feishu's idempotency key (`uuid`). */
  readonly key: string;
  /** Requests made so far. */
  readonly attempts: number;
  /** Its current step of the simpler cards. */
  readonly detail: CardDetail;
  /** Whom its card does not mention, since Feishu refuses their ids; absent: nobody. */
  readonly leftOut?: LeftOut;
  /** Start of the first request whose outcome is unknown. */
  readonly unknownSince?: number;
}

/**
 * A change of an instance:
 * - `card`: a new card, or in `live` an update of the standing card, if there is one;
 * - `update`: only an update of the standing card, since the chat does not list the status;
 * - `refresh`: the same for what a look-up found between two changes, such as a step forward;
 * - `notice`: a one-line reply to the standing card, since an update makes no sound.
 */
export interface ChangeDelivery extends DeliveryBase, Change {
  readonly kind: 'card' | 'update' | 'refresh' | 'notice';
  /** The status before the change; absent: none was known. */
  readonly was?: Status;
  /** A new one waits until then, since many may come with it; absent: it does not wait. */
  readonly restsUntil?: number;
  /** It was unknown whether the chat gets it: that is judged again before it is sent. */
  readonly isUndecided?: boolean;
  /** The opening of a step (openings.ts) that it is about; absent: the whole instance. */
  readonly opening?: string;
}

/** A reminder of one instance, which is in this state. */
export interface ReminderDelivery extends DeliveryBase, Change {
  /** `snoozed`: a button of the card was pressed, and the card is updated. */
  readonly kind: 'reminder' | 'snoozed';
  readonly content: ReminderContent;
}

/** Fields of every summary: several instances on one card. */
interface SummaryBase extends DeliveryBase {
  readonly kind: 'summary';
  /** The approval whose chat entry decides how the card looks. */
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

/** No card: Feishu buzzes the people whom a card has just mentioned. */
export interface BuzzDelivery extends DeliveryBase {
  readonly kind: 'buzz';
  /** The approval whose entry asks for it. */
  readonly approvalCode: string;
  readonly content: BuzzContent;
}

/** A change for another system, as JSON; `chat` is `hook:` and its name. */
export interface HookDelivery extends DeliveryBase, Change {
  readonly kind: 'hook';
}

/**
 * One message, update or buzz for one chat: a row of the outbox. It says what to send, not how the finished card looks.
 */
export type Delivery = ChangeDelivery | ReminderDelivery | OverdueDelivery | ChangesDelivery | BuzzDelivery;

/** Any row of the outbox. */
export type OutboxDelivery = Delivery | HookDelivery;

export type DeliveryKind = OutboxDelivery['kind'];

/** Fields that the outbox sets, not the writer of the row. */
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

/** A change to be sent, with what all its deliveries have in common. */
export type AnnouncedChange = Change &
  Pick<ChangeDelivery, 'changeId' | 'priority' | 'receivedAt' | 'was' | 'restsUntil'>;

/** Whether a delivery is about a change, not about pending steps. */
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

/** A delivery that is a reminder card. */
export type RemindingDelivery = ReminderDelivery | OverdueDelivery;

/** Whether a delivery is a reminder card: a summary may list changes instead. */
export function isReminding(delivery: Delivery): delivery is RemindingDelivery {
  return isOfOne(delivery) || (delivery.kind === 'summary' && delivery.content.of === 'overdue');
}

/**
 * The `uuid` of a message: Feishu lets at most one message with it succeed within an hour, at most 50 characters
 * (open.feishu.cn/document/server-docs/im-v1/message/create). It is made only from what goes to whom. So every retry
 * has the same one, after a restart too, and two apps or chats never share one.
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

/** Whether a delivery is a reminder of a single instance. */
export function isOfOne(delivery: Delivery): delivery is ReminderDelivery {
  return delivery.kind === 'reminder' || delivery.kind === 'snoozed';
}
