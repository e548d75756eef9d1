import { asIs, type Text } from './language.ts';

/** A failure with a text in both languages. `message` is the English one. */
export class TextError extends Error {
  readonly text: Text;

  constructor(text: Text, options?: ErrorOptions) {
    super(text.en, options);
    this.text = text;
  }
}

/**
 * A failure that the person who runs the program can fix: a whole sentence that says what is wrong, where, and what to
 * do. It is printed as it is, without a stack trace.
 */
export class OperatorError extends TextError {
  override readonly name = 'OperatorError';

  constructor(text: Text | string, options?: ErrorOptions) {
    super(typeof text === 'string' ? asIs(text) : text, options);
  }
}

/** The text of a thrown error, in both languages if it has them; `otherwise` if it is not an error. */
export function textOfError(thrown: unknown, otherwise: Text): Text {
  if (thrown instanceof TextError) return thrown.text;
  return thrown instanceof Error ? asIs(thrown.message) : otherwise;
}

/** Whatever was thrown, as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
