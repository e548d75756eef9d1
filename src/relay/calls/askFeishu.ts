import { OperatorError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { FeishuError, whyOf } from '../../feishu/client/error.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import { refusedByFeishu } from '../../words/cliText.ts';

const NONE: ReadonlyMap<Text, Text> = new Map();

/**
 * Calls Feishu for a command.
 *
 * @param what the subject of the sentence if Feishu refuses
 * @param insteadOf remedies that another text replaces here
 * @throws OperatorError if Feishu refuses, with the remedy
 */
export async function askFeishu<T>(
  what: Text,
  ask: () => Promise<T>,
  insteadOf: ReadonlyMap<Text, Text> = NONE,
): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    if (!(thrown instanceof FeishuError)) throw thrown;
    const { remedy } = verdictOf(thrown);
    const said = refusedByFeishu(what, whyOf(thrown), insteadOf.get(remedy) ?? remedy);
    throw new OperatorError(said, { cause: thrown });
  }
}
