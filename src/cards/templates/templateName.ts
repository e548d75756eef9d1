import { STATUSES, type Status } from '../../approval/status.ts';
import type { CardPurpose } from '../view/cardInput.ts';

/** What a template is for: a status, or another purpose. Its file is `<name>.hbs`. */
export type TemplateName = Lowercase<Status> | Exclude<CardPurpose, 'card'>;

export const TEMPLATE_NAMES: readonly TemplateName[] = [
  ...STATUSES.map((status) => status.toLowerCase() as Lowercase<Status>),
  'notice',
  'reminder',
  'summary',
];

export function isTemplateName(name: string): name is TemplateName {
  return (TEMPLATE_NAMES as readonly string[]).includes(name);
}

/** The template of a card. */
export function templateNameOf(input: {
  readonly purpose: CardPurpose;
  readonly status: Status;
}): TemplateName {
  return input.purpose === 'card' ? (input.status.toLowerCase() as Lowercase<Status>) : input.purpose;
}
