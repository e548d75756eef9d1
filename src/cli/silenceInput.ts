import { OperatorError } from '../base/errors.ts';
import { type SilenceAdding, type SilenceWords, silenceOrderOf } from '../relay/remind/parseSilence.ts';
import type { Settings } from '../settings/settings.ts';
import { SILENCE_COMMAND_FAULTS } from '../words/silenceText.ts';
import { MisuseError } from './misuse.ts';

/** The input of `silence add`. @throws MisuseError if something is missing, wrong, or in the past */
export function silenceAsked(words: SilenceWords, settings: Settings, now: number): SilenceAdding {
  try {
    return silenceOrderOf(words, settings, now, SILENCE_COMMAND_FAULTS);
  } catch (thrown) {
    if (thrown instanceof OperatorError) throw new MisuseError(thrown.text);
    throw thrown;
  }
}
