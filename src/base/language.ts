/** The languages of texts for the people who run the program. Log messages are in English only. */
export type Language = 'en' | 'zh';

/** A text for the people who run the program. Both languages are required. */
export type Text = Readonly<Record<Language, string>>;

/** Gives a text in the chosen language. */
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

/** A text that is the same in both languages: an id, a number, somebody else's words. */
export function asIs(text: string): Text {
  return { en: text, zh: text };
}

/** Concatenates texts. A plain string is the same in both languages. */
export function joined(...parts: readonly (Text | string)[]): Text {
  const inOne = (language: Language): string =>
    parts.map((part) => (typeof part === 'string' ? part : part[language])).join('');
  return { en: inOne('en'), zh: inOne('zh') };
}

/** Chinese follows Chinese directly; a Latin word, a digit or a quotation mark has a space before it. */
export function spaced(text: string): string {
  return /^[!-~]/.test(text) ? ` ${text}` : text;
}
