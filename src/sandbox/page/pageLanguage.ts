import type { Context } from 'koa';
import { STORY_LANGUAGES, type StoryLanguage } from '../story/storyLanguage.ts';

const COOKIE = 'approval_relay_demo_language';
/** The header that the page sends with every request of its own. */
export const LANGUAGE_HEADER = 'x-demo-language';
const YEAR_MS = 365 * 86_400_000;

/**
 * The language of a request: the one that its page is in, else the one chosen last, else the first of the browser's
 * that the page speaks. A browser that prefers none of them gets English; a client without the header gets Chinese.
 */
export function languageOf(ctx: Context): StoryLanguage {
  const said = [ctx.query.lang, ctx.get(LANGUAGE_HEADER), ctx.cookies.get(COOKIE)];
  const chosen = said.map(known).find((language) => language !== undefined);
  if (chosen) return chosen;
  return ctx.acceptsLanguages([...STORY_LANGUAGES]) === 'zh' ? 'zh' : 'en';
}

/** Remembers a language that the visitor chose by a link. */
export function rememberLanguage(ctx: Context): void {
  const language = known(ctx.query.lang);
  if (language) ctx.cookies.set(COOKIE, language, { maxAge: YEAR_MS, sameSite: 'lax', signed: false });
}

function known(value: unknown): StoryLanguage | undefined {
  return STORY_LANGUAGES.find((language) => language === value);
}
