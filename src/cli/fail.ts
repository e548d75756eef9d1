import { asError, OperatorError } from '../base/errors.ts';
import type { Language, Text } from '../base/language.ts';
import { sayProblem } from '../settings/problem.ts';
import { codeOf, INSUFFICIENT_PRIVILEGE, isAway } from '../store/engine/storeError.ts';
import { MISTAKE, storeAway, storeRefuses } from '../words/cliText.ts';
import { EXIT_FAILED, EXIT_MISUSE } from './exit.ts';
import { InvalidConfiguration } from './invalidConfiguration.ts';
import { MisuseError } from './misuse.ts';

/** Prints a failure and returns the exit code. If a person can fix it, it is one sentence; otherwise it is a bug. */
export function fail(thrown: unknown, language: Language): number {
  const error = asError(thrown);
  if (error instanceof InvalidConfiguration) {
    for (const problem of error.problems) console.error(sayProblem(problem, language));
    return EXIT_MISUSE;
  }
  if (error instanceof OperatorError) {
    complain(error.text, language);
    return error instanceof MisuseError ? EXIT_MISUSE : EXIT_FAILED;
  }
  if (isAway(error)) {
    complain(storeAway(error.message), language);
    return EXIT_FAILED;
  }
  if (codeOf(error) === INSUFFICIENT_PRIVILEGE) {
    complain(storeRefuses(error.message), language);
    return EXIT_FAILED;
  }
  complain(MISTAKE, language);
  console.error(error.stack ?? error.message);
  return EXIT_FAILED;
}

/** Says on standard error what is wrong. */
export function complain(text: Text, language: Language): void {
  console.error(`approval-relay: ${text[language]}`);
}
