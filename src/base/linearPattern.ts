import { createRequire } from 'node:module';
import { asError } from './errors.ts';
import { memo } from './memo.ts';

/** Only this many characters of a text are matched. */
const MOST_MATCHED = 10_000;

/** A regular expression whose search always takes linear time: RE2, without look-around. */
export type LinearPattern = (text: string) => boolean;

/**
 * Compiles a regular expression, in JavaScript's syntax as far as RE2 supports it; it searches anywhere in the text.
 *
 * @throws Error if it is not valid, or needs back references or look-around
 */
export const linearPattern: (pattern: string) => LinearPattern = memo(
  1_000,
  (pattern: string) => pattern,
  (pattern: string): LinearPattern => {
    const compiled = compile(pattern);
    return (text) => compiled.test(text.slice(0, MOST_MATCHED));
  },
);

function compile(pattern: string): { test(text: string): boolean } {
  // Only loaded if a configuration has a pattern.
  const { RE2JS } = createRequire(import.meta.url)('re2js') as typeof import('re2js');
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch (thrown) {
    throw new Error(asError(thrown).message.replace(/^error parsing regexp: /, ''), { cause: thrown });
  }
}
