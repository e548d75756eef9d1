import type { Language } from '../base/language.ts';
import { readEnvironment } from './environment.ts';
import type { Environment } from './interpolate.ts';

/**
 * The language of texts for the people who run the program: `--lang`, else RELAY_LANG, else LANG. Everything that is
 * not Chinese is English.
 *
 * @param option the value of `--lang`: `zh`, `en`, or longer, such as `zh-CN`
 */
export function chooseLanguage(
  option: string | undefined,
  env: Environment = readEnvironment(process.cwd()).env,
): Language {
  const named = option || env.RELAY_LANG || env.LANG || '';
  return /^zh\b|^zh_/i.test(named) ? 'zh' : 'en';
}
