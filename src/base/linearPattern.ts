import { createRequire } from 'node:module';
import { asError } from './errors.ts';
import { memo } from './memo.ts';

/** No more of a text is looked at: what stands behind it decides nothing. */
const MOST_MATCHED = 10_000;

/** A regular expression whose search takes time in proportion to the text, whatever both are: RE2, without look-around. */
export type LinearPattern = (text: string) => boolean;

/**
 * Compiles a regular expression, in the spelling of JavaScript as far as RE2 has it; it searches anywhere in the text.
 *
 * @throws Error for what is none, or needs back references or look-around
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
  // Loaded where a configuration has a pattern.
  const { RE2JS } = createRequire(import.meta.url)('re2js') as typeof import('re2js');
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch (thrown) {
    throw new Error(asError(thrown).message.replace(/^error parsing regexp: /, ''), { cause: thrown });
  }
}
