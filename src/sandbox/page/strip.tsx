import type { VNode } from 'preact';
import type { DemoStatus } from './demo.ts';
import { Glyph, type GlyphName } from './glyph.tsx';
import { SWITCHES, type Switches } from './switches.ts';
import type { View } from './view.ts';
import { fill } from './words.ts';

/** What stands in the groups: cards, how often they were updated, and replies to them. */
export interface Posted {
  readonly cards: number;
  readonly updates: number;
  readonly replies: number;
}

/** What has gone in and come out, and what stands in between: where the numbers meet, nothing was lost. */
export function Pipeline(props: { status: DemoStatus; pushed: number; posted: Posted; view: View }): VNode {
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
      />
    </ol>
  );
}

function busy(count: number): string {
  return count > 0 ? 'busy' : '';
}

function Tile(props: {
  glyph: GlyphName;
  name: string;
  count: number;
  hint: string;
  tone?: string;
  aside?: boolean;
}): VNode {
  return (
    <li class={`tile ${props.tone ?? ''}${props.aside ? ' aside' : ''}`}>
      <span class="tile-sign">
        <Glyph name={props.glyph} size={18} />
      </span>
      <span class="tile-name">{props.name}</span>
      <span class="tile-count">{props.count}</span>
      <span class="tile-hint">{props.hint}</span>
    </li>
  );
}

/** The switches for faults. */
export function SwitchBoard(props: { switches: Switches; view: View }): VNode {
  const { words } = props.view;
  return (
    <div id="switches" class="switches">
      {SWITCHES.map((name) => (
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
export function StoryControl(props: { playing: boolean; view: View }): VNode {
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
        <Glyph name={props.playing ? 'pause' : 'play'} size={14} />
        {props.playing ? words.pause : words.resume}
      </button>
    </div>
  );
}
