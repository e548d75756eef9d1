import type { Warning, WarningText } from '../../approval/warning.ts';
import type { Language } from '../../base/language.ts';
import { ENGLISH } from './warningTextEn.ts';
import { CHINESE } from './warningTextZh.ts';

/** The sentence and the remedy of a warning, for the log, `/readyz` and the operators' cards. */
export function warningText(warning: Warning, language: Language = 'en'): WarningText {
  const catalogue = language === 'zh' ? CHINESE : ENGLISH;
  const text = catalogue[warning.code] as (ids: Warning['ids']) => WarningText;
  return text(warning.ids);
}
