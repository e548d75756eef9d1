import type { StoryLanguage } from '../story/storyLanguage.ts';
import type { Words } from './pageWords.ts';

/** How one visitor looks at the demo: language and zone. */
export interface PageView {
  readonly language: StoryLanguage;
  readonly words: Words;
  /** IANA name. */
  readonly timezone: string;
}

/** `14:03:21` in the view's zone. */
export function clockTime(at: number, view: PageView): string {
  return format(at, view, 'en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** `14:03` in the view's zone. */
export function minuteText(at: number, view: PageView): string {
  return format(at, view, 'en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** `11月25日 周三`, `Wed 25 Nov` in the view's zone. */
export function dayText(at: number, view: PageView): string {
  const locale = view.language === 'en' ? 'en-GB' : 'zh-CN';
  const day = format(at, view, locale, { month: view.language === 'en' ? 'short' : 'long', day: 'numeric' });
  const weekday = format(at, view, locale, { weekday: 'short' });
  return view.language === 'en' ? `${weekday} ${day}` : `${day} ${weekday}`;
}

/** Whether two times are of one day in the view's zone. */
export function isSameDay(one: number, other: number, view: PageView): boolean {
  return dayText(one, view) === dayText(other, view);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes far longer than using it, and the board is painted once a second. */
function format(at: number, view: PageView, locale: string, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify([view.timezone, locale, options]);
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone: view.timezone, ...options });
  formats.set(key, made);
  return made.format(at);
}

/** A part's element id for something of the sandbox: Feishu's ids contain nothing special in CSS or HTML. */
export function partId(kind: string, id: string): string {
  return `${kind}-${id.replace(/[^A-Za-z0-9_-]/g, '')}`;
}

/** Names in a row, as the language of the page sets them apart. */
export function listed(names: readonly string[], view: PageView): string {
  return names.join(view.language === 'en' ? ', ' : '、');
}
