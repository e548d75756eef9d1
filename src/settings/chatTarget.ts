import { OPEN_ID } from '../approval/idPattern.ts';
import type { Text } from '../base/language.ts';
import { NONE_AND_OTHERS, NOT_EVERYBODY, OTHER_IDS, PEOPLE, TARGET } from '../words/targetText.ts';
import { meant as didMean, otherThing, unlike } from '../words/valueText.ts';
import { issueText } from './issueText.ts';
import { isPlaceholder, leaf, listOf } from './leaf.ts';
import { didYouMean } from './nearest.ts';
import type { ChatTarget } from './settings.ts';

const EMAIL = /^[^\s@<>"'()\\,;:/]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

/** What is easily mistaken for the id of a chat or a person (open.feishu.cn/document, "ID descriptions"). */
const FORMS: readonly (readonly [form: RegExp, what: Text])[] = [
  [/^om_/, OTHER_IDS.message],
  [/^on_/, OTHER_IDS.union],
  [/^cli_/, OTHER_IDS.app],
  [/^od-/, OTHER_IDS.department],
  [/^[0-9a-f]{32}$/i, OTHER_IDS.headless],
  [/^\d+$/, OTHER_IDS.number],
  [/^(?:\w+:)?\/\//, OTHER_IDS.link],
];

const otherId = (value: string): Text | undefined =>
  isPlaceholder(value) ? OTHER_IDS.placeholder : FORMS.find(([form]) => form.test(value))?.[1];

/** The target of a card. */
export const chatTarget = leaf(TARGET, (value, refuse): ChatTarget | undefined => {
  const what = otherId(value);
  if (what) return refuse(otherThing(TARGET, what));
  if (/^oc_[A-Za-z0-9_-]{1,61}$/.test(value)) return { id: value, idType: 'chat_id' };
  if (OPEN_ID.test(value)) return { id: value, idType: 'open_id' };
  if (EMAIL.test(value)) return { id: value, idType: 'email' };
  // oc-…, OC_…, 0c_…, co_…, "oc …", ou-…: the rest is kept.
  const [, rest] = /^(?:[o0]c[^a-z0-9]?|co[^a-z0-9])([a-z0-9]{2,61})$/i.exec(value) ?? [];
  const [, person] = /^[o0]u[^a-z0-9]([a-z0-9]{2,61})$/i.exec(value) ?? [];
  const meant = rest ? `oc_${rest}` : person && `ou_${person}`;
  return meant ? refuse(unlike(TARGET, didMean(`"${meant}"`))) : undefined;
});

const mentioned = leaf(PEOPLE, (value, refuse) => {
  if (value === 'none' || value === 'approvers' || value === 'applicant') return value;
  const what = otherId(value);
  if (what) return refuse(otherThing(PEOPLE, what));
  if (OPEN_ID.test(value)) return value;
  if (/^@?(all|everyone|所有人)$/i.test(value)) return refuse(NOT_EVERYBODY);
  return refuse(unlike(PEOPLE, didYouMean(value, ['approvers', 'applicant', 'none'])));
});

/** Who is mentioned: `none`, or one or a list of the others. Empty: nobody. */
export const mention = listOf(mentioned).transform((names, ctx): readonly string[] => {
  if (names.includes('none') && names.length > 1) {
    ctx.addIssue({ code: 'custom', message: issueText(NONE_AND_OTHERS) });
  }
  return [...new Set(names)].filter((name) => name !== 'none');
});
