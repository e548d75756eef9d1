import type { SandboxApproval } from './definition.ts';
import type { SandboxInstance } from './instance.ts';
import type { Mailbox } from './mailbox.ts';
import type { Pushes, PushRecord } from './pushes.ts';
import {
  mustFind,
  type RequestRecord,
  type SandboxChat,
  type SandboxMessage,
  type SandboxPerson,
  type World,
} from './world.ts';

/** What one sees in the sandbox: messages, instances, pushes, requests; and what is done to a message. */
export class Views {
  readonly #world: World;
  readonly #pushes: Pushes;
  readonly #mailbox: Mailbox;

  constructor(world: World, pushes: Pushes, mailbox: Mailbox) {
    this.#world = world;
    this.#pushes = pushes;
    this.#mailbox = mailbox;
  }

  /** All messages, oldest first; of one chat (group id, or a person's open_id) where it is named. */
  readonly messages = (chat?: string): SandboxMessage[] =>
    [...this.#world.messages.values()].filter(
      (message) => chat === undefined || message.chatId === chat || message.personId === chat,
    );

  /** Somebody recalls a message: replies and updates are refused with 230011. */
  readonly recall = (messageId: string): void =>
    this.#mailbox.recall(mustFind(this.#world.messages, messageId, 'message'));

  /** Feishu forgets a message: whatever is done to it is refused as if there had never been one. */
  readonly loseMessage = (messageId: string): void => {
    this.#world.messages.delete(mustFind(this.#world.messages, messageId, 'message').messageId);
  };

  readonly instances = (): SandboxInstance[] => [...this.#world.instances.values()];

  readonly instance = (code: string): SandboxInstance => mustFind(this.#world.instances, code, 'instance');

  readonly approvals = (): SandboxApproval[] => [...this.#world.approvals.values()];

  /** Groups and direct chats. */
  readonly chats = (): SandboxChat[] => [...this.#world.chats.values()];

  readonly people = (): SandboxPerson[] => [...this.#world.people.values()];

  /** Every request so far, oldest first; of one API where it is named. */
  readonly requests = (api?: string): RequestRecord[] =>
    this.#world.requests.filter((record) => api === undefined || record.api === api);

  /** Requests that were answered with anything but code 0; of one reason where it is named. */
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
