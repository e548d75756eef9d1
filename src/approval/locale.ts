/** The languages of our own fixed words; the texts that people typed stay as they are. */
export type Locale = 'zh-CN' | 'en-US' | 'ja-JP';
