import type { Context } from 'koa';
import type { Language, Text } from '../../base/language.ts';
import { sayIn } from '../../base/language.ts';
import { timeOfDay, zoneTime } from '../../cards/view/moment.ts';

/** How a page is to be shown to whoever asks for it. */
export interface AdminView {
  readonly language: Language;
  readonly say: (text: Text) => string;
  /** A moment as people read it: short where it is of today. */
  readonly time: (at: number) => string;
  /** With seconds, for what happens within one minute. */
  readonly exact: (at: number) => string;
  /** ms since the epoch. */
  readonly now: number;
  /** Path and query of the page, as it was asked for. */
  readonly url: string;
  /** What each form carries. */
  readonly csrf: string;
}

const COOKIE = 'relay_admin_language';
const YEAR_S = 365 * 86_400;
const LANGUAGES: readonly Language[] = ['zh', 'en'];

export function viewOf(
  ctx: Context,
  { csrf, now, timezone, language }: { csrf: string; now: number; timezone: string; language: Language },
): AdminView {
  const chosen = known(ctx.cookies.get(COOKIE)) ?? askedFor(ctx) ?? language;
  const zone = zoneTime(timezone);
  return {
    language: chosen,
    say: sayIn(chosen),
    time: (at) => timeOfDay(zone, at, now),
    exact: (at) => `${timeOfDay(zone, at, now)}${zone.format(at, ':ss')}`,
    now,
    url: ctx.originalUrl,
    csrf,
  };
}

/** Remembers the language of `?lang=…`; says where the page is without it. undefined: none was chosen. */
export function chooseLanguage(ctx: Context): string | undefined {
  const language = known(ctx.query.lang);
  if (!language) return undefined;
  ctx.append(
    'Set-Cookie',
    `${COOKIE}=${language}; Path=/admin; Max-Age=${YEAR_S}; HttpOnly; SameSite=Strict`,
  );
  const rest = new URLSearchParams(ctx.querystring);
  rest.delete('lang');
  return rest.size > 0 ? `${ctx.path}?${rest}` : ctx.path;
}

/** A browser that says nothing gets the language of the configuration. */
function askedFor(ctx: Context): Language | undefined {
  if (ctx.get('accept-language') === '') return undefined;
  return known(ctx.acceptsLanguages([...LANGUAGES])) ?? 'en';
}

function known(value: unknown): Language | undefined {
  return LANGUAGES.find((one) => one === value);
}

/** The address of a page with another query; what is empty is left out. */
export function linkTo(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const filled = Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]);
  return filled.length > 0 ? `${path}?${new URLSearchParams(filled)}` : path;
}
