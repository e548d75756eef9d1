import type { ChangesDelivery, Delivery, OverdueDelivery } from '../../approval/delivery.ts';
import type { RemindedStep } from '../../approval/deliveryContent.ts';
import { concerns, waitsOf } from '../../approval/reminder.ts';
import type { Status } from '../../approval/status.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import { allApprovals } from '../../settings/approvalsTo.ts';
import type { ChatEntry } from '../../settings/settings.ts';
import type { DeliverContext } from './deliverContext.ts';
import { stillWaiting } from './stillWaiting.ts';

/** One thing that a delivery is about; a summary is about several. */
export interface Topic {
  /** The entries whose conditions hold. */
  readonly chats: readonly ChatEntry[];
  /** Absent: any. */
  readonly status?: Status;
  /** Absent: any. */
  readonly steps?: readonly Pick<RemindedStep, 'node' | 'nodeId'>[];
}

export type TopicContext = Pick<DeliverContext, 'settings' | 'store' | 'routing'>;

/**
 * Everything that a delivery is about, with the entries that are for it now.
 *
 * @throws FeishuError if Feishu cannot answer now
 */
export async function topicsOf(context: TopicContext, delivery: Delivery): Promise<readonly Topic[]> {
  switch (delivery.kind) {
    case 'buzz':
      return [];
    case 'summary':
      return 'waiting' in delivery.content
        ? overdueTopics(context, delivery as OverdueDelivery)
        : changeTopics(context, delivery as ChangesDelivery);
    case 'reminder':
    case 'snoozed':
      return [await topicOf(context, delivery, delivery.content.steps)];
    default:
      return [await topicOf(context, delivery, await stepOf(context, delivery))];
  }
}

/** The groups whose entries are for all of it, in the order of the configuration. */
export function groupsAbout(topics: readonly Topic[]): string[] {
  const groups = new Set(topics.flatMap(({ chats }) => chats.filter(isGroup).map(({ chat }) => chat.id)));
  return [...groups].filter((group) => topics.every((topic) => entryAbout(topic, group)));
}

/** The entry by which a chat hears of it; undefined: it does not. */
export function entryAbout({ chats, status, steps }: Topic, chat: string): ChatEntry | undefined {
  return chats.find(
    (one) =>
      one.chat.id === chat &&
      (status === undefined || one.statuses.includes(status)) &&
      (one.stage === undefined || steps === undefined || steps.some((step) => concerns(one.stage, step))),
  );
}

function isGroup({ chat }: ChatEntry): boolean {
  return chat.idType === 'chat_id';
}

interface About {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly status: Status;
  readonly changedAt?: number;
}

async function topicOf(
  { settings, store, routing }: TopicContext,
  { instanceCode, approvalCode, status, changedAt = 0 }: About,
  steps?: Topic['steps'],
): Promise<Topic> {
  const approval = approvalFor(settings, approvalCode);
  if (!approval) return { chats: [] };
  const instance = (await store.work.knownInstance(instanceCode))?.snapshot?.instance;
  const { chats } = await routing.holding(approval, instance);
  return { chats, status, steps: steps ?? waitsOf(instance, { status, changedAt }) };
}

/** The step whose opening a change is about; undefined: it is about the whole instance. */
async function stepOf(
  { store }: TopicContext,
  { instanceCode, chat, opening }: Extract<Delivery, { kind: 'card' | 'update' | 'refresh' | 'notice' }>,
): Promise<Topic['steps']> {
  const step = opening === undefined ? undefined : await store.work.stepCard(instanceCode, chat, opening);
  return step && [{ node: step.nodeName, nodeId: step.nodeId }];
}

async function changeTopics(context: TopicContext, delivery: ChangesDelivery): Promise<readonly Topic[]> {
  const { content } = delivery;
  if (content.of === 'found') return Promise.all(content.found.map((one) => topicOf(context, one)));
  const lines = await context.store.work.linesOf(delivery);
  return Promise.all(lines.map(async (line) => topicOf(context, line, await stepOf(context, line))));
}

/** What still waits, and where the figures of a week stand on it, every approval that they are of. */
async function overdueTopics(context: TopicContext, delivery: OverdueDelivery): Promise<readonly Topic[]> {
  const { chat, content } = delivery;
  // Who stands in for whom does not matter here.
  const waiting = await stillWaiting(context, delivery, [], 0);
  const topics = await Promise.all(
    waiting
      .filter(({ steps }) => steps.length > 0)
      .map((one) => topicOf(context, { ...one, status: 'PENDING' }, one.steps)),
  );
  return content.week ? [...topics, ...weekTopics(context, chat)] : topics;
}

function weekTopics({ settings }: TopicContext, chat: string): Topic[] {
  return allApprovals(settings)
    .filter(({ chats }) => chats.some(({ reminders }) => reminders && reminders.digest?.chat.id === chat))
    .map(({ chats }) => ({ chats }));
}
