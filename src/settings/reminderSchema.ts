import type { z } from 'zod';
import { chatTarget, mention } from './chatTarget.ts';
import { DIGEST_DEFAULTS, ESCALATION_DEFAULTS, REMINDER_DEFAULTS } from './defaults.ts';
import { choice, listOf, orFalse, section, wholeNumber, yesOrNo } from './leaf.ts';
import type { ReminderSettings } from './settings.ts';
import { hours, schedule, span } from './times.ts';

/** A step of `escalate`. */
export const escalation = section({ mention, urgent: yesOrNo }, { after: span, chat: chatTarget });

/** The overview. */
export const digest = section({ schedule, min: wholeNumber(1), weekly: yesOrNo }, { chat: chatTarget });

/** The keys of `reminders`, on any level. */
export const reminders = section({
  schedule,
  after: span,
  every: span,
  max: wholeNumber(0),
  mention,
  calendar: choice(['china', 'weekdays', 'always']),
  hours,
  as: choice(['cards', 'digest']),
  perChatPerDay: wholeNumber(1),
  escalate: listOf(escalation.transform((step) => ({ ...ESCALATION_DEFAULTS, ...step }))),
  digest: orFalse(digest.transform((one) => ({ ...DIGEST_DEFAULTS, ...one }))),
});

/** `reminders` on any level: its keys, or `false`. */
export const reminderLayer = orFalse(reminders);
/** The settings of one level; missing keys come from the level below. */
export type ReminderLayer = z.output<typeof reminderLayer>;

/**
 * Merges reminders key by key, the lowest layer first. `false` switches them off, and a mapping in a layer above
 * switches them on again. undefined: no reminders.
 */
export function mergeReminders(layers: readonly (ReminderLayer | undefined)[]): ReminderSettings | undefined {
  const written = layers.filter((layer) => layer !== undefined);
  if (!written.at(-1)) return undefined;
  const merged: Mergeable = Object.assign({}, REMINDER_DEFAULTS, ...written);
  const { digest: overview, ...rest } = merged;
  return overview ? { ...rest, digest: overview } : rest;
}

type Mergeable = Omit<ReminderSettings, 'digest'> & Pick<z.output<typeof reminders>, 'digest'>;
