import type { Locale } from '../../approval/locale.ts';
import type { JsonObject } from '../check/locatedJson.ts';

/** The bot's answer in a group, if it is not a list of what waits. */
export interface AnswerInput {
  readonly locale: Locale;
  /** `nothing`: nothing waits that is for the group. */
  readonly says: 'id' | 'help' | 'nothing';
  /** The id of the group, as Feishu writes it: letters, digits, `-` and `_`. */
  readonly chat: string;
}

const WORDS = {
  'zh-CN': {
    id: '本群的 ID',
    nothing: '没有等待处理的审批',
    nothingMore: '转发到本群的审批都已处理完。',
    help: '在群里可以这样问',
    mention: '@ 机器人，然后只写其中一个词：',
    pending: '待办（pending）：哪些审批在等待、等谁、等了多久。仅限已转发审批的群。',
    ofId: 'id：本群的 ID，配置时需要。',
    ofHelp: '帮助（help）：这份说明。',
  },
  'en-US': {
    id: 'The id of this group',
    nothing: 'No approval is waiting',
    nothingMore: 'Everything that is relayed to this group is decided.',
    help: 'What you can ask here',
    mention: 'Mention the bot and write one of these words alone:',
    pending: 'pending: what waits, for whom and for how long. Only in groups that approvals are relayed to.',
    ofId: 'id: the id of this group, which the configuration needs.',
    ofHelp: 'help: this list.',
  },
  'ja-JP': {
    id: 'このグループの ID',
    nothing: '承認待ちはありません',
    nothingMore: 'このグループに転送される承認はすべて処理済みです。',
    help: 'ここで質問できること',
    mention: 'ボットをメンションし、次の単語のどれか一つだけを書いてください：',
    pending: 'pending（待办）：承認待ちの一覧、担当者、経過時間。承認が転送されるグループのみ。',
    ofId: 'id：このグループの ID。設定に必要です。',
    ofHelp: 'help（帮助）：この説明。',
  },
} as const satisfies Record<Locale, object>;

/** The answer as a card: JSON text. Nothing in it was typed by a person. */
export function answerCard({ locale, says, chat }: AnswerInput): string {
  const words = WORDS[locale];
  const elements: Record<AnswerInput['says'], readonly JsonObject[]> = {
    id: [{ tag: 'markdown', content: ['```', chat, '```'].join('\n') }],
    nothing: [line(words.nothingMore)],
    help: [words.mention, words.pending, words.ofId, words.ofHelp].map(line),
  };
  const card: JsonObject = {
    schema: '2.0',
    config: { update_multi: true, summary: { content: words[says] } },
    header: {
      title: { tag: 'plain_text', content: words[says] },
      template: says === 'nothing' ? 'green' : 'blue',
    },
    body: { elements: elements[says] },
  };
  return JSON.stringify(card);
}

function line(content: string): JsonObject {
  return { tag: 'div', text: { tag: 'plain_text', content } };
}
