import type { Context } from 'koa';
import type { Language, Text } from '../../base/language.ts';
import { sayIn } from '../../base/language.ts';
import { timeOfDay, zoneTime } from '../../cards/view/moment.ts';

/** How to show a page to this visitor. */
export interface AdminView {
  readonly language: Language;
  readonly say: (text: Text) => string;
  /** A time for people: short if it is today. */
  readonly time: (at: number) => string;
  /** With seconds, for times within one minute. */
  readonly exact: (at: number) => string;
  /** ms since the epoch. */
  readonly now: number;
  /** Path and query of the request. */
  readonly url: string;
  /** The CSRF token for forms. */
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

/** Remembers the language of `?lang=…`; returns the address without it. undefined: none was chosen. */
export function takeLanguage(ctx: Context): string | undefined {
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

/** undefined if the browser names none: then the configuration's applies. */
function askedFor(ctx: Context): Language | undefined {
  if (ctx.get('accept-language') === '') return undefined;
  return known(ctx.acceptsLanguages([...LANGUAGES])) ?? 'en';
}

function known(value: unknown): Language | undefined {
  return LANGUAGES.find((one) => one === value);
}

/** The address of a page with another query, without empty values. */
export function linkTo(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const filled = Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]);
  return filled.length > 0 ? `${path}?${new URLSearchParams(filled)}` : path;
}
