/** The languages of what the program says to the people who run it. Log messages stay English. */
export type Language = 'en' | 'zh';

/** What the program says to the people who run it, in both languages: neither can be forgotten. */
export type Text = Readonly<Record<Language, string>>;

/** Says a text in the language that was chosen. */
export type Say = (text: Text) => string;

export function sayIn(language: Language): Say {
  return (text) => text[language];
}

/** Whether a value is a text in both languages. */
export function isText(value: unknown): value is Text {
  if (typeof value !== 'object' || value === null) return false;
  const { en, zh } = value as { readonly en?: unknown; readonly zh?: unknown };
  return typeof en === 'string' && typeof zh === 'string';
}

/** What has no words: an id, a number, somebody else's text. */
export function asIs(text: string): Text {
  return { en: text, zh: text };
}

/** Texts one behind the other. What is a plain string is alike in both languages. */
export function joined(...parts: readonly (Text | string)[]): Text {
  const inOne = (language: Language): string =>
    parts.map((part) => (typeof part === 'string' ? part : part[language])).join('');
  return { en: inOne('en'), zh: inOne('zh') };
}

/** Chinese stands directly behind Chinese; a word of Latin letters, a digit or a quotation mark has a space before it. */
export function spaced(text: string): string {
  return /^[!-~]/.test(text) ? ` ${text}` : text;
}
