import type { StoryLanguage } from '../story/storyLanguage.ts';
import { PAGE_WORDS_EN } from './wordsEn.ts';
import { PAGE_WORDS_ZH, type PageWords } from './wordsZh.ts';

export type { PageWords as Words };

export function wordsIn(language: StoryLanguage): PageWords {
  return language === 'en' ? PAGE_WORDS_EN : PAGE_WORDS_ZH;
}

/** A word with its gaps filled: `{n}`. */
export function fill(word: string, values: { readonly [gap: string]: string | number }): string {
  return word.replace(/\{(\w+)\}/g, (_, gap: string) => String(values[gap] ?? ''));
}
