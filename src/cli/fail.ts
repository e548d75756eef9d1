import { asError, OperatorError } from '../base/errors.ts';

/** Prints a failure and returns the exit code. What a person can mend is one sentence; the rest is a mistake of ours. */
export function fail(thrown: unknown, exitCode: number): number {
  const error = asError(thrown);
  if (error instanceof OperatorError) {
    console.error(`approval-relay: ${error.message}`);
  } else {
    console.error('approval-relay: this is a mistake in the program; please report it with the lines below.');
    console.error(error.stack ?? error.message);
  }
  return exitCode;
}
