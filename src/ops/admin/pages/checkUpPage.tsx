import type { VNode } from 'preact';
import { type CheckResult, markOf } from '../../../doctor/checkResult.ts';
import { NOW } from '../../../words/adminNowText.ts';
import type { AdminView } from '../adminView.ts';

const MARKS = ['✗', '!', '?', '✓'] as const;
const LABELS = { '✗': 'parked', '!': 'waiting', '?': 'unknown', '✓': 'sent' } as const;

/** What works and what is missing; problems first. */
export function CheckUpPage(props: {
  readonly view: AdminView;
  readonly results: readonly CheckResult[];
}): VNode {
  const { say } = props.view;
  const rank = (one: CheckResult): number => MARKS.indexOf(markOf(one));
  const results = props.results.toSorted((a, b) => rank(a) - rank(b));
  return (
    <section class="panel" aria-labelledby="check-up-name">
      <h2 id="check-up-name">{say(NOW.doctor)}</h2>
      <ul>
        {results.map((one) => (
          <li key={one.check} class="row">
            <p>
              <span class={`label label-${LABELS[markOf(one)]}`}>{markOf(one)}</span> {say(one.message)}
            </p>
            {one.remedy ? <p>{say(one.remedy)}</p> : null}
            {one.link && /^https:\/\//.test(one.link) ? (
              <p>
                <a href={one.link} target="_blank" rel="noopener noreferrer">
                  {one.link}
                </a>
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
