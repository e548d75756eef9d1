import { OperatorError } from '../base/errors.ts';

/** A command was called in a wrong way: exit code 2. One sentence, with the remedy. */
export class MisuseError extends OperatorError {}
