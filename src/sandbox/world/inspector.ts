import type { Mailbox } from '../api/mailbox.ts';
import type { PushQueue, PushRecord } from '../push/pushQueue.ts';
import type { SandboxApproval } from './definition.ts';
import type { SandboxInstance } from './instance.ts';
import {
  mustFind,
  type RequestRecord,
  type SandboxChat,
  type SandboxMessage,
  type SandboxPerson,
  type World,
} from './world.ts';

/** The sandbox as tests and the demo page see it: messages, instances, pushes, requests. Also what people do to messages. */
export class Inspector {
  readonly #world: World;
  readonly #pushes: PushQueue;
  readonly #mailbox: Mailbox;

  constructor(world: World, pushes: PushQueue, mailbox: Mailbox) {
    this.#world = world;
    this.#pushes = pushes;
    this.#mailbox = mailbox;
  }

  /** All messages, oldest first; of one chat (group id, or a person's open_id) if it is given. */
  readonly messages = (chat?: string): SandboxMessage[] =>
    [...this.#world.messages.values()].filter(
      (message) => chat === undefined || message.chatId === chat || message.personId === chat,
    );

  /** Somebody recalls a message: from now on replies and updates are refused with 230011. */
  readonly recall = (messageId: string): void =>
    this.#mailbox.recall(mustFind(this.#world.messages, messageId, 'message'));

  /** Feishu forgets a message: requests about it are refused as if it had never existed. */
  readonly loseMessage = (messageId: string): void => {
    this.#world.messages.delete(mustFind(this.#world.messages, messageId, 'message').messageId);
  };

  readonly instances = (): SandboxInstance[] => [...this.#world.instances.values()];

  readonly instance = (code: string): SandboxInstance => mustFind(this.#world.instances, code, 'instance');

  readonly approvals = (): SandboxApproval[] => [...this.#world.approvals.values()];

  /** Groups and direct chats. */
  readonly chats = (): SandboxChat[] => [...this.#world.chats.values()];

  readonly people = (): SandboxPerson[] => [...this.#world.people.values()];

  /** Every request so far, oldest first; of one API if it is given. */
  readonly requests = (api?: string): RequestRecord[] =>
    this.#world.requests.filter((record) => api === undefined || record.api === api);

  /** Requests that were answered with anything but code 0; of one reason if it is given. */
  readonly refusals = (reason?: RequestRecord['refusedBy']): RequestRecord[] =>
    this.#world.requests.filter(
      (record) => record.refusedBy && (reason ?? record.refusedBy) === record.refusedBy,
    );

  /** Every event pushed so far, with its attempts. */
  readonly pushes = (): PushRecord[] => [...this.#pushes.records];

  /** Resolves once no push waits any more: each was taken or given up. */
  readonly settled = async (withinMs?: number): Promise<void> => {
    const done = (): boolean => this.#pushes.records.every((push) => push.state !== 'waiting');
    await this.#world.signals.until(done, withinMs);
  };
}
