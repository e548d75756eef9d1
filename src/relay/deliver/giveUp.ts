import { type Delivery, isReminding } from '../../approval/delivery.ts';
import type { Text } from '../../base/language.ts';
import { DELIVER_REMEDIES } from '../../words/deliverText.ts';

/** How a delivery ends that may have arrived: see ending.ts. */
type GivenUp =
  | { readonly do: 'park'; readonly reason: string; readonly remedy: Text }
  | { readonly do: 'assume' };

const OUTCOME_UNKNOWN: GivenUp = {
  do: 'park',
  reason: 'outcome-unknown: nobody knows whether the card arrived.',
  remedy: DELIVER_REMEDIES.outcomeUnknown,
};

/**
 * For an unknown outcome that must not be repeated, since its key has expired or its chat was closed. Reminding twice is
 * worse than not at all.
 */
export function giveUp(delivery: Delivery): GivenUp {
  const rings = delivery.kind === 'buzz' || isReminding(delivery);
  return rings ? { do: 'assume' } : OUTCOME_UNKNOWN;
}
