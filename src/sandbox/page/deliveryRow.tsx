import type { VNode } from 'preact';
import { isStatus } from '../../approval/status.ts';
import type { DemoDelivery } from './demo.ts';
import { StatusLabel } from './instanceRow.tsx';
import { clockTime, dayText, isSameDay, type View } from './view.ts';
import type { Words } from './words.ts';

/** One line of the last deliveries. */
export function DeliveryRow(props: {
  id: string;
  delivery: DemoDelivery;
  chat: string;
  instance: string;
  /** What time it is: older days are named. */
  now: number;
  view: View;
}): VNode {
  const { delivery, now, view } = props;
  const time = clockTime(delivery.at, view);
  return (
    <li id={props.id} class="delivery">
      <span class="delivery-what">
        {props.instance} <span class="faint">→ {props.chat}</span>
      </span>
      <span
        class={`result result-${toneOf(delivery)}`}
        title={delivery.reason === 'superseded' ? view.words.supersededHint : undefined}
      >
        {resultName(delivery, view.words)}
      </span>
      <span class="delivery-how">
        <time>{isSameDay(delivery.at, now, view) ? time : `${dayText(delivery.at, view)} ${time}`}</time>
        <span>{kindName(delivery.kind, view.words)}</span>
      </span>
      {isStatus(delivery.status) ? (
        <StatusLabel status={delivery.status} view={view} />
      ) : (
        <span>{delivery.status}</span>
      )}
    </li>
  );
}

/** That a recalled card is posted anew is as it should be. */
function toneOf({ result, reason }: DemoDelivery): string {
  return reason === 'card-gone' ? 'soft' : TONES[result];
}

const TONES: { readonly [result in DemoDelivery['result']]: string } = {
  sent: 'good',
  suppressed: 'soft',
  parked: 'bad',
  retry: 'busy',
};

function kindName(kind: string, words: Words): string {
  const known: { readonly [kind: string]: string } = {
    card: words.kindCard,
    update: words.kindUpdate,
    notice: words.kindNotice,
    reminder: words.kindReminder,
    summary: words.kindSummary,
    buzz: words.kindBuzz,
  };
  return known[kind] ?? kind;
}

/** What became of it, with the bot's own reason where that says more. */
function resultName({ result, reason }: DemoDelivery, words: Words): string {
  const reasons: { readonly [reason: string]: string } = {
    'chat-closed': words.chatClosed,
    'outcome-unknown': words.outcomeUnknown,
    'card-gone': words.cardGone,
    filtered: words.filtered,
  };
  switch (result) {
    case 'sent':
      return words.sent;
    case 'retry':
      // It goes out as a fresh card at once.
      return reason === 'card-gone' ? words.cardGone : words.retrying;
    case 'suppressed':
      return reason === 'superseded' ? words.superseded : (reasons[reason] ?? words.suppressed);
    case 'parked':
      return [words.parked, reasons[reason] ?? reason].filter(Boolean).join(' · ');
  }
}
