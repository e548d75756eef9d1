import { OperatorError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { FeishuError, whyOf } from '../../feishu/client/error.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import { refusedByFeishu } from '../../words/cliText.ts';

/**
 * Calls Feishu for a command.
 *
 * @param what the subject of the sentence if Feishu refuses
 * @throws OperatorError if Feishu refuses, with the remedy
 */
export async function askFeishu<T>(what: Text, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    if (!(thrown instanceof FeishuError)) throw thrown;
    throw new OperatorError(refusedByFeishu(what, whyOf(thrown), verdictOf(thrown).remedy), {
      cause: thrown,
    });
  }
}
