import type { Instance } from '../approval/instance.ts';
import type { Locale } from '../approval/locale.ts';
import { inlineFontFaces } from '../base/bundledFont.ts';
import type { CardInput } from '../cards/view/cardInput.ts';
import { drawCard } from '../cardview/card.tsx';
import { cardStyles } from '../cardview/styles.ts';

/** In place of names that an offline preview does not know. */
const STAND_INS: Readonly<Record<Locale, { readonly applicant: string; readonly approver: string }>> = {
  'zh-CN': { applicant: '申请人', approver: '审批人' },
  'en-US': { applicant: 'Applicant', approver: 'Approver' },
  'ja-JP': { applicant: '申請者', approver: '承認者' },
};

/** A page that draws one card and needs no other file: it embeds the pieces of the font that it uses. */
export function previewPage(card: unknown, input: CardInput): string {
  const { locale, timezone, changedAt } = input;
  const drawn = drawCard(card, {
    people: peopleOf(input),
    now: changedAt,
    timezone,
    locale: locale.replace('-', '_').toLowerCase(),
  });
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Approval Relay · ${input.status}</title>
<style>${inlineFontFaces(drawn)}
${cardStyles}
body{margin:0;padding:24px;background:light-dark(#f2f3f5,#121212)}main{max-width:420px}</style></head>
<body><main>${drawn}</main></body></html>
`;
}

/** Names of the people on the card. Feishu would show those it knows; unknown ones are named by their role. */
function peopleOf({ instance, names, mentions, locale }: CardInput): Map<string, string> {
  const { applicant, approver } = STAND_INS[locale];
  const people = new Map([...mentions, ...idsIn(instance)].map((id) => [id, approver]));
  if (instance && instance.applicant !== '') people.set(instance.applicant, applicant);
  for (const [id, name] of names.people) people.set(id, name);
  return people;
}

function idsIn(instance: Instance | undefined): string[] {
  if (!instance) return [];
  return [
    ...instance.tasks.map((task) => task.person),
    ...instance.timeline.flatMap((entry) => [entry.person, ...entry.others]),
    ...instance.comments.map((comment) => comment.person),
  ];
}
