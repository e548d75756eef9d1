import { nearest } from '../../settings/nearest.ts';
import { strangeIcon } from '../../words/cardFaultText.ts';
import { findTemplates } from '../templates/templateFiles.ts';
import { ICON_KINDS, iconGroups } from './iconTokens.ts';
import type { TemplateProblem } from './templateProblem.ts';

/** A token that a template writes out, and the icon of a link in Markdown. */
const WRITTEN = /(?:"token"\s*:\s*"|<link\b[^>]*\bicon=['"])([^"'{}<>\n]+)(?=["'])/g;

/**
 * Icons that templates of these folders name and Feishu's library does not list. No errors: Feishu shows nothing in
 * their place, and may have added them since.
 */
export function strangeIcons(roots: readonly string[]): TemplateProblem[] {
  const known = ICON_KINDS.flatMap(iconGroups).flat();
  const isKnown = new Set(known);
  const sources = [...findTemplates(roots).folders.values()].flatMap(({ templates, partials }) => [
    ...templates.values(),
    ...partials.values(),
  ]);
  return [...new Set(sources)].flatMap(({ file, source }) =>
    [...source.matchAll(WRITTEN)].flatMap(({ 0: found, 1: token = '', index }): TemplateProblem[] => {
      if (isKnown.has(token)) return [];
      const before = source.slice(0, index + found.length - token.length).split('\n');
      const column = (before.at(-1) ?? '').length + 1;
      return [{ file, line: before.length, column, message: strangeIcon(token, nearest(token, known)) }];
    }),
  );
}
