import type { Language, Words } from './words.ts';

/** How one visitor looks at the demo: language and zone. */
export interface View {
  readonly language: Language;
  readonly words: Words;
  /** IANA name. */
  readonly timezone: string;
}

/** `14:03:21` in the view's zone. */
export function clockTime(at: number, view: View): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: view.timezone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(at);
}

/** A part's element id for something of the sandbox: ids of Feishu hold nothing that CSS or HTML would mind. */
export function partId(kind: string, id: string): string {
  return `${kind}-${id.replace(/[^A-Za-z0-9_-]/g, '')}`;
}
