/** The languages in which the story can be played: its people, groups, forms and comments. */
export const STORY_LANGUAGES = ['zh', 'en'] as const;

export type StoryLanguage = (typeof STORY_LANGUAGES)[number];

/** Picks the text of one language: `say('请假', 'Leave')`. */
export type StoryText = (zh: string, en: string) => string;

export function storyTextIn(language: StoryLanguage): StoryText {
  return (zh, en) => (language === 'en' ? en : zh);
}
