import type { z } from 'zod';
import { leaf, refuse } from './leaf.ts';
import type { ChatTarget } from './settings.ts';

const EXPECTED = 'a group (oc_…), a person (ou_…) or an e-mail address';
const EMAIL = /^[^\s@<>"'()\\,;:/]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

/** Ids that are easily taken for a chat's (open.feishu.cn/document, "ID descriptions"). */
const OTHER_IDS: readonly (readonly [RegExp, string])[] = [
  [/^om_/, 'is the id of a message'],
  [/^on_/, 'is a union id: write the open id of the person (ou_…)'],
  [/^cli_/, 'is the id of an app'],
  [/^od-/, 'is the id of a department'],
  [
    /^(?:https?:)?\/\//,
    'is a link: write the id of the group, from its settings (群设置) at the very bottom',
  ],
];

/** Where a card goes. */
export const chatTarget: z.ZodType<ChatTarget> = leaf(EXPECTED, (value, scalar) => {
  if (/^oc_[A-Za-z0-9_-]{1,61}$/.test(value)) return { id: value, idType: 'chat_id' };
  if (/^ou_[A-Za-z0-9_-]{1,61}$/.test(value)) return { id: value, idType: 'open_id' };
  if (EMAIL.test(value)) return { id: value, idType: 'email' };
  const [, what] = OTHER_IDS.find(([form]) => form.test(value)) ?? [];
  if (what) return refuse(`must be ${EXPECTED}: ${scalar.quoted} ${what}.`);
  // oc-…, OC_…, 0c_…, co_…, "oc …": the rest is kept.
  const rest = /^(?:[o0]c|co)[^A-Za-z0-9]?([A-Za-z0-9]{2,61})$/i.exec(value)?.[1];
  const hint = rest === undefined ? '.' : `: did you mean "oc_${rest}"?`;
  return refuse(`must be ${EXPECTED}, not ${scalar.quoted}${hint}`);
});
