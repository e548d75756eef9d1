import type { VNode } from 'preact';
import type { PageView } from '../pageView.ts';
import { fill } from '../pageWords.ts';
import type { Sample } from '../sampleRequests.ts';

/** What asks for the comment of a rejection. */
export function RejectDialog(props: { code: string; name: string; view: PageView }): VNode {
  const { words } = props.view;
  return (
    <form class="sheet" hx-post={`/instances/${encodeURIComponent(props.code)}/reject`} hx-swap="none">
      <h2>{fill(words.rejectTitle, { name: props.name })}</h2>
      <label>
        <span>{words.comment}</span>
        <textarea name="comment" rows={3} maxLength={500} autofocus>
          {words.commentSample}
        </textarea>
      </label>
      <Buttons go={words.reject} tone="stop" view={props.view} />
    </form>
  );
}

/** What asks which request to submit, and why. */
export function SubmitDialog(props: { samples: readonly Sample[]; view: PageView }): VNode {
  const { words } = props.view;
  return (
    <form class="sheet" hx-post="/instances" hx-swap="none">
      <h2>{words.submitTitle}</h2>
      <label>
        <span>{words.approval}</span>
        <select name="approval">
          {props.samples.map((sample) => (
            <option key={sample.approvalCode} value={sample.approvalCode}>
              {sample.name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{words.reason}</span>
        <textarea name="reason" rows={3} maxLength={500} autofocus>
          {words.reasonSample}
        </textarea>
        <small>{words.reasonHint}</small>
      </label>
      <Buttons go={words.send} tone="go" view={props.view} />
    </form>
  );
}

function Buttons(props: { go: string; tone: string; view: PageView }): VNode {
  return (
    <div class="sheet-buttons">
      <button type="button" class="button quiet" data-close>
        {props.view.words.cancel}
      </button>
      <button type="submit" class={`button ${props.tone}`}>
        {props.go}
      </button>
    </div>
  );
}
