import type { VNode } from 'preact';
import type { Canvas } from './canvas.ts';
import { color, style } from './look.ts';
import { type RawObject, textOf } from './reading.ts';

/** Strokes on a 24 × 24 field. Ours, in the manner of Feishu's library, which is not free to ship. */
const PATHS = {
  check: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 12.2l2.8 2.8L16 9.6',
  cross: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9 9l6 6M15 9l-6 6',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5V12l3 2',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5M12 7.6v.4',
  warn: 'M12 4 2.8 20h18.4zM12 10v4.5M12 17v.4',
  undo: 'M8 5 4 9l4 4M4 9h9.5a5.5 5.5 0 0 1 0 11H9',
  bin: 'M4 7h16M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.3 11v5.5M13.7 11v5.5',
  bell: 'M6.5 16.5v-6a5.5 5.5 0 0 1 11 0v6l1.5 2H5zM10.3 21h3.4',
  person: 'M12 12.2a4.1 4.1 0 1 0 0-8.2 4.1 4.1 0 0 0 0 8.2M4.5 20.5a7.5 7.5 0 0 1 15 0',
  people:
    'M9 11.6a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2M2.5 20a6.5 6.5 0 0 1 13 0M16 4.9a3.4 3.4 0 0 1 0 6.4M17.6 14.3a6.2 6.2 0 0 1 3.9 5.7',
  page: 'M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5M9 12.5h6M9 16h6',
  form: 'M5 4h14v16H5zM8.5 8.5h7M8.5 12h7M8.5 15.5h4',
  stamp: 'M5 20.5h14M6 17h12v-2.5l-4-1.2c-.8-2 1-3.4 1-5.8a3 3 0 0 0-6 0c0 2.4 1.8 3.8 1 5.8l-4 1.2z',
  link: 'M10 14a4 4 0 0 0 5.7 0l3.4-3.4a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3.4 3.4a4 4 0 0 0 5.7 5.7l1-1',
  chat: 'M4 5h16v11.5h-7.5L8 20v-3.5H4zM8 9h8M8 12.5h5',
  calendar: 'M4.5 5.5h15v15h-15zM4.5 10h15M8.5 3.5v4M15.5 3.5v4',
  money: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8.8 7.5 12 12l3.2-4.5M12 12v5M9 12.2h6M9 14.6h6',
  chart: 'M5 20.5V11M10 20.5V4.5M15 20.5v-7M20 20.5V8M3 20.5h18.5',
  pencil: 'M4.5 19.5l.8-4L16 4.8l3.2 3.2L8.5 18.7zM13.8 7l3.2 3.2',
  down: 'M6.5 9.5 12 15l5.5-5.5',
  right: 'M9.5 6.5 15 12l-5.5 5.5',
  picture: 'M4 5h16v14H4zM8.5 10.6a1.1 1.1 0 1 0 0-2.2 1.1 1.1 0 0 0 0 2.2M4.5 17l5-4.5 3.5 3 3-2.5 3.5 3.5',
  dot: 'M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7',
} as const;

/** Which sign stands for a token of Feishu's library: the first word found in it decides. */
const WORDS: readonly (readonly [word: RegExp, sign: keyof typeof PATHS])[] = [
  [/forbid|close|cancel|reject|error|no_|ban/, 'cross'],
  [/delete|trash|clear/, 'bin'],
  [/undo|revert|recall|withdraw|revoke|restore|history|reply|refresh|recover/, 'undo'],
  [/warn|alert|danger|risk/, 'warn'],
  [/yes|done|succeed|success|check|approve_|resolve/, 'check'],
  [/bell|alarm|remind|notice|notification|buzz/, 'bell'],
  [/time|clock|pending|wait|overtime|hourglass/, 'clock'],
  [/info|help|question|maybe/, 'info'],
  [/stamp|approval|seal/, 'stamp'],
  [/group|team|members|people|department|organization/, 'people'],
  [/member|person|user|contact|admin/, 'person'],
  [/calendar|date|leave/, 'calendar'],
  [/money|currency|amount|cny|yuan|bill|wallet|reimburse|cash|price/, 'money'],
  [/link|share|jump|out-window|external/, 'link'],
  [/chat|comment|message|speech|quote/, 'chat'],
  [/edit|pencil|write|sign/, 'pencil'],
  [/down|expand/, 'down'],
  [/right|next|forward/, 'right'],
  [/image|picture|photo/, 'picture'],
  [/chart|stat|trend/, 'chart'],
  [/form|list|table|sheet|todo|task/, 'form'],
  [/file|doc|page|note|text|contract|card/, 'page'],
];

/** The sign for a token such as `approval_colorful`; a dot if nothing fits. `colour` is a CSS colour. */
export function Icon(props: { token: string; colour?: string | undefined; size?: number }): VNode {
  const sign = WORDS.find(([word]) => word.test(props.token))?.[1] ?? 'dot';
  return (
    <svg
      class="fs-icon"
      viewBox="0 0 24 24"
      width={props.size ?? 16}
      height={props.size ?? 16}
      style={style({ color: props.colour })}
      aria-hidden="true"
    >
      <path d={PATHS[sign]} />
    </svg>
  );
}

/** The icon before a title, a text or a button's words; nothing if none is set. */
export function prefixIcon(value: unknown, canvas: Canvas, size = 16): VNode | null {
  const icon = value as RawObject | undefined;
  const token = textOf(icon?.token) ?? (icon?.tag === 'custom_icon' ? 'image' : undefined);
  if (!token) return null;
  return <Icon token={token} colour={color(icon?.color, canvas.config)} size={size} />;
}
