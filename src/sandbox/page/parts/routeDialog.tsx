import type { VNode } from 'preact';
import type { DemoRoute } from '../pageOptions.ts';
import { listed, type PageView } from '../pageView.ts';
import { fill } from '../pageWords.ts';

/** Which groups receive an instance in its present state, and by which condition. */
export function RouteDialog(props: {
  /** What the instance is called. */
  name: string;
  /** undefined: Feishu did not answer. */
  routes: readonly DemoRoute[] | undefined;
  names: ReadonlyMap<string, string>;
  view: PageView;
}): VNode {
  const { name, routes, names, view } = props;
  const { words } = view;
  return (
    <section class="sheet" aria-labelledby="route-name">
      <h2 id="route-name">{fill(words.routeTitle, { name })}</h2>
      <p class="faint">{routes === undefined ? words.routeUnknown : words.routeAbout}</p>
      {routes === undefined ? null : (
        <ul class="parked">
          {routes.map(({ chat, gets, because, mentions }, i) => (
            <li key={i} class="parked-row">
              <p>
                <strong>{names.get(chat) ?? chat}</strong>{' '}
                <span class={`label label-${TONES[gets]}`}>{words[LABELS[gets]]}</span>
              </p>
              <p>{because[view.language]}</p>
              {mentions.length === 0 ? null : (
                <p class="faint">
                  @{' '}
                  {listed(
                    mentions.map((id) => names.get(id) ?? id),
                    view,
                  )}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
      <div class="sheet-buttons">
        <button type="button" class="button quiet" data-close autofocus>
          {words.close}
        </button>
      </div>
    </section>
  );
}

const TONES = { yes: 'green', no: 'grey', unknown: 'orange' } as const;
const LABELS = { yes: 'routeYes', no: 'routeNo', unknown: 'routeMaybe' } as const;
