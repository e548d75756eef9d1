import type { VNode } from 'preact';
import { isStatus } from '../../../approval/status.ts';
import { kindName, resultName } from '../deliveryWords.ts';
import type { DemoDelivery } from '../pageOptions.ts';
import { clockTime, dayText, isSameDay, type PageView } from '../pageView.ts';
import { StatusLabel } from './instanceItem.tsx';

/** One line of the last deliveries. */
export function DeliveryRow(props: {
  id: string;
  delivery: DemoDelivery;
  chat: string;
  instance: string;
  /** Ms since the epoch: a delivery of another day shows its date. */
  now: number;
  view: PageView;
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

/** A recalled card that is posted again is no fault. */
function toneOf({ result, reason }: DemoDelivery): string {
  return reason === 'card-gone' ? 'soft' : TONES[result];
}

const TONES: { readonly [result in DemoDelivery['result']]: string } = {
  sent: 'good',
  suppressed: 'soft',
  parked: 'bad',
  retry: 'busy',
};
