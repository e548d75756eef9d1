import { asIs, type Text } from './language.ts';

/**
 * A failure that a person running the program can mend: it is one whole sentence that says what is wrong, where, and
 * what to do. It is printed as it stands, without a stack trace.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
  /** The sentence in both languages. `message` is the English one. */
  readonly text: Text;

  constructor(text: Text | string, options?: ErrorOptions) {
    const both = typeof text === 'string' ? asIs(text) : text;
    super(both.en, options);
    this.text = both;
  }
}

/** Whatever was thrown, as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
