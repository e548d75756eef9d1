import type { VNode } from 'preact';
import { dayText, minuteText, type PageView } from '../pageView.ts';
import { LEAPS } from '../timeTravel.ts';

/** What time it is in the sandbox. */
export function Now(props: { now: number; view: PageView }): VNode {
  const { now, view } = props;
  return (
    <p id="now" class="now">
      <span class="now-name">{view.words.sandboxTime}</span>{' '}
      <time dateTime={new Date(now).toISOString()}>
        {dayText(now, view)} {minuteText(now, view)}
      </time>
    </p>
  );
}

/** The buttons that move the time on. */
export function Leaps({ view }: { view: PageView }): VNode {
  const { words } = view;
  return (
    <>
      {LEAPS.map((leap) => (
        <button
          key={leap}
          id={`leap-${leap}`}
          type="button"
          class="button small quiet"
          title={words[`${leap}Hint`]}
          data-toast={words[`${leap}Done`]}
          hx-post={`/time/${leap}`}
          hx-swap="none"
        >
          {words[leap]}
        </button>
      ))}
    </>
  );
}
