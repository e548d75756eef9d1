import type { Text } from '../../base/language.ts';

/** An error in a template that must be fixed before it can be used. */
export interface TemplateProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** A sentence: what is wrong, and what was probably meant. */
  readonly message: Text;
}
