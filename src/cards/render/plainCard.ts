import type { JsonObject } from '../check/locatedJson.ts';
import { fillWord } from '../view/cardValues.ts';
import { DOT } from '../view/value.ts';
import type { FieldView } from '../view/viewFields.ts';
import type { ItemView, OverdueView } from '../view/viewReminder.ts';
import type { EntryView, WaitingView } from '../view/viewStory.ts';
import type { WeekView } from '../view/viewWeek.ts';
import { type Word, wordIn } from '../view/words.ts';
import type { Sheet } from './produce.ts';

/**
 * Cards without a template: for when it cannot be used, and for the two simplest fallbacks. Plain texts only,
 * with values as tokens like everywhere; the button is always included.
 *
 * @param detail `ringing` adds the mentions, the one text that is Markdown; `minimal` is the title and the button
 */
export function plainCard(sheet: Sheet, detail: 'ringing' | 'plain' | 'minimal'): JsonObject {
  const { view } = sheet;
  const text = (name: string): string => String(view[name] ?? '');
  const word = wordMaker(sheet);
  const lines = detail === 'minimal' ? [] : linesOf(sheet, word);
  const rings = detail === 'ringing' && text('mentions') !== '';
  // The simplest card contains nothing that was typed into the form.
  const title = text(detail === 'minimal' ? 'whose' : 'title');
  const summary = detail === 'minimal' ? `${text('statusName')} · ${title}` : text('summary');
  const link = view.link as { readonly mobile: string; readonly pc: string };
  return {
    schema: '2.0',
    config: { update_multi: true, summary: { content: summary } },
    header: {
      title: plain(title),
      template: text('color'),
      text_tag_list: [{ tag: 'text_tag', text: plain(text('statusName')), color: text('tagColor') }],
    },
    body: {
      elements: [
        ...lines.map((line): JsonObject => ({ tag: 'div', text: plain(line) })),
        ...(rings ? [{ tag: 'markdown', content: text('mentions') }] : []),
        {
          tag: 'button',
          type: 'primary_filled',
          text: plain(word('open')),
          behaviors: [
            {
              type: 'open_url',
              default_url: link.mobile,
              pc_url: link.pc,
              ios_url: link.mobile,
              android_url: link.mobile,
            },
          ],
        },
        { tag: 'div', text: { ...plain(word('onlyInvolved')), text_size: 'notation', text_color: 'grey' } },
      ],
    },
  };
}

function plain(content: string): { readonly tag: string; readonly content: string } {
  return { tag: 'plain_text', content };
}

type WordMaker = (name: Word, filling?: string) => string;

function wordMaker({ tokens, rendering }: Sheet): WordMaker {
  return (name, filling) => {
    const value = filling === undefined ? undefined : tokens.only(filling);
    return tokens.put(fillWord(wordIn(rendering.locale, name), value ? [value] : []));
  };
}

function linesOf({ view }: Sheet, word: WordMaker): string[] {
  const text = (name: string): string => String(view[name] ?? '');
  const labelled = (label: Word, value: string): string[] =>
    value === '' ? [] : [`${word(label)}: ${value}`];
  const fields = (view.fields as readonly FieldView[]).map((field) => `${field.name}: ${field.value}`);
  const waiting = (view.waiting as readonly WaitingView[]).map((step) =>
    joined([`${word('waitingFor')}: ${step.people}`, step.node, step.since && word('since', step.since)]),
  );
  const overdue = (view.overdue as readonly OverdueView[]).map(overdueLine);
  const items = (view.items as readonly ItemView[]).map((item) =>
    joined([item.title, item.statusName, ...item.overdue.map(overdueLine)]),
  );
  const {
    title = '',
    created = '',
    decided = '',
    median = '',
    p90 = '',
    slowest = '',
  } = (view.week as WeekView | undefined) ?? {};
  const week = [joined([title, created, decided]), joined([median, p90]), slowest];
  return [
    ...week.filter((line) => line !== ''),
    ...overdue,
    ...items,
    ...(text('serialNumber') === '' ? [] : [word('number', text('serialNumber'))]),
    ...labelled('applicant', text('applicant')),
    ...labelled('department', text('department')),
    ...labelled('submittedAt', text('startedAt')),
    ...fields,
    ...(view.story as readonly EntryView[]).map((entry) => storyLine(entry, word)),
    ...(overdue.length > 0 ? [] : waiting),
  ];
}

function overdueLine({ who, onBehalfOf, node, waited }: OverdueView): string {
  return joined([who, onBehalfOf, node, waited]);
}

function storyLine(entry: EntryView, word: WordMaker): string {
  const deed = [entry.who, entry.did, entry.others].filter((part) => part !== '').join(' ');
  return joined([entry.at, deed, entry.node, entry.comment && word('quote', entry.comment)]);
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(DOT);
}
