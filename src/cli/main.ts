#!/usr/bin/env node
import { sayIn } from '../base/language.ts';
import { chooseLanguage } from '../settings/language.ts';
import { BAD_LANGUAGE } from '../words/helpText.ts';
import { EXIT_FAILED, EXIT_MISUSE, EXIT_OK } from './exit.ts';
import { fail } from './fail.ts';
import { endWhenPrinted, surviveOutputs } from './outputs.ts';
import { createProgram, isUsageError, namedLanguage } from './program.ts';

surviveOutputs();
const named = namedLanguage(process.argv);
const language = chooseLanguage(named);
try {
  if (named !== undefined && !/^(zh|en)\b/i.test(named)) {
    console.error(`approval-relay: ${sayIn(language)(BAD_LANGUAGE(named))}`);
    process.exitCode = EXIT_MISUSE;
  } else {
    await createProgram(language).parseAsync();
  }
} catch (error) {
  if (isUsageError(error)) process.exitCode = error.exitCode === 0 ? EXIT_OK : EXIT_MISUSE;
  else process.exitCode = fail(error, EXIT_FAILED, language);
}
// What still holds the process open (a kept-alive connection, a request that hangs) is not worth waiting for.
endWhenPrinted(language);
