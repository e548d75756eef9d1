import { type Language, sayIn } from '../base/language.ts';
import { chooseLanguage } from '../settings/language.ts';
import { BAD_LANGUAGE } from '../words/helpText.ts';
import { EXIT_MISUSE, EXIT_OK } from './exit.ts';
import { fail } from './fail.ts';
import { createProgram, isUsageError, namedLanguage } from './program.ts';

/**
 * Runs the command of the command line, and sets the exit code of the process, which continues.
 *
 * @param argv as in Node.js: the arguments begin at the third
 * @returns the language of its output
 */
export async function runCommandLine(argv: readonly string[]): Promise<Language> {
  const named = namedLanguage(argv);
  const language = chooseLanguage(named);
  try {
    if (named !== undefined && !/^(zh|en)\b/i.test(named)) {
      console.error(`approval-relay: ${sayIn(language)(BAD_LANGUAGE(named))}`);
      process.exitCode = EXIT_MISUSE;
    } else {
      await createProgram(language).parseAsync(argv);
    }
  } catch (error) {
    if (isUsageError(error)) process.exitCode = error.exitCode === 0 ? EXIT_OK : EXIT_MISUSE;
    else process.exitCode = fail(error, language);
  }
  return language;
}
