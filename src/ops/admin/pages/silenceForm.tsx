import type { VNode } from 'preact';
import { SILENCING } from '../../../words/adminWaitingText.ts';
import { COVERS } from '../../../words/silenceText.ts';
import { ADMIN, Csrf } from '../adminFrame.tsx';
import type { AdminView } from '../adminView.ts';
import type { KnownSubject } from '../knownSubjects.ts';

/** What a silence may cover. */
export const COVERED = ['person', 'approval', 'chat', 'instance'] as const;

/** The values of the form. */
export interface SilenceFields {
  readonly of: (typeof COVERED)[number];
  readonly id: string;
  readonly until: string;
  readonly standIn: string;
  readonly reason: string;
}

const SPANS = [
  ['1h', SILENCING.until1h],
  ['4h', SILENCING.until4h],
  ['1d', SILENCING.until1d],
  ['3d', SILENCING.until3d],
  ['7d', SILENCING.until7d],
  ['30d', SILENCING.until30d],
] as const;

/** The suggestions of a field. */
function Suggestions(props: {
  readonly id: string;
  readonly view: AdminView;
  readonly subjects: readonly KnownSubject[];
}): VNode {
  const { id, view, subjects } = props;
  return (
    <datalist id={id}>
      {subjects.map((one) => (
        <option
          key={`${one.of} ${one.id}`}
          value={one.name}
          label={`${view.say(COVERS[one.of])} ${one.id}`}
        />
      ))}
    </datalist>
  );
}

/** Asks what a silence covers, and until when. */
export function SilenceForm({
  view,
  chosen,
  subjects,
}: {
  readonly view: AdminView;
  readonly chosen: SilenceFields;
  readonly subjects: readonly KnownSubject[];
}): VNode {
  const { say } = view;
  const until = SPANS.some(([span]) => span === chosen.until) ? chosen.until : '1d';
  return (
    <section id="silence" class="panel" aria-labelledby="silence-name">
      <h2 id="silence-name">{say(SILENCING.add)}</h2>
      <p class="pad faint">{say(SILENCING.about)}</p>
      <form method="post" action={`${ADMIN}/waiting`} class="fields">
        <Csrf view={view} />
        <label>
          {say(SILENCING.of)}
          <select name="of">
            {COVERED.map((one) => (
              <option key={one} value={one} selected={one === chosen.of}>
                {say(COVERS[one])}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say(SILENCING.id)}
          <input name="id" value={chosen.id} list="known-subjects" required autocomplete="off" />
        </label>
        <label>
          {say(SILENCING.until)}
          <select name="until">
            {SPANS.map(([span, text]) => (
              <option key={span} value={span} selected={span === until}>
                {say(text)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say(SILENCING.standIn)}
          <input name="standIn" value={chosen.standIn} list="known-people" autocomplete="off" />
        </label>
        <label>
          {say(SILENCING.reason)}
          <input name="reason" value={chosen.reason} maxLength={200} autocomplete="off" />
        </label>
        <button type="submit" name="do" value="add" class="button go">
          {say(SILENCING.go)}
        </button>
      </form>
      <Suggestions id="known-subjects" view={view} subjects={subjects} />
      <Suggestions id="known-people" view={view} subjects={subjects.filter(({ of }) => of === 'person')} />
    </section>
  );
}
