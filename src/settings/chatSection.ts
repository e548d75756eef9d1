import type { z } from 'zod';
import { STATUSES, type Status } from '../approval/status.ts';
import { chatTarget } from './chatTarget.ts';
import { conditions } from './conditions.ts';
import { addIssue } from './leaf.ts';
import { mention } from './mention.ts';
import { reminderLayer } from './reminders.ts';
import type { Locale } from './settings.ts';
import { either, listOf, section } from './shape.ts';
import { hours } from './times.ts';
import { Scalar } from './tree.ts';
import { choice, folderName, text } from './words.ts';

export const locale = choice(['zh-CN', 'en-US', 'ja-JP'] satisfies Locale[]);

const statuses = listOf(choice(STATUSES), 1).transform((listed, ctx): readonly Status[] => {
  const twice = listed.find((status, i) => listed.indexOf(status) !== i);
  if (twice !== undefined) addIssue(ctx, `lists ${twice} twice: remove one of them.`);
  return listed;
});

const widget = text('the name or id of a widget');

export const fieldsSection = section({
  only: listOf(widget, 1).optional(),
  hide: listOf(widget).default([]),
  mask: listOf(widget).default([]),
  show: listOf(widget).default([]),
});

const fields = fieldsSection.transform(({ only, ...rest }, ctx) => {
  if (only && rest.hide.length > 0) addIssue(ctx, 'has both "only" and "hide": keep one of them.');
  return only === undefined ? rest : { ...rest, only };
});

/** What may be written for a chat, and under `defaults` for every chat. */
const shape = {
  statuses: statuses.optional(),
  when: conditions.optional(),
  mode: choice(['live', 'post']).optional(),
  notice: choice(['final', 'all', 'none']).optional(),
  template: folderName.optional(),
  locale: locale.optional(),
  mention: mention.optional(),
  fields: fields.optional(),
  hours: hours.optional(),
  reminders: reminderLayer.optional(),
};

export const chatDefaults = section(shape);
export type ChatDefaults = z.output<typeof chatDefaults>;

export const chatSection = section({ chat: chatTarget, ...shape });

/** A chat entry: an id alone, or a mapping. */
export const chatEntry = either(
  (value) => value instanceof Scalar || value === undefined,
  chatTarget.transform((chat) => ({ chat }) as { chat: typeof chat } & ChatDefaults),
  chatSection,
);
export type WrittenChat = z.output<typeof chatEntry>;
