import type { ComponentChildren, VNode } from 'preact';
import type { ListedRow } from '../../../store/outbox/deliveryList.ts';
import { kindText, LIST, MOVE, statusText } from '../../../words/adminDeliveriesText.ts';
import { remedyOf, STATE_WORDS } from '../../../words/deliveriesText.ts';
import { ADMIN } from '../adminFrame.tsx';
import type { AdminView } from '../adminView.ts';

/** Names for ids, if they are known. */
export interface KnownNames {
  readonly chat: (id: string) => string;
  /** The name of a request: its approval and its number. */
  readonly instance: (code: string, approval: string) => string;
}

export interface DeliveryTableProps {
  readonly view: AdminView;
  readonly rows: readonly ListedRow[];
  readonly names: KnownNames;
}

/** Deliveries and events, each with its reason and what to do about it. Parked ones can be chosen. */
export function DeliveryTable({ view, rows, names }: DeliveryTableProps): VNode {
  const { say } = view;
  const isAnyParked = rows.some(({ state }) => state === 'parked');
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">
            {isAnyParked ? (
              <input type="checkbox" data-check-all aria-label={say(LIST.chooseAll)} />
            ) : (
              <span class="unseen">{say(LIST.choose)}</span>
            )}
          </th>
          <th scope="col">{say(LIST.when)}</th>
          <th scope="col">{say(LIST.state)}</th>
          <th scope="col">{say(LIST.what)}</th>
          <th scope="col">{say(LIST.chat)}</th>
          <th scope="col">{say(LIST.instance)}</th>
          <th scope="col">{say(LIST.reason)}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <DeliveryRow key={row.id} view={view} row={row} names={names} />
        ))}
      </tbody>
    </table>
  );
}

/** What can be done with the parked rows that are chosen. */
export function MoveButtons(props: {
  readonly view: AdminView;
  /** Whether it may be unknown of one of them if it arrived. */
  readonly mayBeUnknown: boolean;
  readonly children?: ComponentChildren;
}): VNode {
  const { say } = props.view;
  return (
    <div class="moves">
      <button type="submit" name="do" value="replay" class="button go">
        {say(MOVE.replay)}
      </button>
      <button type="submit" name="do" value="discard" class="button stop">
        {say(MOVE.discard)}
      </button>
      <button type="submit" name="do" value="sent" class="button quiet">
        {say(MOVE.sent)}
      </button>
      {props.mayBeUnknown ? (
        <label class="check">
          <input type="checkbox" name="evenUnknown" value="yes" />
          {say(MOVE.evenUnknown)}
        </label>
      ) : null}
      {props.children}
    </div>
  );
}

/** The chat, and the group that gets it instead of a person whom the bot cannot reach. */
export function Receiver(props: {
  readonly row: Pick<ListedRow, 'chat' | 'instead'>;
  readonly names: Pick<KnownNames, 'chat'>;
}): VNode {
  const { row, names } = props;
  const shown = [row.chat, row.instead].filter((id) => id !== '');
  return (
    <>
      {shown.map((id, i) => (
        <span key={id} title={id}>
          {i === 0 ? '' : ' → '}
          {names.chat(id)}
        </span>
      ))}
    </>
  );
}

/** The box that chooses what is parked. */
export function Choice(props: {
  readonly view: AdminView;
  readonly id: string;
  readonly state: string;
}): VNode | null {
  const { view, id, state } = props;
  if (state !== 'parked') return null;
  return <input type="checkbox" name="id" value={id} aria-label={`${view.say(LIST.choose)} ${id}`} />;
}

function DeliveryRow(props: {
  readonly view: AdminView;
  readonly row: ListedRow;
  readonly names: KnownNames;
}): VNode {
  const { view, row, names } = props;
  const { say } = view;
  const { id, instance, state } = row;
  return (
    <tr class={`is-${state}`}>
      <td class="choice">
        <Choice view={view} id={id} state={state} />
        <code class="faint">{id}</code>
      </td>
      <td>
        <time>{view.time(row.at)}</time>
      </td>
      <td>
        <span class={`label label-${state}`}>{say(STATE_WORDS[state])}</span>
      </td>
      <td>
        {say(kindText(row.kind))} <span class="faint">{say(statusText(row.status))}</span>
      </td>
      <td>
        <Receiver row={row} names={names} />
      </td>
      <td>
        {instance === '' ? (
          <span class="faint">{say(row.kind === 'event' ? LIST.unread : LIST.several)}</span>
        ) : (
          <a href={`${ADMIN}/instances/${encodeURIComponent(instance)}`} title={instance}>
            {names.instance(instance, row.approval)}
          </a>
        )}
      </td>
      <td class="why">
        {row.isUnknown ? <strong>{say(LIST.isUnknown)} </strong> : null}
        {row.reason === '' ? null : <span>{row.reason}</span>}
        <Remedy view={view} row={row} />
      </td>
    </tr>
  );
}

function Remedy({ view, row }: { readonly view: AdminView; readonly row: ListedRow }): VNode | null {
  const remedy = view.say(remedyOf(row));
  return remedy === '' ? null : <p class="faint">{remedy}</p>;
}
