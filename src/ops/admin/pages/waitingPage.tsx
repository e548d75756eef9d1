import type { VNode } from 'preact';
import type { Silence } from '../../../approval/silence.ts';
import { workingSpanText } from '../../../approval/words.ts';
import type { Text } from '../../../base/language.ts';
import { approvalTimeOf } from '../../../relay/routing/approvalTime.ts';
import type { Pending } from '../../../relay/stats/pendingInstances.ts';
import type { Settings } from '../../../settings/settings.ts';
import { SILENCING, WAITING } from '../../../words/adminWaitingText.ts';
import { COVERS, silencedUntil, standsInText, UNTIL_STEP_ENDS } from '../../../words/silenceText.ts';
import { ADMIN, Csrf } from '../adminFrame.tsx';
import { type AdminView, linkTo } from '../adminView.ts';
import type { KnownSubject } from '../knownSubjects.ts';
import type { KnownNames } from './deliveryTable.tsx';
import { COVERED, type SilenceFields, SilenceForm } from './silenceForm.tsx';

export interface WaitingPageProps {
  readonly view: AdminView;
  readonly settings: Settings;
  /** The longest waiting first. */
  readonly rows: readonly Pending[];
  readonly all: number;
  /** How many belong to approvals that are no longer configured. */
  readonly unmapped: number;
  readonly silences: readonly Silence[];
  /** Names by open_id. */
  readonly people: ReadonlyMap<string, string>;
  readonly names: KnownNames;
  /** What the form suggests by name. */
  readonly subjects: readonly KnownSubject[];
  /** The values of the form. */
  readonly chosen: SilenceFields;
  readonly note: { readonly isGood: boolean; readonly text: Text } | undefined;
}

/** Who must act, since when, and when they are reminded next; and what is deferred. */
export function WaitingPage(props: WaitingPageProps): VNode {
  const { view, rows, note } = props;
  const { say } = view;
  return (
    <>
      {note ? (
        <div class={`verdict ${note.isGood ? 'good' : 'busy'}`} role="status">
          <p>{say(note.text)}</p>
        </div>
      ) : null}
      <section class="panel" aria-label={say(WAITING.who)}>
        {rows.length === 0 ? <p class="empty">{say(WAITING.nothing)}</p> : <Table {...props} />}
        {props.all > rows.length ? <p class="empty">{say(WAITING.most(rows.length, props.all))}</p> : null}
        {props.unmapped > 0 ? <p class="empty">{say(WAITING.unmapped(props.unmapped))}</p> : null}
      </section>
      {props.silences.length > 0 ? <Silences {...props} /> : null}
      <SilenceForm view={view} chosen={props.chosen} subjects={props.subjects} />
    </>
  );
}

function Table(props: WaitingPageProps): VNode {
  const { say } = props.view;
  const heads = [WAITING.who, WAITING.waited, WAITING.since, WAITING.request, WAITING.next];
  return (
    <table class="list">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head.en} scope="col">
              {say(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.flatMap((one) =>
          one.waiting.map((wait, i) => (
            <Wait key={`${one.instance} ${i}`} {...props} one={one} wait={wait} />
          )),
        )}
      </tbody>
    </table>
  );
}

function Wait(
  props: WaitingPageProps & { readonly one: Pending; readonly wait: Pending['waiting'][number] },
): VNode {
  const { view, settings, people, one, wait } = props;
  const { say, time, language } = view;
  const locale = language === 'en' ? 'en-US' : 'zh-CN';
  const { silence } = wait;
  const held = silence
    ? silence.standIn === ''
      ? say(silencedUntil(untilText(silence.until === null ? null : Date.parse(silence.until), view)))
      : say(standsInText(people.get(silence.standIn) ?? silence.standIn))
    : undefined;
  const next = one.nextReminder === null ? say(WAITING.none) : time(Date.parse(one.nextReminder));
  return (
    <tr>
      <td>
        <span title={wait.person}>{people.get(wait.person) ?? wait.person}</span>{' '}
        <span class="faint">{wait.step}</span>
      </td>
      <td>{workingSpanText(wait.waitedMs, approvalTimeOf(settings, one.approval), locale)}</td>
      <td>
        <time>{time(Date.parse(wait.since))}</time>
      </td>
      <td>
        <a href={`${ADMIN}/instances/${one.instance}`} title={one.instance}>
          {[one.name || one.approval, one.serialNumber].filter(Boolean).join(' ')}
        </a>
      </td>
      <td>
        {held ?? next}{' '}
        <a href={`${linkTo(`${ADMIN}/waiting`, { of: 'instance', id: one.instance })}#silence`}>
          {say(WAITING.defer)}
        </a>
      </td>
    </tr>
  );
}

function untilText(until: number | null, { time }: AdminView): Text {
  return until === null ? UNTIL_STEP_ENDS : { en: time(until), zh: time(until) };
}

function Silences({ view, settings, silences, people, names }: WaitingPageProps): VNode {
  const { say } = view;
  const named = (id: string): string => people.get(id) ?? id;
  const nameOf = {
    person: named,
    approval: (code: string) => settings.approvals.get(code)?.name || code,
    chat: names.chat,
    instance: (code: string) => names.instance(code, ''),
  };
  return (
    <section class="panel" aria-labelledby="silences-name">
      <h2 id="silences-name">{say(SILENCING.title)}</h2>
      <ul>
        {silences.map((one) => (
          <li key={one.id} class="row">
            <p>
              <strong>
                {COVERED.filter((what) => one[what] !== '')
                  .map((what) => `${say(COVERS[what])} ${nameOf[what](one[what])}`)
                  .join(' · ')}
              </strong>{' '}
              {say(SILENCING.until)} {say(untilText(one.until, view))}
            </p>
            <p class="faint">
              {one.standIn === '' ? null : `${say(SILENCING.standIn)} ${named(one.standIn)} · `}
              {one.by === '' ? say(SILENCING.byPage) : named(one.by)}
              {one.reason === '' ? null : ` · ${one.reason}`}
            </p>
            <form method="post" action={`${ADMIN}/waiting`}>
              <Csrf view={view} />
              <input type="hidden" name="id" value={one.id} />
              <button type="submit" name="do" value="end" class="button quiet">
                {say(SILENCING.end)}
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}
