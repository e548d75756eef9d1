/**
 * A failure that a person running the program can mend: its message is one whole sentence that says what is
 * wrong, where, and what to do. It is printed as it stands, without a stack trace.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}

/** Whatever was thrown, as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
