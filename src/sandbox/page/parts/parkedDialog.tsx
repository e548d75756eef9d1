import type { VNode } from 'preact';
import { isStatus } from '../../../approval/status.ts';
import type { SandboxChat } from '../../world/world.ts';
import { kindName, reasonName, remedyFor } from '../deliveryWords.ts';
import type { DemoDelivery } from '../pageOptions.ts';
import { clockTime, type PageView } from '../pageView.ts';
import { fill } from '../pageWords.ts';
import { StatusLabel } from './instanceItem.tsx';
import { PageIcon } from './pageIcon.tsx';

/** What is parked, why, and what moves it on. */
export function ParkedDialog(props: {
  /** How many rows the bot has parked, events included. */
  count: number;
  deliveries: readonly DemoDelivery[];
  names: ReadonlyMap<string, string>;
  chatsWithoutBot: readonly SandboxChat[];
  view: PageView;
}): VNode {
  const { count, deliveries, names, chatsWithoutBot, view } = props;
  const { words } = view;
  return (
    <section class="sheet" aria-labelledby="parked-name">
      <h2 id="parked-name">{fill(words.parkedTitle, { n: count })}</h2>
      <p class="faint">{count === 0 ? words.parkedNone : words.parkedAbout}</p>
      {deliveries.length === 0 ? null : (
        <ul class="parked">
          {deliveries.map((delivery, i) => (
            <ParkedItem key={i} delivery={delivery} names={names} view={view} />
          ))}
        </ul>
      )}
      <div class="sheet-buttons">
        <button type="button" class="button quiet" data-close autofocus>
          {words.close}
        </button>
        {chatsWithoutBot.map((chat) => (
          <button
            key={chat.chatId}
            type="button"
            class="button go"
            data-close
            hx-post={`/chats/${encodeURIComponent(chat.chatId)}/bot`}
            hx-swap="none"
          >
            <PageIcon name="back" size={14} />
            {fill(words.addBotTo, { chat: chat.name })}
          </button>
        ))}
      </div>
    </section>
  );
}

function ParkedItem(props: {
  delivery: DemoDelivery;
  names: ReadonlyMap<string, string>;
  view: PageView;
}): VNode {
  const { delivery, names, view } = props;
  const { words } = view;
  return (
    <li class="parked-row">
      <p>
        <strong>{names.get(delivery.instance) ?? delivery.instance}</strong>{' '}
        <span class="faint">→ {names.get(delivery.chat) ?? delivery.chat}</span>
      </p>
      <p class="faint">
        {isStatus(delivery.status) ? <StatusLabel status={delivery.status} view={view} /> : null}{' '}
        {kindName(delivery.kind, words)} · <time>{clockTime(delivery.at, view)}</time>
      </p>
      <p class="parked-why">{reasonName(delivery, words)}</p>
      <p>{remedyFor(delivery, view)}</p>
    </li>
  );
}
