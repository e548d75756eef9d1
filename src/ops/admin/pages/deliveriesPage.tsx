import type { VNode } from 'preact';
import type { RowReport } from '../../../relay/commands/rowReport.ts';
import { LISTED_STATES, type ListedRow } from '../../../store/outbox/deliveryList.ts';
import { LIST, MOVE } from '../../../words/adminDeliveriesText.ts';
import {
  leftText,
  movedText,
  NO_DELIVERIES,
  progressText,
  STATE_WORDS,
} from '../../../words/deliveriesText.ts';
import { ADMIN, Csrf } from '../adminFrame.tsx';
import type { OrderState } from '../adminOrders.ts';
import { type AdminView, linkTo } from '../adminView.ts';
import { DAYS, filterQuery, type ShownFilter } from '../listFilter.ts';
import { DeliveryTable, type KnownNames, MoveButtons } from './deliveryTable.tsx';

export interface DeliveriesPageProps {
  readonly view: AdminView;
  readonly filter: ShownFilter;
  readonly rows: readonly ListedRow[];
  /** Whether there are more, and how many are shown at most. */
  readonly isMore: boolean;
  readonly most: number;
  readonly names: KnownNames;
  /** The state of the requested command; undefined: there is none. */
  readonly order: OrderState<RowReport> | 'nothing' | undefined;
}

/** Sent, waiting and parked deliveries, with buttons for parked ones. */
export function DeliveriesPage(props: DeliveriesPageProps): VNode {
  const { view, rows, filter } = props;
  const { say } = view;
  return (
    <>
      {props.order === undefined ? null : <OrderNote view={view} order={props.order} />}
      <Filter view={view} filter={filter} />
      <section class="panel" aria-label={say(LIST.what)}>
        {rows.length === 0 ? <p class="empty">{say(NO_DELIVERIES)}</p> : <Moves {...props} />}
        {props.isMore ? <p class="empty">{say(LIST.most(props.most))}</p> : null}
      </section>
    </>
  );
}

/** The result of a replay, or its progress. */
export function OrderNote(props: {
  readonly view: AdminView;
  readonly order: OrderState<RowReport> | 'nothing';
}): VNode {
  const { view, order } = props;
  const { say } = view;
  if (order === 'nothing') return <Note tone="busy" lines={[say(MOVE.nothing)]} />;
  if (order.is === 'lost') return <Note tone="bad" lines={[say(MOVE.lost)]} />;
  if (order.is === 'open') {
    const { soFar, askedMsAgo } = order;
    const line = soFar
      ? say(MOVE.goesOn) + say(progressText(soFar.done, soFar.total))
      : say(askedMsAgo > LONG_MS ? MOVE.nobody : MOVE.waits);
    return <Note tone="busy" lines={[line]} isOpen />;
  }
  const { left } = order.result;
  const lines = [say(movedText(order.result)), ...left.map(({ id, why }) => say(leftText(id, why)))];
  return <Note tone={left.length > 0 ? 'busy' : 'good'} lines={lines} />;
}

const LONG_MS = 15_000;

function Note(props: {
  readonly tone: 'good' | 'busy' | 'bad';
  readonly lines: readonly string[];
  readonly isOpen?: boolean;
}): VNode {
  return (
    <div class={`verdict ${props.tone}`} role="status" data-open={props.isOpen ? '' : undefined}>
      {props.lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}

function Filter({ view, filter }: { readonly view: AdminView; readonly filter: ShownFilter }): VNode {
  const { say } = view;
  return (
    <form class="panel filter" method="get" action={`${ADMIN}/deliveries`} aria-label={say(LIST.filter)}>
      <label>
        {say(LIST.state)}
        <select name="state">
          <option value="">{say(LIST.any)}</option>
          {LISTED_STATES.map((state) => (
            <option key={state} value={state} selected={state === filter.state}>
              {say(STATE_WORDS[state])}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say(LIST.since)}
        <select name="days">
          {DAYS.map((days) => (
            <option key={days} value={days} selected={days === filter.days}>
              {say(LIST.days(days))}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say(LIST.chat)}
        <input name="chat" value={filter.chat} placeholder="oc_…" autocomplete="off" />
      </label>
      <label>
        {say(LIST.instance)}
        <input name="instance" value={filter.instance} autocomplete="off" />
      </label>
      <button type="submit" class="button go">
        {say(LIST.apply)}
      </button>
    </form>
  );
}

function Moves({ view, rows, filter, names }: DeliveriesPageProps): VNode {
  const { say } = view;
  const parked = rows.filter(({ state }) => state === 'parked');
  const back = linkTo(`${ADMIN}/deliveries`, filterQuery(filter));
  return (
    <form method="post" action={`${ADMIN}/deliveries`}>
      <Csrf view={view} />
      <input type="hidden" name="back" value={back} />
      {parked.length > 0 ? (
        <MoveButtons view={view} mayBeUnknown={parked.some(({ isUnknown }) => isUnknown)}>
          <button
            type="submit"
            name="do"
            value="replayAll"
            class="button quiet apart"
            title={say(MOVE.replayAllAbout)}
          >
            {say(MOVE.replayAll)}
          </button>
        </MoveButtons>
      ) : null}
      <DeliveryTable view={view} rows={rows} names={names} />
    </form>
  );
}
