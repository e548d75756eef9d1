import { asIs, type Text } from '../base/language.ts';
import { DELIVER_REMEDIES } from './deliverText.ts';
import { STORED_HOOK_REMEDIES } from './hookText.ts';
import { NETWORK_LATER, NETWORK_REMEDIES } from './networkText.ts';
import { REMEDIES } from './remedyText.ts';

/** Remedies are stored in English; this finds both languages by the English text. */
const STORED = new Map<string, Text>(
  [
    ...Object.values(REMEDIES),
    ...Object.values(NETWORK_REMEDIES),
    NETWORK_LATER,
    ...Object.values(DELIVER_REMEDIES),
    ...STORED_HOOK_REMEDIES,
  ].map((text) => [text.en, text]),
);

/** A stored remedy in both languages; an unknown one stays English. */
export function storedText(english: string): Text {
  return knownText(english) ?? asIs(english);
}

/** A stored remedy in both languages; undefined: an unknown one. */
export function knownText(english: string): Text | undefined {
  return STORED.get(english);
}
