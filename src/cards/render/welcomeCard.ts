import type { Locale } from '../../approval/locale.ts';
import type { JsonObject } from '../check/locatedJson.ts';

/** What a welcome card says. */
export interface WelcomeInput {
  readonly locale: Locale;
  /** The id of the group, as Feishu writes it: letters, digits, `-` and `_`. */
  readonly chat: string;
  /** The names of the approvals that are already relayed to the group. */
  readonly approvals: readonly string[];
}

const WORDS = {
  'zh-CN': {
    title: '审批动态将发送到本群',
    notYet: '机器人已加入本群，还没有审批转发到这里。',
    here: '转发到本群的审批：',
    id: '本群的 ID：',
    copy: '要把一个审批转发到这里，请把下面几行加入 config/relay.yaml，填上审批的 code（审批管理后台打开该审批，地址中的 definitionCode）：',
    code: '审批的 code',
  },
  'en-US': {
    title: 'Approval updates in this group',
    notYet: 'The bot has joined. No approval is relayed to this group yet.',
    here: 'Relayed to this group:',
    id: 'The id of this group:',
    copy: "To relay an approval to this group, add these lines to config/relay.yaml with the approval's code (open the approval in the approval admin: definitionCode in the address):",
    code: 'APPROVAL-CODE',
  },
  'ja-JP': {
    title: 'このグループに承認の更新を送ります',
    notYet: 'ボットが参加しました。このグループに転送される承認はまだありません。',
    here: 'このグループに転送される承認：',
    id: 'このグループの ID：',
    copy: '承認をこのグループに転送するには、次の行を config/relay.yaml に追加し、承認の code（承認管理画面の URL の definitionCode）を入力してください：',
    code: '承認の code',
  },
} as const satisfies Record<Locale, object>;

/** A card shows no more names than that. */
const MOST_NAMES = 30;

/**
 * The card that the bot posts when it is added to a group: JSON text. Names are plain text, so nothing in them can
 * become a mention or a link.
 */
export function welcomeCard({ locale, chat, approvals }: WelcomeInput): string {
  const words = WORDS[locale];
  const here = approvals.length === 0 ? [words.notYet] : [words.here, ...named(approvals)];
  const yaml = ['approvals:', `  "${words.code}":`, '    chats:', `      - ${chat}`];
  const card: JsonObject = {
    schema: '2.0',
    config: { update_multi: true, summary: { content: words.title } },
    header: { title: plain(words.title), template: 'blue' },
    body: {
      elements: [
        ...here.map(line),
        line(`${words.id} ${chat}`),
        line(words.copy),
        { tag: 'markdown', content: ['```yaml', ...yaml, '```'].join('\n') },
      ],
    },
  };
  return JSON.stringify(card);
}

function named(approvals: readonly string[]): string[] {
  const shown = approvals.slice(0, MOST_NAMES).map((name) => `· ${name}`);
  return approvals.length > MOST_NAMES ? [...shown, '…'] : shown;
}

function plain(content: string): JsonObject {
  return { tag: 'plain_text', content };
}

function line(content: string): JsonObject {
  return { tag: 'div', text: plain(content) };
}
