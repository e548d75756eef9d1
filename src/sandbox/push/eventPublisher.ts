import { randomUUID } from 'node:crypto';
import type { Status } from '../../approval/status.ts';
import type { SandboxApproval } from '../world/definition.ts';
import type { SandboxInstance, SandboxTask } from '../world/instance.ts';
import type { SandboxChat, SandboxMessage } from '../world/world.ts';
import {
  chatEvent,
  definitionEvent,
  instanceEvent,
  messageEvent,
  type SaidInGroup,
  type Sender,
  taskEvent,
} from './eventEnvelopes.ts';
import type { EventEnvelope, PushQueue, PushRecord } from './pushQueue.ts';

/** Decides which changes are pushed, and in which lane. */
export class EventPublisher {
  /** Whether the app has added the `approval_task` event. */
  taskEvents: boolean;
  readonly #sender: Sender;
  readonly #pushes: PushQueue;

  constructor(sender: Sender, pushes: PushQueue, taskEvents: boolean) {
    this.#sender = sender;
    this.#pushes = pushes;
    this.taskEvents = taskEvents;
  }

  /** Only subscribed approvals are pushed. Instance and task events of one instance share its lane. */
  instance(instance: SandboxInstance, status: Status): void {
    if (!this.#isSubscribed(instance.approvalCode)) return;
    this.#pushes.push(instanceEvent(this.#sender, instance, status), instance.instanceCode);
  }

  task(instance: SandboxInstance, task: SandboxTask, status: string): void {
    if (!this.taskEvents || !this.#isSubscribed(instance.approvalCode)) return;
    this.#pushes.push(taskEvent(this.#sender, instance, task, status), instance.instanceCode);
  }

  definition(approval: SandboxApproval): void {
    this.#pushes.push(definitionEvent(this.#sender, approval), approval.approvalCode);
  }

  chat(chat: SandboxChat, eventType: Parameters<typeof chatEvent>[2]): void {
    this.#pushes.push(chatEvent(this.#sender, chat, eventType), chat.chatId);
  }

  message(message: SandboxMessage, said: SaidInGroup): void {
    this.#pushes.push(messageEvent(this.#sender, message, said), message.chatId);
  }

  /** Any envelope, as it is. Without a lane it waits behind the events of the instance it names, or for nothing. */
  raw(envelope: EventEnvelope, lane?: string): PushRecord {
    const event = envelope.event as { instance_code?: unknown } | undefined;
    const own = typeof event?.instance_code === 'string' ? event.instance_code : randomUUID();
    return this.#pushes.push(envelope, lane ?? own);
  }

  #isSubscribed(approvalCode: string): boolean {
    return this.#sender.world.approvals.get(approvalCode)?.subscribed ?? false;
  }
}
