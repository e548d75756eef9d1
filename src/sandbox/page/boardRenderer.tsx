import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { SandboxChat, SandboxMessage } from '../world/world.ts';
import type { Board, Container } from './board.ts';
import type { FaultSwitches } from './faultSwitches.ts';
import type { InstanceStatuses } from './instanceStatuses.ts';
import { namesIn } from './namesIn.ts';
import type { DemoStatus, DemoWorld } from './pageOptions.ts';
import { isSameDay, type PageView, partId } from './pageView.ts';
import { ChatHead } from './parts/chatPanel.tsx';
import { DeliveryRow } from './parts/deliveryItem.tsx';
import { HookRow } from './parts/hookItem.tsx';
import { InstanceRow } from './parts/instanceItem.tsx';
import { MessageView } from './parts/messageView.tsx';
import { Pipeline, type Posted, StoryControl, SwitchBoard } from './parts/pipelineStrip.tsx';
import { Now } from './parts/timeControl.tsx';

/** The page shows this many of each; older ones are removed. */
const INSTANCES = 12;
const MESSAGES_PER_CHAT = 12;
const DELIVERIES = 8;

/** What the board is rendered from. */
export interface BoardSource {
  readonly world: DemoWorld;
  readonly switches: FaultSwitches;
  readonly statuses: InstanceStatuses;
}

/** Renders a world as a board, in one language. */
export class BoardRenderer {
  readonly #source: BoardSource;
  readonly #view: PageView;
  /** Rendered messages by id and version: a card is rendered once, however often the board is. */
  #drawn = new Map<string, string>();

  constructor(source: BoardSource, view: PageView) {
    this.#source = source;
    this.#view = view;
  }

  render(status: DemoStatus): Board {
    this.#source.statuses.refresh();
    const names = namesIn(this.#source.world.sandbox, this.#view);
    return [
      this.#controls(status, names),
      this.#instances(names),
      ...this.#chats(names),
      this.#deliveries(status, names),
      ...this.#hooks(names),
    ];
  }

  /** Groups, and the direct chats the bot has opened. */
  chats(): SandboxChat[] {
    return this.#source.world.sandbox.chats();
  }

  /** What is always on the page: numbers, switches, the time, the story's button, the heads of the groups. */
  #controls(status: DemoStatus, names: ReadonlyMap<string, string>): Container {
    const { world, switches, statuses } = this.#source;
    const { sandbox, story, clock, plans } = world;
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
    const { world, statuses } = this.#source;
    const { sandbox } = world;
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
      const all = this.#source.world.sandbox.messages(chat.chatId);
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
    const isLiving =
      !isReply && message.by === undefined && (this.#source.world.isLiving?.(message.messageId) ?? true);
    const { messageId, versions, recalled } = message;
    const version = [messageId, versions.length, recalled, quoted?.recalled, isLiving].join(' ');
    const chat = names.get(message.chatId) ?? '';
    const html =
      this.#drawn.get(version) ??
      draw(<MessageView {...{ message, quoted, opensDay, isLiving, chat, view }} people={names} />);
    kept.set(version, html);
    return html;
  }

  #hooks(names: ReadonlyMap<string, string>): Container[] {
    const { hooks } = this.#source.world;
    if (!hooks) return [];
    const parts = hooks().map((hook): [string, string] => {
      const id = partId('h', hook.eventId);
      const instance = names.get(hook.instance) ?? hook.instance;
      return [id, draw(<HookRow {...{ id, hook, instance }} view={this.#view} />)];
    });
    return [{ id: 'hooks', newest: 'afterbegin', parts: new Map(parts) }];
  }

  #deliveries(status: DemoStatus, names: ReadonlyMap<string, string>): Container {
    const now = this.#source.world.clock.now();
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
}

function countPosted(messages: readonly SandboxMessage[]): Posted {
  const standing = messages.filter((one) => !one.recalled && one.by === undefined);
  const replies = standing.filter((one) => one.replyTo !== undefined).length;
  const updates = standing.reduce((sum, one) => sum + one.versions.length - 1, 0);
  return { cards: standing.length - replies, updates, replies };
}

function draw(part: VNode): string {
  return renderToString(part);
}
