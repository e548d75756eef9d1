import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { SandboxChat, SandboxMessage } from '../world.ts';
import type { Board, Container } from './board.ts';
import { ChatHead } from './chatPanel.tsx';
import { DeliveryRow } from './deliveryRow.tsx';
import type { DemoStatus, PageOptions } from './demo.ts';
import { InstanceRow } from './instanceRow.tsx';
import { MessageView } from './messageView.tsx';
import type { Statuses } from './statuses.ts';
import { Pipeline, type Posted, StoryControl, SwitchBoard } from './strip.tsx';
import type { Switches } from './switches.ts';
import { Now } from './timeControl.tsx';
import { isSameDay, partId, type View } from './view.ts';

/** So many the page shows; older ones leave it. */
const INSTANCES = 12;
const MESSAGES_PER_CHAT = 12;
const DELIVERIES = 8;

export interface Scene extends Pick<PageOptions, 'sandbox' | 'story' | 'clock' | 'plans' | 'isLiving'> {
  readonly switches: Switches;
  readonly statuses: Statuses;
}

/** Draws the sandbox as a board, in one visitor's language. */
export class Painter {
  readonly #scene: Scene;
  readonly #view: View;
  /** Drawn messages by their id and version: a card is drawn once, however often the board is. */
  #drawn = new Map<string, string>();

  constructor(scene: Scene, view: View) {
    this.#scene = scene;
    this.#view = view;
  }

  paint(status: DemoStatus): Board {
    this.#scene.statuses.refresh();
    const names = this.#names();
    return [
      this.#controls(status, names),
      this.#instances(names),
      ...this.#chats(names),
      this.#deliveries(status, names),
    ];
  }

  /** Groups, and the direct chats the bot has opened. */
  chats(): SandboxChat[] {
    return this.#scene.sandbox.chats();
  }

  /** What is always there: numbers, switches, the time, the story's button, the heads of the groups. */
  #controls(status: DemoStatus, names: ReadonlyMap<string, string>): Container {
    const { sandbox, story, switches, statuses, clock, plans } = this.#scene;
    const view = this.#view;
    const posted = countPosted(sandbox.messages());
    const parts = new Map<string, string>([
      ['story', draw(<StoryControl playing={story.playing()} view={view} />)],
      ['now', draw(<Now now={clock.now()} view={view} />)],
      ['pipeline', draw(<Pipeline status={status} pushed={statuses.pushed} posted={posted} view={view} />)],
      ['switches', draw(<SwitchBoard switches={switches} view={view} />)],
    ]);
    for (const chat of this.chats()) {
      const plan = plans?.get(chat.chatId);
      const nameOf = (code: string): string => names.get(code) ?? code;
      parts.set(partId('head', chat.chatId), draw(<ChatHead {...{ chat, plan, nameOf, view }} />));
    }
    return { id: 'controls', newest: 'beforeend', parts };
  }

  #instances(names: ReadonlyMap<string, string>): Container {
    const { sandbox, statuses } = this.#scene;
    const newest = sandbox.instances().slice(-INSTANCES).reverse();
    const parts = newest.map((instance): [string, string] => [
      partId('i', instance.instanceCode),
      draw(
        <InstanceRow
          instance={instance}
          status={statuses.of(instance)}
          approval={names.get(instance.approvalCode) ?? instance.approvalCode}
          nameOf={(openId) => names.get(openId) ?? openId}
          view={this.#view}
        />,
      ),
    ]);
    return { id: 'instances', newest: 'afterbegin', parts: new Map(parts) };
  }

  #chats(names: ReadonlyMap<string, string>): Container[] {
    const kept = new Map<string, string>();
    const containers = this.chats().map((chat): Container => {
      const all = this.#scene.sandbox.messages(chat.chatId);
      const parts = all.slice(-MESSAGES_PER_CHAT).map((message): [string, string] => {
        const html = this.#message(message, all, names, kept);
        return [partId('m', message.messageId), html];
      });
      return { id: partId('chat', chat.chatId), newest: 'beforeend', parts: new Map(parts) };
    });
    this.#drawn = kept;
    return containers;
  }

  /** @param all of its chat, oldest first */
  #message(
    message: SandboxMessage,
    all: readonly SandboxMessage[],
    names: ReadonlyMap<string, string>,
    kept: Map<string, string>,
  ): string {
    const view = this.#view;
    const before = all[all.indexOf(message) - 1];
    const opensDay = !before || !isSameDay(before.createdAt, message.createdAt, view);
    const quoted = all.find((one) => one.messageId === message.replyTo);
    const isReply = message.replyTo !== undefined;
    const isLiving = !isReply && (this.#scene.isLiving?.(message.messageId) ?? true);
    const { messageId, versions, recalled } = message;
    const version = [messageId, versions.length, recalled, quoted?.recalled, isLiving].join(' ');
    const chat = names.get(message.chatId) ?? '';
    const html =
      this.#drawn.get(version) ??
      draw(<MessageView {...{ message, quoted, opensDay, isLiving, chat, view }} people={names} />);
    kept.set(version, html);
    return html;
  }

  #deliveries(status: DemoStatus, names: ReadonlyMap<string, string>): Container {
    const now = this.#scene.clock.now();
    const parts = status.deliveries.slice(0, DELIVERIES).map((delivery): [string, string] => {
      const id = partId(
        'd',
        `${delivery.at}${delivery.chat}${delivery.instance}${delivery.kind}${delivery.result}`,
      );
      const instance = names.get(delivery.instance) ?? delivery.instance;
      const chat = names.get(delivery.chat) ?? delivery.chat;
      const row = <DeliveryRow {...{ id, delivery, chat, instance, now }} view={this.#view} />;
      return [id, draw(row)];
    });
    return { id: 'deliveries', newest: 'afterbegin', parts: new Map(parts) };
  }

  /** What everything is called, by its id: people, groups, approvals, and instances by approval and applicant. */
  #names(): Map<string, string> {
    const { sandbox } = this.#scene;
    const names = new Map<string, string>();
    for (const person of sandbox.people()) names.set(person.openId, person.name);
    for (const chat of sandbox.chats()) names.set(chat.chatId, chat.name);
    for (const approval of sandbox.approvals()) {
      const english = this.#view.language === 'en' ? approval.locales['en-US']?.name : undefined;
      names.set(approval.approvalCode, english ?? approval.name);
    }
    for (const one of sandbox.instances()) {
      names.set(one.instanceCode, `${names.get(one.approvalCode) ?? ''} · ${names.get(one.applicant) ?? ''}`);
    }
    return names;
  }
}

function countPosted(messages: readonly SandboxMessage[]): Posted {
  const standing = messages.filter((one) => !one.recalled);
  const replies = standing.filter((one) => one.replyTo !== undefined).length;
  const updates = standing.reduce((sum, one) => sum + one.versions.length - 1, 0);
  return { cards: standing.length - replies, updates, replies };
}

function draw(part: VNode): string {
  return renderToString(part);
}
