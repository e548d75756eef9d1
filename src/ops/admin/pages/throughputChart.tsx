import type { VNode } from 'preact';
import type { EndedCounts } from '../../../store/outbox/throughput.ts';
import { NOW } from '../../../words/adminNowText.ts';
import type { AdminView } from '../adminView.ts';

export const HOURS = 24;
const HOUR_MS = 3_600_000;
const [WIDTH, HEIGHT, STEP, FOOT] = [600, 120, 25, 18];
const PARTS = ['sent', 'suppressed', 'parked'] as const;
const NAMES = { sent: NOW.sent, suppressed: NOW.suppressed, parked: NOW.parkedPart } as const;

/** What was sent in each of the last 24 hours, as bars. Without a script or a style in it. */
export function Chart(props: {
  readonly view: AdminView;
  readonly ended: readonly EndedCounts[];
  readonly since: number;
}): VNode {
  const { view, ended, since } = props;
  const { say } = view;
  if (ended.length === 0) return <p class="empty">{say(NOW.noneEnded)}</p>;
  const most = Math.max(...ended.map(totalOf));
  const total = (part: (typeof PARTS)[number]): number => ended.reduce((sum, one) => sum + one[part], 0);
  const totals = PARTS.map((part) => `${say(NAMES[part])}: ${total(part)}`).join(', ');
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + FOOT}`} role="img" aria-label={`${say(NOW.chart)}. ${totals}`}>
        <line x1="0" y1={HEIGHT + 0.5} x2={WIDTH} y2={HEIGHT + 0.5} class="axis" />
        {ended.map((one) => (
          <Bar key={one.span} one={one} most={most} view={view} since={since} />
        ))}
        {[0, 6, 12, 18, 23].map((span) => (
          <text key={span} x={span * STEP + STEP / 2} y={HEIGHT + 14} class="tick">
            {view.time(since + span * HOUR_MS)}
          </text>
        ))}
      </svg>
      <figcaption>
        {PARTS.map((part) => (
          <span key={part} class={`key key-${part}`}>
            {say(NAMES[part])} {total(part)}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function Bar(props: {
  readonly one: EndedCounts;
  readonly most: number;
  readonly view: AdminView;
  readonly since: number;
}): VNode {
  const { one, most, view, since } = props;
  let top = HEIGHT;
  const parts = PARTS.map((part) => {
    const height = (one[part] / most) * (HEIGHT - 8);
    top -= height;
    return (
      <rect
        key={part}
        class={`bar-${part}`}
        x={one.span * STEP + 3}
        y={top}
        width={STEP - 6}
        height={height}
      />
    );
  });
  const counts = PARTS.filter((part) => one[part] > 0).map((part) => `${view.say(NAMES[part])} ${one[part]}`);
  return (
    <g>
      <title>{`${view.time(since + one.span * HOUR_MS)}: ${counts.join(', ')}`}</title>
      {parts}
    </g>
  );
}

function totalOf({ sent, suppressed, parked }: EndedCounts): number {
  return sent + suppressed + parked;
}
