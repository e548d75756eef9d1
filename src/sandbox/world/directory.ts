import type { EventPublisher } from '../push/eventPublisher.ts';
import type { SandboxApproval, SandboxNode, WireWidget } from './definition.ts';
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

export interface NewChat extends Partial<Pick<SandboxChat, 'chatId' | 'hasBot' | 'external' | 'speakers'>> {
  readonly name: string;
}

/** The people, departments, groups and approvals of the tenant. */
export class Directory {
  readonly #world: World;
  readonly #publisher: EventPublisher;

  constructor(world: World, publisher: EventPublisher) {
    this.#world = world;
    this.#publisher = publisher;
  }

  readonly addPerson = (person: {
    openId?: string;
    name: string;
    email?: string;
    departmentId?: string;
    canBeBuzzed?: boolean;
  }): SandboxPerson => {
    const openId = person.openId ?? newId('ou_');
    const added: SandboxPerson = { ...person, openId, userId: `u${openId.slice(-7)}` };
    this.#world.people.set(openId, added);
    return added;
  };

  /** The person leaves: a card that mentions them fails, and the contact API no longer knows them. */
  readonly removePerson = (openId: string): void => {
    this.#world.people.delete(openId);
    this.#world.departed.add(openId);
  };

  /** An id that another app got for a person: requests that name it are refused. Returns it. */
  readonly addForeignId = (openId: string = newId('ou_')): string => {
    this.#world.foreignIds.add(openId);
    return openId;
  };

  /** A department, under the company unless told otherwise. */
  readonly addDepartment = (department: {
    departmentId?: string;
    name: string;
    parentId?: string;
  }): SandboxDepartment => {
    const { name, departmentId = newId('od-'), parentId = '0' } = department;
    const added = { departmentId, name, parentId };
    this.#world.departments.set(added.departmentId, added);
    return added;
  };

  /** A group, with the bot in it unless told otherwise. */
  readonly addChat = (chat: NewChat): SandboxChat => {
    const added: SandboxChat = {
      chatId: chat.chatId ?? newId('oc_'),
      name: chat.name,
      hasBot: chat.hasBot ?? true,
      dissolved: false,
      external: chat.external ?? false,
      speakers: chat.speakers ?? 'all_members',
    };
    this.#world.chats.set(added.chatId, added);
    return added;
  };

  /** Somebody removes the bot from a group: 230002 from now on. The event goes out unless told otherwise. */
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

  /** The group is dissolved: 232009. No event if the owner keeps the history. */
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
