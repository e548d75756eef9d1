import type { Text } from '../../base/language.ts';
import { deepBlocks, deepCalls, manyMustaches } from '../../words/templateText.ts';

/** A piece of a text, in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Every `{{…}}`, including comments. Reads the source once, even if many of them are not closed. */
export function* mustachesIn(source: string): Generator<TextRange> {
  let at = 0;
  for (;;) {
    const start = source.indexOf('{{', at);
    if (start < 0) return;
    const isComment = /^\{\{~?!--/.test(source.slice(start, start + 6));
    const close = isComment ? endOfComment(source, start) : source.indexOf('}}', start);
    if (close < 0) return;
    const end = close + (/^\}+/.exec(source.slice(close, close + 4))?.[0].length ?? 2);
    yield { start, end };
    at = end;
  }
}

/** The position of the braces that end a comment, which may itself contain braces. */
function endOfComment(source: string, start: number): number {
  const ends = ['--}}', '--~}}']
    .map((mark) => ({ at: source.indexOf(mark, start + 4), length: mark.length - 2 }))
    .filter(({ at }) => at >= 0)
    .map(({ at, length }) => at + length);
  return ends.length === 0 ? -1 : Math.min(...ends);
}

/** The allowed depth of blocks within blocks, and calls within calls; the package's templates reach five. */
const DEEPEST_BLOCK = 40;
const DEEPEST_CALL = 12;
const MOST_MUSTACHES = 4_000;

/**
 * Where a template nests deeper, or is longer, than Handlebars can parse quickly (its parser takes the square of the
 * depth); undefined: nowhere.
 */
export function runawayIn(source: string): { readonly at: number; readonly message: Text } | undefined {
  let blocks = 0;
  let count = 0;
  for (const { start, end } of mustachesIn(source)) {
    const mustache = source.slice(start, end);
    count += 1;
    if (/^\{\{~?[#^]\S/.test(mustache) && !/^\{\{~?\^~?\}/.test(mustache)) blocks += 1;
    if (/^\{\{~?\//.test(mustache)) blocks -= 1;
    if (blocks > DEEPEST_BLOCK) return { at: start, message: deepBlocks(DEEPEST_BLOCK) };
    if (deepestCall(mustache) > DEEPEST_CALL) return { at: start, message: deepCalls(DEEPEST_CALL) };
    if (count > MOST_MUSTACHES) return { at: start, message: manyMustaches(MOST_MUSTACHES) };
  }
  return undefined;
}

function deepestCall(mustache: string): number {
  let depth = 0;
  let deepest = 0;
  for (const char of mustache) {
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
