import type { VNode } from 'preact';
import type { NoticedWarning } from '../../../approval/warning.ts';
import { subjectOf } from '../../../approval/warning.ts';
import type { Text } from '../../../base/language.ts';
import type { EndedCounts } from '../../../store/outbox/throughput.ts';
import { NOW } from '../../../words/adminNowText.ts';
import type { StoreGauges } from '../../metrics.ts';
import { ADMIN, Csrf } from '../adminFrame.tsx';
import type { AdminView } from '../adminView.ts';
import { Chart } from './throughputChart.tsx';

/** How the bot is doing. */
export interface Health {
  /** undefined: the store does not answer. */
  readonly gauges: StoreGauges | undefined;
  /** Why nothing comes in; undefined: events come in. */
  readonly intakeFault: Text | undefined;
  readonly warnings: readonly NoticedWarning[];
  /** When the last event came in; undefined: none yet. */
  readonly lastEventAt: number | undefined;
  /** By the hour; the last hour is number 23. */
  readonly ended: readonly EndedCounts[];
  /** When the first of these hours begins. */
  readonly since: number;
}

/** Health, warnings with their remedies, and what was sent lately. */
export function NowPage({ view, health }: { readonly view: AdminView; readonly health: Health }): VNode {
  const { say } = view;
  const { warnings } = health;
  return (
    <>
      <Verdict view={view} health={health} />
      <Figures view={view} health={health} />
      <section class="panel" aria-labelledby="warnings-name">
        <h2 id="warnings-name">{say(NOW.warnings)}</h2>
        {warnings.length === 0 ? <p class="empty">{say(NOW.noWarnings)}</p> : null}
        <ul class="rows">
          {warnings.map((one) => (
            <WarningItem
              key={`${one.warning.code} ${subjectOf(one.warning)} ${one.by}`}
              view={view}
              one={one}
            />
          ))}
        </ul>
      </section>
      <section class="panel" aria-labelledby="chart-name">
        <h2 id="chart-name">{say(NOW.chart)}</h2>
        <Chart view={view} ended={health.ended} since={health.since} />
      </section>
      <section class="panel" aria-labelledby="check-up-name">
        <h2 id="check-up-name">{say(NOW.doctor)}</h2>
        <form method="post" action={`${ADMIN}/check-up`} class="fields">
          <Csrf view={view} />
          <p>{say(NOW.doctorAbout)}</p>
          <button type="submit" class="button quiet">
            {say(NOW.doctorGo)}
          </button>
        </form>
      </section>
    </>
  );
}

function Verdict({ view, health }: { readonly view: AdminView; readonly health: Health }): VNode {
  const { say } = view;
  const { gauges, intakeFault, warnings } = health;
  const count = warnings.length + (gauges && gauges.parked > 0 ? 1 : 0);
  const faults = [
    ...(gauges ? [] : [say(NOW.storeFails)]),
    ...(intakeFault === undefined ? [] : [say(intakeFault)]),
  ];
  if (faults.length > 0) {
    return (
      <div class="verdict bad" role="status">
        <h1>{say(NOW.notReady)}</h1>
        {faults.map((fault) => (
          <p key={fault}>{fault}</p>
        ))}
      </div>
    );
  }
  return (
    <div class={`verdict ${count > 0 ? 'busy' : 'good'}`} role="status">
      <h1>{say(count > 0 ? NOW.seeTo(count) : NOW.well)}</h1>
    </div>
  );
}

function Figures({ view, health }: { readonly view: AdminView; readonly health: Health }): VNode {
  const { say } = view;
  const { gauges, lastEventAt } = health;
  const shown = (figure: number | undefined): string => (figure === undefined ? '–' : String(figure));
  return (
    <dl class="figures">
      <Figure name={say(NOW.lastEvent)} figure={lastEventAt ? view.time(lastEventAt) : say(NOW.noEvent)} />
      <Figure name={say(NOW.inbox)} figure={shown(gauges?.inboxWaiting)} />
      <Figure name={say(NOW.outbox)} figure={shown(gauges?.outboxWaiting)} />
      <Figure name={say(NOW.parked)} figure={shown(gauges?.parked)} isBad={(gauges?.parked ?? 0) > 0} />
      <Figure
        name={say(NOW.chatsClosed)}
        figure={shown(gauges?.chatsClosed)}
        isBad={(gauges?.chatsClosed ?? 0) > 0}
      />
      <Figure name={say(NOW.calls)} figure={shown(gauges?.callsMonth)} />
    </dl>
  );
}

function Figure(props: { readonly name: string; readonly figure: string; readonly isBad?: boolean }): VNode {
  return (
    <div class={props.isBad ? 'figure bad' : 'figure'}>
      <dt>{props.name}</dt>
      <dd>{props.figure}</dd>
    </div>
  );
}

function WarningItem({ view, one }: { readonly view: AdminView; readonly one: NoticedWarning }): VNode {
  const { say } = view;
  const details = Object.values(one.warning.details ?? {})
    .map(String)
    .filter((text) => text !== '');
  return (
    <li class="row">
      <p>
        <strong>{say(one.message)}</strong>
      </p>
      {details.length > 0 ? <p class="faint">{details.join(' · ')}</p> : null}
      <p>{say(one.remedy)}</p>
      <p class="faint">
        <code>{one.warning.code}</code> · {say(NOW.since)} <time>{view.time(one.since)}</time> ·{' '}
        {say(NOW.noticedBy)} {one.by}
      </p>
    </li>
  );
}
