/** The languages in which the story can be played: its people, groups, forms and comments. */
export const STORY_LANGUAGES = ['zh', 'en'] as const;

export type StoryLanguage = (typeof STORY_LANGUAGES)[number];

/** Picks the text of one language: `say('请假', 'Leave')`. */
export type Say = (zh: string, en: string) => string;

export function sayIn(language: StoryLanguage): Say {
  return (zh, en) => (language === 'en' ? en : zh);
}
