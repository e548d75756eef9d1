import type { SandboxApproval, SandboxNode, WireWidget } from './definition.ts';
import type { Publisher } from './publisher.ts';
import {
  mustFind,
  newCode,
  newId,
  type SandboxChat,
  type SandboxDepartment,
  type SandboxPerson,
  type World,
} from './world.ts';

export interface NewApproval {
  readonly approvalCode?: string;
  readonly name: string;
  /** The definition's widgets. */
  readonly form?: readonly WireWidget[];
  /** The steps' names and kinds, in order; `submit` says who stands in them. Kind: AND unless said. */
  readonly nodes?: readonly { readonly name: string; readonly type?: SandboxNode['type'] }[];
  readonly locales?: SandboxApproval['locales'];
  /** Whether the app has subscribed it already; default not. */
  readonly subscribed?: boolean;
}

/** Who and what is there: people, departments, groups and approvals. */
export class Directory {
  readonly #world: World;
  readonly #publisher: Publisher;

  constructor(world: World, publisher: Publisher) {
    this.#world = world;
    this.#publisher = publisher;
  }

  readonly addPerson = (person: {
    openId?: string;
    name: string;
    email?: string;
    departmentId?: string;
  }): SandboxPerson => {
    const openId = person.openId ?? newId('ou_');
    const added: SandboxPerson = { ...person, openId, userId: `u${openId.slice(-7)}` };
    this.#world.people.set(openId, added);
    return added;
  };

  /** The person leaves: mentions of them fail a card, the contact API no longer knows them. */
  readonly removePerson = (openId: string): void => {
    this.#world.people.delete(openId);
  };

  readonly addDepartment = (department: { departmentId?: string; name: string }): SandboxDepartment => {
    const added = { departmentId: department.departmentId ?? newId('od-'), name: department.name };
    this.#world.departments.set(added.departmentId, added);
    return added;
  };

  /** A group with the bot in it. */
  readonly addChat = (chat: { chatId?: string; name: string }): SandboxChat => {
    const added: SandboxChat = {
      chatId: chat.chatId ?? newId('oc_'),
      name: chat.name,
      hasBot: true,
      dissolved: false,
    };
    this.#world.chats.set(added.chatId, added);
    return added;
  };

  /** The bot is put out of a group: 230002 from now on; the event follows when asked for. */
  readonly removeBot = (chatId: string, { event = true } = {}): void => {
    const chat = mustFind(this.#world.chats, chatId, 'chat');
    chat.hasBot = false;
    if (event) this.#publisher.chat(chat, 'im.chat.member.bot.deleted_v1');
  };

  readonly addBot = (chatId: string, { event = true } = {}): void => {
    const chat = mustFind(this.#world.chats, chatId, 'chat');
    chat.hasBot = true;
    if (event) this.#publisher.chat(chat, 'im.chat.member.bot.added_v1');
  };

  /** The group is dissolved: 232009. No event where the owner keeps the history. */
  readonly dissolveChat = (chatId: string, { event = true } = {}): void => {
    const chat = mustFind(this.#world.chats, chatId, 'chat');
    chat.dissolved = true;
    if (event) this.#publisher.chat(chat, 'im.chat.disbanded_v1');
  };

  readonly addApproval = (approval: NewApproval): SandboxApproval => {
    const added: SandboxApproval = {
      approvalCode: approval.approvalCode ?? newCode(),
      name: approval.name,
      form: approval.form ?? [],
      nodes: (approval.nodes ?? []).map((node, i) => ({
        nodeId: `node_${i + 1}`,
        name: node.name,
        type: node.type ?? 'AND',
      })),
      status: 'ACTIVE',
      locales: approval.locales ?? {},
      subscribed: approval.subscribed ?? false,
    };
    this.#world.approvals.set(added.approvalCode, added);
    return added;
  };

  /** An administrator edits a definition: `approval.approval.updated_v4`. */
  readonly editApproval = (
    approvalCode: string,
    change: Partial<Pick<SandboxApproval, 'name' | 'form' | 'status' | 'locales'>>,
  ): void => {
    const approval = mustFind(this.#world.approvals, approvalCode, 'approval');
    Object.assign(approval, change);
    this.#publisher.definition(approval);
  };
}
