/** The languages of our own fixed words; texts that people typed are not translated. */
export const LOCALES = ['zh-CN', 'en-US', 'ja-JP'] as const;

export type Locale = (typeof LOCALES)[number];

export function isLocale(text: string): text is Locale {
  return (LOCALES as readonly string[]).includes(text);
}
