import { distance } from 'fastest-levenshtein';
import type { Text } from '../base/language.ts';
import { meant } from '../words/valueText.ts';

/** Case, hyphens and underscores are the most common mistakes: `chat_id`, `Statuses`, `overtime-close`. */
function comparable(word: string): string {
  return word.toLowerCase().replace(/[\s_-]/g, '');
}

/**
 * The known word that was probably meant; undefined if none is near.
 *
 * @param most how many letters may differ; by default a third of them, and a part of a word is enough
 */
export function nearest(word: string, known: readonly string[], most?: number): string | undefined {
  const wanted = comparable(word);
  if (wanted === '' || wanted.length > 64) return undefined;
  const allowed = most ?? Math.ceil(wanted.length / 3);
  const ranked = known
    .map((candidate) => ({ candidate, away: distance(wanted, comparable(candidate)) }))
    .sort((a, b) => a.away - b.away);
  const best = ranked[0];
  if (best && best.away <= allowed && best.away < comparable(best.candidate).length) return best.candidate;
  if (most !== undefined) return undefined;
  // `zh` for `zh-CN`, `secret` for `appSecret`, `larksuite` for `lark`.
  return known.find((candidate) => {
    const whole = comparable(candidate);
    if (wanted.length < 4) return wanted.length > 1 && whole.startsWith(wanted);
    return whole.includes(wanted) || (whole.length >= 4 && wanted.includes(whole));
  });
}

/** `: did you mean "x"?`; undefined if nothing is near. */
export function didYouMean(word: string, known: readonly string[]): Text | undefined {
  const near = nearest(word, known);
  return near === undefined ? undefined : meant(`"${near}"`);
}
