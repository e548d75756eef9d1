import { isPlaceholder, leaf, listOf, unlike, WRITTEN } from './leaf.ts';
import { didYouMean } from './nearest.ts';
import type { ChatTarget } from './settings.ts';

const EXPECTED = 'a group (oc_…), a person (ou_…) or an e-mail address';
const EMAIL = /^[^\s@<>"'()\\,;:/]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

/** What is easily taken for the id of a chat or a person (open.feishu.cn/document, "ID descriptions"). */
const OTHER_IDS: readonly (readonly [form: RegExp, what: string])[] = [
  [/^om_/, 'is the id of a message'],
  [/^on_/, 'is a union id: write the open id of the person (ou_…)'],
  [/^cli_/, 'is the id of an app'],
  [/^od-/, 'is the id of a department'],
  [/^[0-9a-f]{32}$/i, 'lacks its beginning: oc_ for a group, ou_ for a person'],
  [/^\d+$/, 'is a number: write the id of the group (oc_…), from its settings (群设置) at the very bottom'],
  [/^(?:\w+:)?\/\//, 'is a link: write the id of the group, from its settings (群设置) at the very bottom'],
];

const otherId = (value: string): string | undefined =>
  isPlaceholder(value) ? 'is still a placeholder' : OTHER_IDS.find(([form]) => form.test(value))?.[1];

/** Where a card goes. */
export const chatTarget = leaf(EXPECTED, (value, refuse): ChatTarget | undefined => {
  const what = otherId(value);
  if (what) return refuse(`must be ${EXPECTED}: ${WRITTEN} ${what}.`);
  if (/^oc_[A-Za-z0-9_-]{1,61}$/.test(value)) return { id: value, idType: 'chat_id' };
  if (/^ou_[A-Za-z0-9_-]{1,61}$/.test(value)) return { id: value, idType: 'open_id' };
  if (EMAIL.test(value)) return { id: value, idType: 'email' };
  // oc-…, OC_…, 0c_…, co_…, "oc …", ou-…: the rest is kept.
  const [, rest] = /^(?:[o0]c[^a-z0-9]?|co[^a-z0-9])([a-z0-9]{2,61})$/i.exec(value) ?? [];
  const [, person] = /^[o0]u[^a-z0-9]([a-z0-9]{2,61})$/i.exec(value) ?? [];
  const meant = rest ? `oc_${rest}` : person && `ou_${person}`;
  return meant ? refuse(unlike(EXPECTED, `: did you mean "${meant}"?`)) : undefined;
});

const PEOPLE = 'approvers, applicant, the open id of a person (ou_…), or none';

const mentioned = leaf(PEOPLE, (value, refuse) => {
  if (value === 'none' || value === 'approvers' || value === 'applicant') return value;
  const what = otherId(value);
  if (what) return refuse(`must be ${PEOPLE}: ${WRITTEN} ${what}.`);
  if (/^ou_[A-Za-z0-9_-]{1,61}$/.test(value)) return value;
  if (/^@?(all|everyone|所有人)$/i.test(value)) {
    return refuse(`cannot be ${WRITTEN}: ringing everybody for an approval is not offered.`);
  }
  return refuse(unlike(PEOPLE, didYouMean(value, ['approvers', 'applicant', 'none']) || '.'));
});

/** Who is mentioned: `none`, or one or a list of the others. Empty: nobody. */
export const mention = listOf(mentioned).transform((names, ctx): readonly string[] => {
  if (names.includes('none') && names.length > 1) {
    ctx.addIssue({ code: 'custom', message: 'holds "none" beside others: keep one of them.' });
  }
  return [...new Set(names)].filter((name) => name !== 'none');
});
