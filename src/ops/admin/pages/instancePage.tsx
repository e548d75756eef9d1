import type { VNode } from 'preact';
import type { Text } from '../../../base/language.ts';
import type { RecordedRequest } from '../../../store/instances/history.ts';
import { kindText, statusText } from '../../../words/adminDeliveriesText.ts';
import { INSTANCE } from '../../../words/adminInstanceText.ts';
import { remedyOf, STATE_WORDS } from '../../../words/deliveriesText.ts';
import { GETS } from '../../../words/routeText.ts';
import { ADMIN, Csrf } from '../adminFrame.tsx';
import type { AdminView } from '../adminView.ts';
import type { HistoryItem, InstanceStory } from '../instanceStory.ts';
import { Choice, type KnownNames, MoveButtons, Receiver } from './deliveryTable.tsx';

export interface InstancePageProps {
  readonly view: AdminView;
  readonly story: InstanceStory;
  readonly names: KnownNames;
  readonly note: VNode | null;
}

/** The history of one instance: what came in, what was looked up and decided, what was sent, and where it goes now. */
export function InstancePage(props: InstancePageProps): VNode {
  const { view, story, names } = props;
  const { say } = view;
  return (
    <>
      {props.note}
      <Head {...props} />
      <section class="panel" aria-labelledby="story-name">
        <h2 id="story-name">{say(INSTANCE.story)}</h2>
        <Story {...props} />
      </section>
      <section class="panel" aria-labelledby="route-name">
        <h2 id="route-name">{say(INSTANCE.route)}</h2>
        <Route view={view} story={story} names={names} />
      </section>
      <section class="panel" aria-labelledby="cards-name">
        <h2 id="cards-name">{say(INSTANCE.cards)}</h2>
        <p class="pad faint">{say(INSTANCE.cardsAbout)}</p>
        <div class="cards">
          {story.chats.map((chat) => (
            <figure key={chat} class="drawn">
              <figcaption>
                <Receiver row={{ chat, instead: story.instead.get(chat) ?? '' }} names={names} />
              </figcaption>
              <iframe
                title={`${say(INSTANCE.cardIn)} ${names.chat(chat)}`}
                src={`${ADMIN}/instances/${story.code}/card?chat=${encodeURIComponent(chat)}`}
                sandbox="allow-same-origin"
                loading="lazy"
              />
            </figure>
          ))}
        </div>
        {story.chats.length === 0 ? <p class="empty">{say(INSTANCE.noCards)}</p> : null}
      </section>
    </>
  );
}

function Head({ view, story, names }: InstancePageProps): VNode {
  const { say, time } = view;
  const { known } = story;
  return (
    <section class="panel pad-all">
      <h1>
        {names.instance(story.code, story.approval)}{' '}
        {known ? <span class="label">{say(statusText(known.status))}</span> : null}
      </h1>
      <p class="faint">
        <code>{story.code}</code>
        {story.approval === '' ? null : (
          <>
            {' · '}
            <code>{story.approval}</code>
          </>
        )}
      </p>
      {known ? (
        <p>
          {say(INSTANCE.changed)} <time>{time(known.changedAt)}</time>
          {' · '}
          {say(known.knownBy === 'push' ? INSTANCE.byPush : INSTANCE.byLookup)}
          {known.lookedAt === null ? null : (
            <>
              {' · '}
              {say(INSTANCE.lookedAt)} <time>{time(known.lookedAt)}</time>
            </>
          )}
        </p>
      ) : null}
      <p>
        <a href={`${ADMIN}/deliveries?instance=${story.code}&days=90`}>{say(INSTANCE.deliveries)}</a>
        {known && !story.isOver ? (
          <>
            {' · '}
            <a href={`${ADMIN}/waiting?of=instance&id=${story.code}#silence`}>{say(INSTANCE.silence)}</a>
          </>
        ) : null}
      </p>
    </section>
  );
}

function Story({ view, story, names }: InstancePageProps): VNode {
  const { say } = view;
  if (story.moments.length === 0) return <p class="empty">{say(INSTANCE.nothing)}</p>;
  const isAnyParked = story.moments.some((one) => one.is === 'delivery' && one.row.state === 'parked');
  return (
    <form method="post" action={`${ADMIN}/deliveries`}>
      <Csrf view={view} />
      <input type="hidden" name="back" value={`${ADMIN}/instances/${story.code}`} />
      <ol class="story">
        {story.moments.map((one) => (
          <MomentItem key={one.key} view={view} one={one} names={names} />
        ))}
      </ol>
      {isAnyParked ? <MoveButtons view={view} mayBeUnknown /> : null}
    </form>
  );
}

interface MomentProps {
  readonly view: AdminView;
  readonly one: HistoryItem;
  readonly names: KnownNames;
}

function MomentItem(props: MomentProps): VNode {
  const { view, one } = props;
  return (
    <li class={`moment moment-${one.is}`}>
      <time>{view.exact(one.at)}</time>
      <div>
        {one.is === 'event' ? (
          <EventMoment view={view} row={one.row} />
        ) : one.is === 'lookup' ? (
          <p>
            {view.say(INSTANCE.lookup)} <Request view={view} request={one.row} />
          </p>
        ) : (
          <DeliveryMoment {...props} row={one.row} />
        )}
      </div>
    </li>
  );
}

function EventMoment(props: { readonly view: AdminView; readonly row: HistoryItem<'event'>['row'] }): VNode {
  const { view, row } = props;
  const { say, time } = view;
  const source: Text = row.source === 'lookup' ? INSTANCE.found : INSTANCE.pushed;
  return (
    <>
      <p>
        <strong>{say(source)}</strong> {say(statusText(row.status))}{' '}
        <span class="faint">
          {say(INSTANCE.changed)} {time(row.changedAt)}
        </span>
      </p>
      <p class="faint">
        {row.finishedAt === null
          ? say(INSTANCE.notComposed)
          : `${say(INSTANCE.decided)} ${view.exact(row.finishedAt)}: ${row.reason}`}
      </p>
    </>
  );
}

function DeliveryMoment(props: MomentProps & { readonly row: HistoryItem<'delivery'>['row'] }): VNode {
  const { view, row, names } = props;
  const { say, time } = view;
  const state = row.state === 'sending' || row.state === 'folded' ? 'waiting' : row.state;
  const remedy = say(remedyOf({ ...row, state }));
  return (
    <>
      <p>
        <Choice view={view} id={`d${row.seq}`} state={row.state} />{' '}
        <strong>
          <Receiver row={row} names={names} />
        </strong>{' '}
        {say(kindText(row.kind))} {say(statusText(row.status))}{' '}
        <span class={`label label-${state}`}>{say(STATE_WORDS[state as keyof typeof STATE_WORDS])}</span>{' '}
        <code class="faint">d{row.seq}</code>
      </p>
      {row.requests.map((request) => (
        <p key={request.at} class="faint">
          <Request view={view} request={request} />
        </p>
      ))}
      <p class="faint">
        {row.finishedAt === null
          ? row.nextAt > view.now
            ? `${say(INSTANCE.notBefore)} ${time(row.nextAt)}`
            : null
          : `${say(INSTANCE.ended)} ${view.exact(row.finishedAt)}`}
        {row.reason === '' ? null : ` ${row.reason}`}
      </p>
      {remedy === '' ? null : <p>{remedy}</p>}
    </>
  );
}

function Request({ view, request }: { readonly view: AdminView; readonly request: RecordedRequest }): VNode {
  const { api, at, answeredAt, code, logId, outcome } = request;
  const took = answeredAt === null ? view.say(INSTANCE.noAnswer) : `${answeredAt - at} ms`;
  return (
    <span>
      {view.exact(at)} <code>{api}</code> {outcome} {code || ''} {took}{' '}
      {logId === '' ? null : <code class="faint">{logId}</code>}
    </span>
  );
}

function Route(props: Pick<InstancePageProps, 'view' | 'story' | 'names'>): VNode {
  const { view, story, names } = props;
  const { say } = view;
  if (!story.route) return <p class="empty">{say(INSTANCE.noRoute)}</p>;
  if (story.route.length === 0) return <p class="empty">{say(INSTANCE.unmapped)}</p>;
  return (
    <ul>
      {story.route.map(({ entry, gets, because }, i) => (
        <li key={i} class="row">
          <p>
            <strong>{names.chat(entry.chat.id)}</strong>{' '}
            <span class={`label label-${gets}`}>{say(GETS[gets])}</span>
          </p>
          <p>{say(because)}</p>
        </li>
      ))}
    </ul>
  );
}
