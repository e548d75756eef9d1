import type { VNode } from 'preact';
import { isStatus } from '../../../approval/status.ts';
import type { DemoHook } from '../pageOptions.ts';
import { clockTime, type PageView } from '../pageView.ts';
import { StatusLabel } from './instanceItem.tsx';

/** One change as another system received it: its JSON unfolds. */
export function HookRow(props: { id: string; hook: DemoHook; instance: string; view: PageView }): VNode {
  const { hook, view } = props;
  return (
    <li id={props.id} class="delivery hook">
      <span class="delivery-what">{props.instance}</span>
      {isStatus(hook.status) ? <StatusLabel status={hook.status} view={view} /> : <span>{hook.status}</span>}
      <details>
        <summary class="delivery-how">
          <time>{clockTime(hook.at, view)}</time>
          <span>{view.words.hookSigned}</span>
          <span>JSON</span>
        </summary>
        <pre>{JSON.stringify(JSON.parse(hook.body), null, 2)}</pre>
      </details>
    </li>
  );
}
