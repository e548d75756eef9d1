import type { z } from 'zod';
import { chatTarget } from './chatTarget.ts';
import { mention } from './mention.ts';
import type { ReminderSettings } from './settings.ts';
import { listOf, orFalse, section } from './shape.ts';
import { hours, schedule, span } from './times.ts';
import { choice, wholeNumber, yesOrNo } from './words.ts';

const DAY_MS = 86_400_000;

/** What `reminders: {}` means. */
export const REMINDER_DEFAULTS: ReminderSettings = {
  schedule: '*/10 * * * *',
  after: { amount: 1, unit: 'd', ms: DAY_MS },
  every: { amount: 1, unit: 'd', ms: DAY_MS },
  max: 3,
  mention: ['approvers'],
  calendar: 'china',
  hours: { startMinute: 9 * 60, endMinute: 18 * 60 },
  as: 'cards',
  perChatPerDay: 20,
  escalate: [],
};

export const escalationSection = section({
  after: span,
  chat: chatTarget,
  mention: mention.default([]),
  urgent: yesOrNo.default(false),
});

export const digestSection = section({
  schedule: schedule.default('0 9 * * 1-5'),
  chat: chatTarget,
  min: wholeNumber(1).default(1),
});

/** One layer of reminders: what is not written is taken from the layer below. */
export const reminderSection = section({
  schedule: schedule.optional(),
  after: span.optional(),
  every: span.optional(),
  max: wholeNumber(0).optional(),
  mention: mention.optional(),
  calendar: choice(['china', 'weekdays', 'always']).optional(),
  hours: hours.optional(),
  as: choice(['cards', 'digest']).optional(),
  perChatPerDay: wholeNumber(1).optional(),
  escalate: listOf(escalationSection).optional(),
  digest: orFalse(digestSection).optional(),
});

export type ReminderLayer = z.output<typeof reminderSection> | false;

/** `reminders` on any level: keys, or `false`. */
export const reminderLayer: z.ZodType<ReminderLayer> = orFalse(reminderSection);

/**
 * Lays reminders over each other, key by key, the lowest first. `false` switches them off, and a layer above it that
 * writes any mapping switches them on again. undefined: no reminders.
 */
export function mergeReminders(layers: readonly (ReminderLayer | undefined)[]): ReminderSettings | undefined {
  let isOn = false;
  const merged: Record<string, unknown> = { ...REMINDER_DEFAULTS };
  for (const one of layers) {
    if (one === undefined) continue;
    isOn = one !== false;
    if (one === false) continue;
    for (const [key, value] of Object.entries(one)) if (value !== undefined) merged[key] = value;
  }
  if (merged.digest === false) delete merged.digest;
  return isOn ? (merged as unknown as ReminderSettings) : undefined;
}
