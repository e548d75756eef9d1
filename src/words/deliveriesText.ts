import { asIs, type Text } from '../base/language.ts';
import { DELIVER_REMEDIES } from './deliverText.ts';
import { knownText, storedText } from './storedText.ts';

// Texts that `deliveries`, `replay` and `discard` print.

export const DELIVERIES_HEAD: readonly Text[] = [
  { en: 'ID', zh: 'ID' },
  { en: 'WHEN', zh: '时间' },
  { en: 'STATE', zh: '状态' },
  { en: 'KIND', zh: '类型' },
  { en: 'STATUS', zh: '审批状态' },
  { en: 'CHAT', zh: '会话' },
  { en: 'INSTANCE', zh: '审批实例' },
  { en: 'REASON', zh: '原因' },
];

export const STATE_WORDS = {
  sent: { en: 'sent', zh: '已发送' },
  waiting: { en: 'waiting', zh: '等待中' },
  parked: { en: 'parked', zh: '已搁置' },
  suppressed: { en: 'suppressed', zh: '未发送' },
} as const satisfies Readonly<Record<string, Text>>;

export const NO_DELIVERIES: Text = { en: 'No delivery matches.', zh: '没有符合条件的发送记录。' };
export const WHAT_TO_DO: Text = { en: 'What to do:', zh: '处理办法：' };

export const THEN_REPLAY: Text = {
  en: 'Then: approval-relay replay ID … (or --parked for all). For what should not be sent: approval-relay discard ID …',
  zh: '处理后运行：approval-relay replay ID …（--parked 表示全部）。不再需要发送的：approval-relay discard ID …',
};

export const moreThan = (most: number): Text => ({
  en: `Only the newest ${most} are listed: narrow it down by --chat, --instance, --state or --since.`,
  zh: `只列出最新的 ${most} 条：请用 --chat、--instance、--state 或 --since 缩小范围。`,
});

export const badState = (given: string, known: readonly string[]): Text => ({
  en: `--state ${given} is not a state: give one of ${known.join(', ')}.`,
  zh: `--state ${given} 不是有效的状态：请从 ${known.join('、')} 中选一个。`,
});

/** Of what is sent to one chat or hook; an event goes to none. */
const NOT_SENT_THERE: Text = {
  en: 'The configuration does not send this there any more: if it should, put the chat or the hook back.',
  zh: '配置不再把它发到那里：如果仍需要，请把该会话或 hook 加回配置。',
};

const SUPPRESSED_REMEDIES: Readonly<Record<string, Text>> = {
  unmapped: {
    en: 'The configuration maps this approval to no chat: map it. From then on its changes are relayed.',
    zh: '配置没有把这个审批对应到任何群：请在配置中添加，之后的变化才会转发。',
  },
  filtered: {
    en: 'No chat asks for this change: "approval-relay route INSTANCE" says by which condition.',
    zh: '没有群需要这个变化：运行 approval-relay route 审批实例 查看是哪个条件。',
  },
  superseded: {
    en: 'Nothing: a newer change was sent.',
    zh: '无需处理：已经转发了更新的状态。',
  },
};

const PARKED_EVENT: Text = {
  en: 'Fix what the reason says, then replay the event; or discard it.',
  zh: '请先解决“原因”中的问题，再重放这个事件；或丢弃它。',
};

/** By the first word of the reason, which is in English. */
const PARKED_EVENT_REMEDIES: Readonly<Record<string, Text>> = {
  unreadable: {
    en: 'Look at it in the event log of the developer console. Replay it after an update of approval-relay, or discard it.',
    zh: '请在开发者后台的事件日志中查看这个事件。升级 approval-relay 之后可以重放它，也可以丢弃它。',
  },
  'unknown-status': {
    en: 'Look at the instance in Feishu. Update approval-relay and replay the event, or discard it.',
    zh: '请到飞书查看这个审批实例。升级 approval-relay 之后重放这个事件，或丢弃它。',
  },
  'refused-by-store': {
    en: 'Look at it in the event log of the developer console, and discard it here.',
    zh: '请在开发者后台的事件日志中查看这个事件，并在这里丢弃它。',
  },
  'lookup-failed': {
    en: 'Feishu did not say for seven days what the instance is: run approval-relay doctor to find the cause. Then replay the event, or discard it.',
    zh: '连续七天没能从飞书查到这个审批实例：请运行 approval-relay doctor 查找原因，解决后重放这个事件，或丢弃它。',
  },
  error: DELIVER_REMEDIES.mistake,
};

const GIVEN_UP = ', for seven days. ';

/** The reason of an event that was parked since its instance could not be looked up. */
export const lookupFailed = (why: string, remedy: Text): string =>
  `lookup-failed: ${why}${GIVEN_UP}${remedy.en}`;

/** What a person can do about a row of the list; empty: there is nothing to do. */
export function remedyOf(row: {
  readonly kind: string;
  readonly state: string;
  readonly reason: string;
  readonly remedy: string;
}): Text {
  if (row.remedy !== '') return storedText(row.remedy);
  const [word = ''] = row.reason.split(':');
  if (row.kind === 'event' && row.state === 'parked')
    return knownText(row.reason.split(GIVEN_UP)[1] ?? '') ?? PARKED_EVENT_REMEDIES[word] ?? PARKED_EVENT;
  if (row.state !== 'suppressed') return asIs('');
  if (row.kind !== 'event' && word === 'unmapped') return NOT_SENT_THERE;
  return SUPPRESSED_REMEDIES[word] ?? asIs('');
}

export const NEEDS_ROWS: Text = {
  en: 'replay needs ids, as "approval-relay deliveries" lists them, or --parked for all parked rows, but not both.',
  zh: 'replay 需要 ID（运行 approval-relay deliveries 查看），或用 --parked 表示全部搁置的；两者只能选一。',
};

export const ONLY_WITH_PARKED: Text = {
  en: '--reason and --chat select parked rows: give --parked with them.',
  zh: '--reason 和 --chat 用于筛选搁置的发送：请与 --parked 一起使用。',
};

export const badId = (given: string): Text => ({
  en: `${given} is not the id of a delivery or event: copy it from "approval-relay deliveries", such as d17 or e4.`,
  zh: `${given} 不是发送或事件的 ID：请从 approval-relay deliveries 的输出中复制，如 d17 或 e4。`,
});

export const NOTHING_PARKED: Text = { en: 'No parked row matches.', zh: '没有符合条件的搁置记录。' };

export const unknownLeftOut = (ids: readonly string[]): Text => ({
  en: `Left out, since it is unknown whether they arrived: ${ids.join(', ')}. Check the chat, then give the ids to "replay" (missing there) or "discard --sent" (seen there).`,
  zh: `已跳过（不确定是否已送达）：${ids.join('、')}。请到群里查看：没有卡片的用 replay 并写出 ID，已有卡片的用 discard --sent。`,
});

export const askUnknown = (ids: readonly string[]): Text => ({
  en: `It is unknown whether these arrived: ${ids.join(', ')}. Are they missing in the chat? They are posted again. [y/N] `,
  zh: `不确定这些是否已送达：${ids.join('、')}。群里确实没有吗？将会重新发送。[y/N] `,
});

export const needsYes = (ids: readonly string[]): Text => ({
  en: `It is unknown whether these arrived: ${ids.join(', ')}. Check the chat; if they are missing, run this again with --yes.`,
  zh: `不确定这些是否已送达：${ids.join('、')}。请先到群里查看；如果没有，请加上 --yes 再运行一次。`,
});

export const NOT_CONFIRMED: Text = { en: 'Nothing was changed.', zh: '没有做任何更改。' };

export const movedText = (report: {
  readonly replayed: number;
  readonly superseded: number;
  readonly discarded: number;
}): Text => ({
  en: `${report.replayed} to be sent again, ${report.superseded} superseded, ${report.discarded} ended.`,
  zh: `重新发送 ${report.replayed} 条，已被更新状态取代 ${report.superseded} 条，已结束 ${report.discarded} 条。`,
});

export const SENT_AT_START: Text = {
  en: 'No bot runs on this store: they are sent when it starts.',
  zh: '目前没有机器人在使用这个存储：启动后会发送。',
};

const WHY_LEFT = {
  'not-found': { en: 'there is no such row', zh: '没有这一条' },
  'not-parked': { en: 'it is not parked', zh: '它没有被搁置' },
  'outcome-unknown': {
    en: 'it may have arrived: check the chat, then give its id with --yes',
    zh: '不确定是否已送达：请先到群里查看，再写出 ID 并加上 --yes',
  },
  unreadable: {
    en: 'this version cannot read the event either: discard it',
    zh: '当前版本也无法读取这个事件：请丢弃它',
  },
} as const satisfies Readonly<Record<string, Text>>;

export const leftText = (id: string, why: keyof typeof WHY_LEFT): Text => ({
  en: `${id} stays as it is: ${WHY_LEFT[why].en}.`,
  zh: `${id} 未变：${WHY_LEFT[why].zh}。`,
});

export const progressText = (done: number, total: number): Text => ({
  en: `${done} of ${total}`,
  zh: `已处理 ${done} / ${total}`,
});
