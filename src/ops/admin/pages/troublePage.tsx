import type { VNode } from 'preact';
import type { Text } from '../../../base/language.ts';
import { TROUBLE } from '../../../words/adminText.ts';
import { ADMIN } from '../adminFrame.tsx';
import type { AdminView } from '../adminView.ts';

/** Something could not be shown or done. */
export function TroublePage({ view, what }: { readonly view: AdminView; readonly what: Text }): VNode {
  const { say } = view;
  return (
    <section class="panel">
      <h2>{say(TROUBLE.title)}</h2>
      <div class="pad">
        <p>{say(what)}</p>
        <p>
          <a href={ADMIN}>{say(TROUBLE.back)}</a>
        </p>
      </div>
    </section>
  );
}
