import type { Text } from '../base/language.ts';

/** What was found out about one thing. */
export interface Finding {
  /** What was looked at, as `credentials` or `chat:oc_…`: never translated. */
  readonly check: string;
  /** null: it cannot be known. */
  readonly ok: boolean | null;
  readonly message: Text;
  /** What to do about it; absent: nothing. */
  readonly remedy?: Text;
  /** The page on which to do it. */
  readonly link?: string;
  /** Whether it keeps cards from arriving. */
  readonly blocks?: true;
}

/** Something to be glad about, or at least to know. */
export function good(check: string, message: Text, hint: Hint = {}): Finding {
  return { check, ok: true, message, ...hint };
}

/** Something keeps cards from arriving. */
export function blocking(check: string, message: Text, hint: Hint): Finding {
  return { check, ok: false, message, ...hint, blocks: true };
}

/** Something is wrong, though cards arrive. */
export function wrong(check: string, message: Text, hint: Hint): Finding {
  return { check, ok: false, message, ...hint };
}

/** What nobody here can know. */
export function unknown(check: string, message: Text, hint: Hint = {}): Finding {
  return { check, ok: null, message, ...hint };
}

/** What to do, and where. */
export interface Hint {
  readonly remedy?: Text;
  readonly link?: string;
}
