import type { VNode } from 'preact';
import type { Canvas, Draw } from './canvas.ts';
import { prefixIcon } from './icon.tsx';
import { edges, style } from './look.ts';
import { numberOf, objectsOf, textOf } from './reading.ts';
import { viewWords } from './viewWords.ts';

const AVATAR_HUES = [
  'blue',
  'wathet',
  'turquoise',
  'green',
  'orange',
  'carmine',
  'violet',
  'indigo',
] as const;

/** The name of a person; if it is unknown, what Feishu writes for an unknown person. */
function nameOf(id: string, canvas: Canvas): string {
  return canvas.people.get(id) ?? viewWords(canvas.locale).unknownPerson;
}

/** `@Name`, as a mention stands in text. */
export function Mention(props: { id: string; canvas: Canvas }): VNode {
  const isAll = props.id === 'all';
  const name = isAll ? viewWords(props.canvas.locale).everybody : nameOf(props.id, props.canvas);
  return <span class="fs-at">@{name}</span>;
}

/** A person as avatar and name. */
export function Person(props: {
  id: string;
  canvas: Canvas;
  showName?: boolean;
  showAvatar?: boolean;
  capsule?: boolean;
  size?: string | undefined;
}): VNode {
  const name = nameOf(props.id, props.canvas);
  const size = props.size && /^[a-z_]+$/.test(props.size) ? ` fs-person-${props.size}` : '';
  return (
    <span class={`fs-person${props.capsule ? ' fs-capsule' : ''}${size}`}>
      {props.showAvatar === false ? null : <Avatar id={props.id} name={name} />}
      {props.showName === false ? null : <span class="fs-name">{name}</span>}
    </span>
  );
}

/** A round sign with the last characters of the name, as Feishu draws people without a picture. */
function Avatar(props: { id: string; name: string }): VNode {
  const letters = [...props.name];
  const short = /^[\x20-\x7e]/.test(props.name) ? letters.slice(0, 1) : letters.slice(-1);
  const sum = [...props.id].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  const hue = AVATAR_HUES[sum % AVATAR_HUES.length] ?? 'blue';
  return (
    <span class="fs-avatar" style={{ background: `var(--fs-${hue}-500)` }} aria-hidden="true">
      {short.join('').toUpperCase()}
    </span>
  );
}

/** `person`: one person (…/content-components/user-profile). */
export const drawPerson: Draw = (component, canvas) => (
  <Person
    id={textOf(component.user_id) ?? ''}
    canvas={canvas}
    showName={component.show_name === true}
    showAvatar={component.show_avatar !== false}
    capsule={component.style === 'capsule'}
    size={textOf(component.size)}
  />
);

/**
 * `person_list`: several, without avatars unless it asks for them, and overlapping if only avatars are shown
 * (…/content-components/user-list).
 */
export const drawPersonList: Draw = (component, canvas) => {
  const showName = component.show_name !== false;
  const lines = numberOf(component.lines);
  return (
    <div class="fs-row" style={style({ margin: edges(component.margin) })}>
      {prefixIcon(component.icon, canvas)}
      <div
        class={showName ? 'fs-people' : 'fs-people fs-chain'}
        style={style({ maxHeight: lines === undefined ? undefined : `${Math.max(1, lines) * 24}px` })}
      >
        {objectsOf(component.persons).map((person, i) => (
          <Person
            key={i}
            id={textOf(person.id) ?? ''}
            canvas={canvas}
            showName={showName}
            showAvatar={component.show_avatar === true}
            size={textOf(component.size)}
          />
        ))}
      </div>
    </div>
  );
};
