import type { VNode } from 'preact';

const PATHS = {
  play: 'M7 5v14l12-7z',
  pause: 'M8 5v14M16 5v14',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  plus: 'M12 5v14M5 12h14',
  arrow: 'M5 12h14M13 6l6 6-6 6',
  group:
    'M9 11.6a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2M2.5 20a6.5 6.5 0 0 1 13 0M16 4.9a3.4 3.4 0 0 1 0 6.4M17.6 14.3a6.2 6.2 0 0 1 3.9 5.7',
  form: 'M5 4h14v16H5zM8.5 8.5h7M8.5 12h7M8.5 15.5h4',
  out: 'M10 4H5v16h5M14.5 8l4 4-4 4M18 12H9.5',
  back: 'M14 4h5v16h-5M9 8l4 4-4 4M12.5 12H4',
  send: 'M4 12 20 4l-5 16-3.5-6.5z',
  bolt: 'M13 3 5 13.5h6L10 21l8-10.5h-6z',
  tray: 'M4 14l2.5-9h11L20 14v5H4zM4 14h4.5l1.5 2.5h4l1.5-2.5H20',
  stop: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5v5.5M12 16v.4',
  card: 'M3.5 5h17v14h-17zM3.5 9.5h17M7 13.5h6M7 16h3.5',
} as const;

export type PageIconName = keyof typeof PATHS;

/** A sign of the page, drawn in the colour of the text around it. */
export function PageIcon(props: { name: PageIconName; size?: number }): VNode {
  const size = props.size ?? 16;
  return (
    <svg class="glyph" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d={PATHS[props.name]} />
    </svg>
  );
}

/** The product's sign: a card passed on. */
export function Logo(): VNode {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <rect x="1" y="1" width="30" height="30" rx="8" fill="var(--brand)" />
      <path d="M8 10.5h10.5v11H8zM8 14h10.5" class="logo-card" />
      <path d="M18.5 16H25m-3-3 3 3-3 3" class="logo-arrow" />
    </svg>
  );
}
