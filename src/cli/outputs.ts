import type { Language } from '../base/language.ts';
import { cannotPrint } from '../words/cliText.ts';
import { EXIT_FAILED } from './exit.ts';
import { complain } from './fail.ts';

/**
 * A broken standard output or standard error does not end the process: the command continues, and its exit code says
 * what it found.
 */
export function surviveOutputs(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/**
 * Ends the process once all output is written. A reader that has gone away, such as `head`, is not a failure. Anything
 * else, such as a full disk, is one: output is missing.
 */
export function endWhenPrinted(language: Language): void {
  const { stdout } = process;
  const end = (error: NodeJS.ErrnoException | null | undefined): void => {
    if (error && error.code !== 'EPIPE') {
      complain(cannotPrint(error.message), language);
      process.exitCode ||= EXIT_FAILED;
    }
    process.exit();
  };
  if (stdout.writableLength === 0) end(stdout.errored);
  else stdout.write('', end);
}
