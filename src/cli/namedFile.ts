import { OperatorError } from '../base/errors.ts';
import { joined } from '../base/language.ts';
import { readSourceText } from '../settings/sourceText.ts';

/**
 * The text of a file that a person named; undefined: there is none.
 *
 * @param named how an error names it
 * @throws OperatorError if it is no text, or larger than any such file
 */
export function readNamedFile(file: string, named = file): string | undefined {
  const source = readSourceText(file);
  if ('text' in source) return source.text;
  if (source.isAbsent) return undefined;
  throw new OperatorError(joined(named, ' ', source.fault));
}
