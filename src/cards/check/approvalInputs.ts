import { LOCALES, type Locale } from '../../approval/locale.ts';
import type { Text } from '../../base/language.ts';
import { sampleOf } from '../../words/templateText.ts';
import type { TemplateName } from '../templates/templateName.ts';
import type { CardInput } from '../view/cardInput.ts';
import { readSampleApproval, SAMPLE_APPROVALS } from './sampleApprovals.ts';
import { cardsOfMany, cardsOfSample, type SampleCard } from './sampleCards.ts';

/** What a template is to be tried with. */
export interface ApprovalInput {
  /** The card, the sample and the language, such as `forward of purchase in zh-CN`. */
  readonly about: Text;
  readonly input: CardInput;
}

/**
 * Inputs for testing templates thoroughly: every sample approval of the package, in every language. Making and testing
 * them takes a second or two, so it is for `validate`, not for a start.
 */
export function approvalInputs(): ReadonlyMap<TemplateName, readonly ApprovalInput[]> {
  const inputs = new Map<TemplateName, ApprovalInput[]>();
  for (const locale of LOCALES) {
    for (const [card, about] of cardsIn(locale)) {
      const known = inputs.get(card.template) ?? [];
      known.push({ about, input: card.input });
      inputs.set(card.template, known);
    }
  }
  return inputs;
}

function cardsIn(locale: Locale): [card: SampleCard, about: Text][] {
  const many = cardsOfMany(locale).map((card): [SampleCard, Text] => [
    card,
    sampleOf(card.name, undefined, locale),
  ]);
  const single = SAMPLE_APPROVALS.flatMap((name) =>
    cardsOfSample(readSampleApproval(name, locale)).map((card): [SampleCard, Text] => [
      card,
      sampleOf(card.name, name, locale),
    ]),
  );
  return [...single, ...many];
}
