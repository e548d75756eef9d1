import type { VNode } from 'preact';
import { workingSpanText } from '../../../approval/words.ts';
import type { WorkingTime } from '../../../approval/workingTime.ts';
import type { StatsRow } from '../../../relay/stats/statsOf.ts';
import { lastDaysText, STATS, withBefore } from '../../../words/adminStatsText.ts';
import { STATS_HEAD, WHO_HEAD, WHOLE_REQUEST } from '../../../words/statsText.ts';
import { ADMIN } from '../adminFrame.tsx';
import { type AdminView, linkTo } from '../adminView.ts';

/** A row, the person it is about, and the working time for showing its durations. */
export interface NamedRow extends StatsRow {
  readonly personName: string;
  readonly time: WorkingTime;
}

const MOST_BARS = 8;
const [WIDTH, BAR, GAP, LABEL] = [600, 12, 14, 16];

/** Where requests wait, and for how long. */
export function StatsPage(props: {
  readonly view: AdminView;
  readonly rows: readonly NamedRow[];
  readonly days: number;
  readonly spans: readonly number[];
}): VNode {
  const { view, rows, days, spans } = props;
  const { say } = view;
  return (
    <>
      <section class="panel">
        <header>
          <h1>{say(STATS.title)}</h1>
          <nav class="menu" aria-label={say(STATS.spans)}>
            {spans.map((span) => (
              <a
                key={span}
                href={linkTo(`${ADMIN}/stats`, { days: `${span}` })}
                aria-current={span === days ? 'true' : undefined}
              >
                {say(lastDaysText(span))}
              </a>
            ))}
          </nav>
        </header>
        {rows.length === 0 ? (
          <p class="empty">{say(STATS.none)}</p>
        ) : (
          <SlowestSteps view={view} rows={rows} />
        )}
      </section>
      {rows.length === 0 ? null : (
        <section class="panel">
          <p class="pad faint">{say(STATS.compared)}</p>
          <StatsTable view={view} rows={rows} />
        </section>
      )}
    </>
  );
}

/** Bars, the slowest first. Without a script or a style in it. */
function SlowestSteps({
  view,
  rows,
}: {
  readonly view: AdminView;
  readonly rows: readonly NamedRow[];
}): VNode {
  const { say } = view;
  const steps = rows
    .filter(({ step, person, median }) => step !== '' && person === '' && median !== null)
    .toSorted((a, b) => (b.median ?? 0) - (a.median ?? 0))
    .slice(0, MOST_BARS);
  if (steps.length === 0) return <p class="empty">{say(STATS.none)}</p>;
  const most = Math.max(1, ...steps.map(({ p90 }) => p90 ?? 0));
  const each = LABEL + BAR + GAP;
  const summary = steps.map((row) => `${nameOf(row)}: ${spanOf(row, row.median, view)}`).join('; ');
  return (
    <figure class="chart">
      <svg
        viewBox={`0 0 ${WIDTH} ${steps.length * each}`}
        role="img"
        aria-label={`${say(STATS.chart)}. ${summary}`}
      >
        {steps.map((row, i) => (
          <g key={`${row.approval} ${row.step}`}>
            <text x="0" y={i * each + LABEL - 4} class="label">
              {`${nameOf(row)}: ${spanOf(row, row.median, view)} / ${spanOf(row, row.p90, view)}`}
            </text>
            <rect class="bar-p90" x="0" y={i * each + LABEL} width={widthOf(row.p90, most)} height={BAR} />
            <rect
              class="bar-median"
              x="0"
              y={i * each + LABEL}
              width={widthOf(row.median, most)}
              height={BAR}
            />
          </g>
        ))}
      </svg>
      <figcaption>
        <span class="key key-median">{say(STATS.median)}</span>
        <span class="key key-p90">{say(STATS.p90)}</span>
      </figcaption>
    </figure>
  );
}

function StatsTable({ view, rows }: { readonly view: AdminView; readonly rows: readonly NamedRow[] }): VNode {
  const { say } = view;
  const withPeople = rows.some(({ person }) => person !== '');
  const [approval, step, created, decided, median, p90, , waiting, longest] = STATS_HEAD;
  const heads = [
    approval,
    step,
    withPeople ? WHO_HEAD : undefined,
    created,
    decided,
    median,
    p90,
    waiting,
    longest,
  ];
  return (
    <div class="wide">
      <table class="list">
        <thead>
          <tr>{heads.map((head) => (head ? <th key={head.en}>{say(head)}</th> : null))}</tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.approval} ${row.step} ${row.person}`}>
              <td title={row.approval}>{row.approvalName}</td>
              <td title={row.step || undefined}>
                {row.step === '' ? say(WHOLE_REQUEST) : row.stepName || row.step}
              </td>
              {withPeople ? <td title={row.person}>{row.personName}</td> : null}
              <td>{row.step === '' ? say(withBefore(`${row.created}`, `${row.before.created}`)) : ''}</td>
              <td>{say(withBefore(`${row.count}`, `${row.before.count}`))}</td>
              <td>{medianOf(row, view)}</td>
              <td>{spanOf(row, row.p90, view)}</td>
              <td>{row.waiting}</td>
              <td>{longestOf(row, view)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A link to the request that has waited longest. */
function longestOf(row: NamedRow, view: AdminView): VNode | string {
  const span = spanOf(row, row.longest, view);
  return row.longest === null ? span : <a href={`${ADMIN}/instances/${row.longestInstance}`}>{span}</a>;
}

function medianOf(row: NamedRow, view: AdminView): string {
  const [now, before] = [spanOf(row, row.median, view), spanOf(row, row.before.median, view)];
  return before === '–' ? now : view.say(withBefore(now, before));
}

function nameOf({ approvalName, stepName, step }: NamedRow): string {
  return `${approvalName} · ${stepName || step}`;
}

function spanOf({ time }: NamedRow, ms: number | null, { language }: AdminView): string {
  return ms === null ? '–' : workingSpanText(ms, time, language === 'zh' ? 'zh-CN' : 'en-US');
}

function widthOf(ms: number | null, most: number): number {
  return Math.max(2, Math.round(((ms ?? 0) / most) * WIDTH));
}
