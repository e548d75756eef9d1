import type { Text } from '../base/language.ts';

/** The result of one check. */
export interface CheckResult {
  /** What was checked, such as `credentials` or `chat:oc_…`: never translated. */
  readonly check: string;
  /** null: unknown. */
  readonly ok: boolean | null;
  readonly message: Text;
  /** What to do about it; absent: nothing. */
  readonly remedy?: Text;
  /** The page on which to do it. */
  readonly link?: string;
  /** Whether it keeps cards from arriving. */
  readonly blocks?: true;
}

/** The mark of a result before its message. Each ✗ keeps cards from arriving; what is marked `!` does not. */
export function markOf({ ok, blocks }: CheckResult): '✓' | '✗' | '!' | '?' {
  if (ok === null) return '?';
  if (ok) return '✓';
  return blocks ? '✗' : '!';
}

/** Something works, or is good to know. */
export function good(check: string, message: Text, hint: Hint = {}): CheckResult {
  return { check, ok: true, message, ...hint };
}

/** Something keeps cards from arriving. */
export function blocking(check: string, message: Text, hint: Hint): CheckResult {
  return { check, ok: false, message, ...hint, blocks: true };
}

/** Something is wrong, though cards arrive. */
export function wrong(check: string, message: Text, hint: Hint): CheckResult {
  return { check, ok: false, message, ...hint };
}

/** Something that cannot be known. */
export function undetermined(check: string, message: Text, hint: Hint = {}): CheckResult {
  return { check, ok: null, message, ...hint };
}

/** What to do, and where. */
export interface Hint {
  readonly remedy?: Text;
  readonly link?: string;
}
