/** The languages of our own fixed words; the texts that people typed stay as they are. */
export const LOCALES = ['zh-CN', 'en-US', 'ja-JP'] as const;

export type Locale = (typeof LOCALES)[number];

export function isLocale(text: string): text is Locale {
  return (LOCALES as readonly string[]).includes(text);
}
