import type { Language } from '../base/language.ts';
import { readEnvironment } from './environment.ts';
import type { Environment } from './interpolate.ts';

/**
 * The language in which the program speaks to whoever runs it: `--lang`, else RELAY_LANG, else the environment's LANG.
 * Whatever is not Chinese is English.
 *
 * @param option what stands behind `--lang`: `zh`, `en`, or longer, as in `zh-CN`
 */
export function chooseLanguage(
  option: string | undefined,
  env: Environment = readEnvironment(process.cwd()).env,
): Language {
  const named = option || env.RELAY_LANG || env.LANG || '';
  return /^zh\b|^zh_/i.test(named) ? 'zh' : 'en';
}
