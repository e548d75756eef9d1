import type { StoryLanguage } from '../story/storyLanguage.ts';
import type { DemoDelivery } from './pageOptions.ts';
import type { Words } from './pageWords.ts';

/** What kind of message a delivery is. */
export function kindName(kind: string, words: Words): string {
  const known: { readonly [kind: string]: string } = {
    card: words.kindCard,
    update: words.kindUpdate,
    notice: words.kindNotice,
    reminder: words.kindReminder,
    summary: words.kindSummary,
    buzz: words.kindBuzz,
    welcome: words.kindWelcome,
    hook: words.kindHook,
    answer: words.kindAnswer,
    operators: words.kindOperators,
  };
  return known[kind] ?? kind;
}

/** How a delivery ended, with the bot's reason if that says more. */
export function resultName(delivery: DemoDelivery, words: Words): string {
  const { result, reason } = delivery;
  switch (result) {
    case 'sent':
      return words.sent;
    case 'retry':
      // A new card follows at once.
      return reason === 'card-gone' ? words.cardGone : words.retrying;
    case 'suppressed':
      return reason === 'superseded' ? words.superseded : words.suppressed;
    case 'parked':
      return [words.parked, reasonName(delivery, words)].filter(Boolean).join(' · ');
  }
}

/** Why a delivery is parked. */
export function reasonName({ reason }: DemoDelivery, words: Words): string {
  const known: { readonly [reason: string]: string } = {
    'chat-closed': words.chatClosed,
    'outcome-unknown': words.outcomeUnknown,
    'card-gone': words.cardGone,
    refused: words.refused,
    'gave-up': words.gaveUp,
  };
  return known[reason] ?? reason;
}

interface RemedyView {
  readonly words: Words;
  readonly language: StoryLanguage;
}

/** What to do about a parked delivery, in the visitor's language. */
export function remedyFor({ reason, remedy }: DemoDelivery, { words, language }: RemedyView): string {
  if (reason === 'chat-closed') return words.chatClosedRemedy;
  if (reason === 'outcome-unknown') return words.outcomeUnknownRemedy;
  return remedy?.[language] ?? '';
}
