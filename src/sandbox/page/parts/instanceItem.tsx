import type { VNode } from 'preact';
import type { Status } from '../../../approval/status.ts';
import { openTasks, type SandboxInstance } from '../../world/instance.ts';
import { MOVES, type Move } from '../instanceStatuses.ts';
import { listed, type PageView, partId } from '../pageView.ts';

export interface InstanceProps {
  readonly instance: SandboxInstance;
  readonly status: Status;
  readonly approval: string;
  readonly nameOf: (openId: string) => string;
  readonly view: PageView;
}

const TONES: { readonly [status in Status]: string } = {
  PENDING: 'blue',
  OVERTIME_RECOVER: 'blue',
  APPROVED: 'green',
  REJECTED: 'red',
  CANCELED: 'grey',
  DELETED: 'grey',
  REVERTED: 'orange',
  OVERTIME_CLOSE: 'grey',
};

/** A status as a small coloured label. */
export function StatusLabel(props: { status: Status; view: PageView }): VNode {
  return <span class={`label label-${TONES[props.status]}`}>{props.view.words[props.status]}</span>;
}

/** One instance with the buttons that make sense for it. */
export function InstanceRow(props: InstanceProps): VNode {
  const { instance, status, view } = props;
  const open = status === 'PENDING' || status === 'OVERTIME_RECOVER' ? openTasks(instance) : [];
  const step = open[0]?.node.name;
  return (
    <li id={partId('i', instance.instanceCode)} class="instance" tabIndex={-1}>
      <div class="instance-head">
        <strong>{props.approval}</strong>
        <StatusLabel status={status} view={view} />
        <span class="serial">{instance.serialNumber}</span>
      </div>
      <div class="instance-who">
        <span>
          {view.words.applicant} {props.nameOf(instance.applicant)}
        </span>
        {step === undefined ? null : (
          <span>
            {view.words.waitingFor}{' '}
            {listed(
              open.map((task) => props.nameOf(task.openId)),
              view,
            )}{' '}
            · {step}
          </span>
        )}
      </div>
      <div class="moves">
        {MOVES[status].map((move) => (
          <MoveButton key={move} move={move} {...props} />
        ))}
        <RouteButton {...props} />
      </div>
    </li>
  );
}

/** Opens what the command `route` says of it. */
function RouteButton({ instance: { instanceCode: code }, view }: InstanceProps): VNode {
  return (
    <button
      type="button"
      id={partId('route', code)}
      class="button small quiet"
      hx-get={`/instances/${encodeURIComponent(code)}/route?lang=${view.language}`}
      hx-target="#sheet"
      hx-swap="innerHTML"
    >
      {view.words.route}…
    </button>
  );
}

const STYLES: { readonly [move in Move]?: string } = { approve: 'go', reject: 'stop' };

/** A rejection asks for its comment first, everything else is done at once. */
function MoveButton(props: InstanceProps & { move: Move }): VNode {
  const { move, view } = props;
  const code = props.instance.instanceCode;
  const road = `/instances/${encodeURIComponent(code)}/${move}`;
  const asks = move === 'reject';
  return (
    <button
      type="button"
      id={partId(move, code)}
      class={`button small ${STYLES[move] ?? 'quiet'}`}
      {...(asks ? { 'hx-get': `${road}?lang=${view.language}`, 'hx-target': '#sheet' } : { 'hx-post': road })}
      hx-swap={asks ? 'innerHTML' : 'none'}
    >
      {view.words[move]}
      {asks ? '…' : ''}
    </button>
  );
}
