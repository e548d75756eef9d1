import type { WidgetDefinition } from '../../approval/field.ts';
import type { Locale } from '../../approval/locale.ts';
import type { Status } from '../../approval/status.ts';
import type { CardInput } from '../view/cardInput.ts';
import { readSampleApproval } from './sampleApprovals.ts';
import { cardsOfSample } from './sampleCards.ts';

/** The purchase that comes with the package, in a status: just submitted, or with `isForward` at a later step. */
export function purchaseSample(
  status: Status,
  isForward: boolean,
  locale: Locale,
): { readonly definitions: readonly WidgetDefinition[]; readonly input: CardInput } {
  const sample = readSampleApproval('purchase', locale);
  const name = status === 'PENDING' ? (isForward ? 'forward' : 'submitted') : status;
  const card = cardsOfSample(sample).find((one) => one.name === name);
  if (!card) throw new Error(`there is no sample for ${status}`);
  return { definitions: sample.definitions, input: { ...card.input, rings: true } };
}
