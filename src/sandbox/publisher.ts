import { randomUUID } from 'node:crypto';
import type { Status } from '../approval/status.ts';
import type { SandboxApproval } from './definition.ts';
import { chatEvent, definitionEvent, instanceEvent, type Sender, taskEvent } from './envelopes.ts';
import type { SandboxInstance, SandboxTask } from './instance.ts';
import type { Envelope, Pushes, PushRecord } from './pushes.ts';
import type { SandboxChat } from './world.ts';

/** Decides which happenings become pushes, and in which lane. */
export class Publisher {
  /** Whether the app has added the `approval_task` event. */
  taskEvents: boolean;
  readonly #sender: Sender;
  readonly #pushes: Pushes;

  constructor(sender: Sender, pushes: Pushes, taskEvents: boolean) {
    this.#sender = sender;
    this.#pushes = pushes;
    this.taskEvents = taskEvents;
  }

  /** Pushes go out for subscribed approvals only. Instance and task events of one instance share its lane. */
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

  /** Any envelope, as it is. Without a lane it waits for the instance it names, or for nobody. */
  raw(envelope: Envelope, lane?: string): PushRecord {
    const event = envelope.event as { instance_code?: unknown } | undefined;
    const own = typeof event?.instance_code === 'string' ? event.instance_code : randomUUID();
    return this.#pushes.push(envelope, lane ?? own);
  }

  #isSubscribed(approvalCode: string): boolean {
    return this.#sender.world.approvals.get(approvalCode)?.subscribed ?? false;
  }
}
