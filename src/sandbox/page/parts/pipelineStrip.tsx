import type { ComponentChild, VNode } from 'preact';
import { FAULT_SWITCHES, type FaultSwitches } from '../faultSwitches.ts';
import type { DemoStatus } from '../pageOptions.ts';
import type { PageView } from '../pageView.ts';
import { fill } from '../pageWords.ts';
import { PageIcon, type PageIconName } from './pageIcon.tsx';

/** The messages in the groups: cards, updates of them, and replies to them. */
export interface Posted {
  readonly cards: number;
  readonly updates: number;
  readonly replies: number;
}

/** What came in, what went out, and what waits in between. If the numbers agree, nothing was lost. */
export function Pipeline(props: {
  status: DemoStatus;
  pushed: number;
  posted: Posted;
  view: PageView;
}): VNode {
  const { words } = props.view;
  const { cards, ...more } = props.posted;
  const { inbox, outbox, parked } = props.status;
  return (
    <ol id="pipeline" class="pipeline" aria-label={words.pipeline}>
      <Tile glyph="bolt" name={words.pushed} count={props.pushed} hint={words.pushedHint} />
      <Tile glyph="tray" name={words.inbox} count={inbox} hint={words.inboxHint} tone={busy(inbox)} />
      <Tile glyph="send" name={words.outbox} count={outbox} hint={words.outboxHint} tone={busy(outbox)} />
      <Tile glyph="card" name={words.cards} count={cards} hint={fill(words.cardsHint, more)} tone="good" />
      <Tile
        glyph="stop"
        name={words.parked}
        count={parked}
        hint={words.parkedHint}
        tone={parked > 0 ? 'bad' : ''}
        aside
      >
        <button
          id="parked-open"
          type="button"
          class="tile-open"
          aria-label={words.parkedOpen}
          title={words.parkedOpen}
          hx-get="/parked"
          hx-target="#sheet"
        />
      </Tile>
    </ol>
  );
}

function busy(count: number): string {
  return count > 0 ? 'busy' : '';
}

function Tile(props: {
  glyph: PageIconName;
  name: string;
  count: number;
  hint: string;
  tone?: string;
  aside?: boolean;
  /** A button over the whole tile. */
  children?: ComponentChild;
}): VNode {
  return (
    <li class={`tile ${props.tone ?? ''}${props.aside ? ' aside' : ''}`}>
      <span class="tile-sign">
        <PageIcon name={props.glyph} size={18} />
      </span>
      <span class="tile-name">{props.name}</span>
      <span class="tile-count">{props.count}</span>
      <span class="tile-hint">{props.hint}</span>
      {props.children}
    </li>
  );
}

/** The switches for faults. */
export function SwitchBoard(props: { switches: FaultSwitches; view: PageView }): VNode {
  const { words } = props.view;
  return (
    <div id="switches" class="switches">
      {FAULT_SWITCHES.map((name) => (
        <button
          key={name}
          id={`switch-${name}`}
          type="button"
          role="switch"
          aria-checked={props.switches.isOn(name) ? 'true' : 'false'}
          class="switch"
          title={words[`${name}Hint`]}
          hx-post={`/faults/${name}`}
          hx-swap="none"
        >
          <span class="switch-knob" />
          {words[name]}
        </button>
      ))}
    </div>
  );
}

/** Whether the story plays, and the button that changes it. */
export function StoryControl(props: { playing: boolean; view: PageView }): VNode {
  const { words } = props.view;
  return (
    <div id="story" class="story">
      <span class={props.playing ? 'pulse on' : 'pulse'} />
      <span class="story-state">{props.playing ? words.storyOn : words.storyOff}</span>
      <button
        id="story-button"
        type="button"
        class="button small quiet"
        hx-post={props.playing ? '/story/pause' : '/story/resume'}
        hx-swap="none"
      >
        <PageIcon name={props.playing ? 'pause' : 'play'} size={14} />
        {props.playing ? words.pause : words.resume}
      </button>
    </div>
  );
}
