import { type Language, sayIn } from '../../base/language.ts';
import { moreMatters, OPERATOR_WORDS, operatorsTitle } from '../../words/operatorsText.ts';
import type { JsonObject } from '../check/locatedJson.ts';

/** A message to operators. All texts are plain: nothing in them becomes a mention or a link. */
export interface OperatorsItem {
  readonly isOver: boolean;
  readonly message: string;
  /** What a person can do; empty if the problem is over. */
  readonly remedy: string;
  /** A command line, of letters, digits and `-_.@` only; empty: no command helps. */
  readonly command: string;
  /** Feishu's own words, and names. */
  readonly said: string;
}

/** This many are shown in full; of the next ones only the message; the rest is counted. */
const MOST = { full: 8, lines: 20 } as const;

/** The card about what needs a person, and what no longer does, for operators: JSON text. */
export function operatorsCard(language: Language, items: readonly OperatorsItem[]): string {
  const say = sayIn(language);
  const [begun, over] = [items.filter(({ isOver }) => !isOver), items.filter(({ isOver }) => isOver)];
  const title = say(operatorsTitle(begun.length, over.length));
  const full = begun.slice(0, MOST.full);
  const lines = [...begun.slice(MOST.full), ...over];
  const more = lines.length - MOST.lines;
  const blocks = [
    ...full.map((item) => itemBlock(item, language)),
    ...(lines.length > 0 ? [lines.slice(0, MOST.lines).map(({ message }) => line(message))] : []),
    ...(more > 0 ? [[line(say(moreMatters(more)))]] : []),
  ];
  const card: JsonObject = {
    schema: '2.0',
    config: { update_multi: true, summary: { content: title } },
    header: { title: plain(title), template: begun.length === 0 ? 'green' : 'orange' },
    body: {
      elements: blocks.flatMap((block, i) => (i === 0 ? block : [{ tag: 'hr' }, ...block])),
    },
  };
  return JSON.stringify(card);
}

function itemBlock({ message, remedy, command, said }: OperatorsItem, language: Language): JsonObject[] {
  const say = sayIn(language);
  return [
    line(message),
    ...(said === '' ? [] : [line(`${say(OPERATOR_WORDS.said)}${said}`, 'grey')]),
    ...(remedy === '' ? [] : [line(`${say(OPERATOR_WORDS.remedy)}${remedy}`)]),
    ...(command === ''
      ? []
      : [line(say(OPERATOR_WORDS.run)), { tag: 'markdown', content: `\`\`\`\n${command}\n\`\`\`` }]),
  ];
}

function plain(content: string): JsonObject {
  return { tag: 'plain_text', content };
}

function line(content: string, color?: string): JsonObject {
  return { tag: 'div', text: { ...plain(content), ...(color ? { text_color: color } : {}) } };
}
