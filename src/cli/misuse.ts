import { OperatorError } from '../base/errors.ts';

/** A command that was called in a way it does not understand: exit code 2. One sentence, with the remedy. */
export class MisuseError extends OperatorError {}
