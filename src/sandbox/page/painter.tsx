import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { SandboxChat } from '../world.ts';
import type { Board, Container } from './board.ts';
import { ChatHead } from './chatPanel.tsx';
import type { DemoSandbox, DemoStatus, DemoStory } from './demo.ts';
import { InstanceRow } from './instanceRow.tsx';
import { MessageView } from './messageView.tsx';
import type { Statuses } from './statuses.ts';
import { DeliveryRow, Pipeline, StoryControl, SwitchBoard } from './strip.tsx';
import type { Switches } from './switches.ts';
import { partId, type View } from './view.ts';

/** So many the page shows; older ones leave it. */
const INSTANCES = 12;
const MESSAGES_PER_CHAT = 12;
const DELIVERIES = 8;

export interface Scene {
  readonly sandbox: DemoSandbox;
  readonly story: DemoStory;
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
      this.#controls(status),
      this.#instances(names),
      ...this.#chats(names),
      this.#deliveries(status, names),
    ];
  }

  /** Groups, and the direct chats the bot has opened. */
  chats(): SandboxChat[] {
    return this.#scene.sandbox.chats();
  }

  /** What is always there: numbers, switches, the story's button, the heads of the groups. */
  #controls(status: DemoStatus): Container {
    const { sandbox, story, switches, statuses } = this.#scene;
    const view = this.#view;
    const cards = sandbox.messages().filter((one) => one.msgType === 'interactive' && !one.recalled).length;
    const parts = new Map<string, string>([
      ['story', draw(<StoryControl playing={story.playing()} view={view} />)],
      ['pipeline', draw(<Pipeline status={status} pushed={statuses.pushed} cards={cards} view={view} />)],
      ['switches', draw(<SwitchBoard switches={switches} view={view} />)],
    ]);
    for (const chat of this.chats()) {
      parts.set(partId('head', chat.chatId), draw(<ChatHead chat={chat} view={view} />));
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
    const containers = this.chats().map(({ chatId }): Container => {
      const shown = this.#scene.sandbox.messages(chatId).slice(-MESSAGES_PER_CHAT);
      const parts = shown.map((message): [string, string] => {
        const version = `${message.messageId} ${message.versions.length} ${message.recalled}`;
        const html =
          this.#drawn.get(version) ??
          draw(<MessageView message={message} people={names} view={this.#view} />);
        kept.set(version, html);
        return [partId('m', message.messageId), html];
      });
      return { id: partId('chat', chatId), newest: 'beforeend', parts: new Map(parts) };
    });
    this.#drawn = kept;
    return containers;
  }

  #deliveries(status: DemoStatus, names: ReadonlyMap<string, string>): Container {
    const parts = status.deliveries.slice(0, DELIVERIES).map((delivery): [string, string] => {
      const id = partId('d', `${delivery.at}${delivery.chat}${delivery.instance}${delivery.status}`);
      const instance = names.get(delivery.instance) ?? delivery.instance;
      const chat = names.get(delivery.chat) ?? delivery.chat;
      return [id, draw(<DeliveryRow {...{ id, delivery, chat, instance }} view={this.#view} />)];
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

function draw(part: VNode): string {
  return renderToString(part);
}
