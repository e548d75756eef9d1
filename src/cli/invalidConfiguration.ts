import { OperatorError } from '../base/errors.ts';
import { type Problem, problemsText } from '../settings/problem.ts';

/** The configuration has errors: they are printed, each with its place. */
export class InvalidConfiguration extends OperatorError {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problemsText(problems, '\n'));
    this.problems = problems.filter(({ severity }) => severity === 'error');
  }
}
