import type { Locale } from '../../approval/locale.ts';

/**
 * The fixed words of cards, each in zh-CN, en-US and ja-JP. `{0}`, `{1}` are filled in by `{{word "…" a b}}`.
 * A new language is one more column.
 */
const WORDS = {
  pending: ['待审批', 'Pending', '承認待ち'],
  approved: ['已通过', 'Approved', '承認済み'],
  rejected: ['已拒绝', 'Rejected', '却下'],
  canceled: ['已撤回', 'Withdrawn', '取り下げ'],
  deleted: ['已删除', 'Deleted', '削除済み'],
  reverted: ['已撤销', 'Revoked', '承認取消'],
  overtime_close: ['超时关闭', 'Timed out', '期限切れ'],
  overtime_recover: ['已恢复', 'Reopened', '再開'],

  stepStatus: ['{0} · {1}', '{0} · {1}', '{0} · {1}'],
  stepSentBack: ['已退回', 'Sent back', '差し戻し済み'],
  stepPassed: ['已流转', 'Moved on', '次のステップへ'],

  approval: ['审批', 'Approval', '承認'],
  title: ['{0}的{1}', "{0}'s {1}", '{0}さんの{1}'],
  titleSubmitted: ['{0}提交的{1}', '{0} requests {1}', '{0}さん申請の{1}'],
  titleWith: ['{0}：{1}', '{0}: {1}', '{0}：{1}'],
  summary: ['{1} · {0}', '{1} · {0}', '{1} · {0}'],
  number: ['编号 {0}', 'No. {0}', '番号 {0}'],
  applicant: ['申请人', 'Applicant', '申請者'],
  department: ['部门', 'Department', '部署'],
  submittedAt: ['提交时间', 'Submitted', '申請日時'],
  submittedOn: ['{0} 提交', 'Submitted {0}', '{0} 申請'],
  waitingOn: ['等待 {0} 审批', 'Waiting for {0}', '{0}さんの承認待ち'],
  waitingLong: ['等待 {0} 审批已 {1}', 'Waiting for {0}: {1}', '{0}さんの承認待ち：{1}'],
  waitingFor: ['等待审批', 'Waiting for', '承認者'],
  notifies: ['通知', 'FYI', '通知先'],
  anyOf: ['任一人审批即可', 'any one of them', 'いずれか1名で可'],
  since: ['{0}起', 'since {0}', '{0}〜'],
  process: ['审批过程', 'History', '承認履歴'],
  earlier: ['更早的 {0} 条记录', 'Earlier entries ({0})', 'これより前の{0}件'],
  moreEarlier: [
    '另有 {0} 条更早的记录，请在审批中查看',
    'Still earlier entries in the approval: {0}',
    'さらに以前の{0}件は承認でご確認ください',
  ],
  restOfForm: ['展开其余 {0} 个字段', 'Show {0} more fields', '残り{0}項目を表示'],
  restOfFormOne: ['展开其余 {0} 个字段', 'Show {0} more field', '残り{0}項目を表示'],
  restOfTable: ['展开其余 {0} 行', 'Show more rows ({0})', '残り{0}行を表示'],
  moreFields: [
    '另有 {0} 项内容，请在审批中查看',
    'More fields in the approval: {0}',
    'ほか{0}項目は承認でご確認ください',
  ],
  moreRows: ['共 {0} 行，显示前 {1} 行', '{0} rows, the first {1} shown', '全{0}行のうち{1}行'],
  moreColumn: [
    '另有 {0} 列，请在审批中查看',
    '{0} more column in the approval',
    'ほか{0}列は承認でご確認ください',
  ],
  moreColumns: [
    '另有 {0} 列，请在审批中查看',
    '{0} more columns in the approval',
    'ほか{0}列は承認でご確認ください',
  ],
  rows: ['{0} 行', '{0} rows', '{0}行'],
  rowsOne: ['{0} 行', '{0} row', '{0}行'],
  noDetails: [
    '暂时没有这条审批的详情。',
    'No details of this approval are available.',
    'この申請の詳細を取得できませんでした。',
  ],
  revokes: ['撤销原审批', 'Revokes an earlier approval', '元の申請を取り消す申請'],
  edits: ['修改原审批', 'Edits an earlier approval', '元の申請を修正する申請'],
  original: ['查看原审批', 'See the original', '元の申請を見る'],
  open: ['查看审批详情', 'Open in Approval', '申請の詳細を見る'],
  openShort: ['详情', 'Open', '詳細'],
  onlyInvolved: ['仅审批相关人员可打开', 'Only people involved can open it', '関係者のみ閲覧可'],
  asOf: ['数据截至 {0}', 'as of {0}', '{0}時点'],
  someone: ['有关人员', 'somebody', '担当者'],
  someDepartment: ['相关部门', 'a department', '関係部署'],
  quote: ['“{0}”', '“{0}”', '「{0}」'],
  comma: ['、', ', ', '、'],

  reminder: ['催办', 'Reminder', 'リマインド'],
  escalation: ['升级提醒', 'Escalation', 'エスカレーション'],
  waited: ['已等待 {0}', 'Waiting for {0}', '{0}待ち'],
  onBehalfOf: ['代 {0}', 'on behalf of {0}', '{0}さんの代理'],
  deferredBy: ['{0} 已推迟到 {1}', '{0} deferred it until {1}', '{0}さんが{1}まで延期'],
  stoppedBy: [
    '{0} 已停止催办这个节点',
    '{0} stopped reminders of this step',
    '{0}さんがこのステップの通知を停止',
  ],
  // Before the buttons, so that each of them ends the sentence.
  defer: ['推迟到', 'Snooze', '再通知'],
  deferHour: ['1 小时后', '1 h', '1時間後'],
  deferMorning: ['下个工作日', 'next workday', '翌営業日'],
  deferNext: ['下下个工作日', '2 workdays', '翌々営業日'],
  deferStop: ['停止', 'Stop', '停止'],
  undo: ['撤销', 'Undo', '元に戻す'],
  timesReminded: ['第 {0} 次提醒', 'reminder no. {0}', '{0}回目'],
  overdue: ['{0} 条审批等待处理', '{0} approvals are waiting', '承認待ち{0}件'],
  overdueOne: ['{0} 条审批等待处理', '{0} approval is waiting', '承認待ち{0}件'],
  changed: ['{0} 条审批有变化', '{0} approvals have changed', '{0}件の申請に変更'],
  changedOne: ['{0} 条审批有变化', '{0} approval has changed', '{0}件の申請に変更'],
  caughtUp: ['补发', 'Caught up', '追加のお知らせ'],
  moreItems: ['另有 {0} 条，请在审批中查看', '{0} more in Approval', 'ほか{0}件は承認でご確認ください'],
  weekOnly: ['上周审批用时', 'Approvals last week', '先週の承認'],
  week: ['上周（{0} 至 {1}）', 'Last week ({0} to {1})', '先週（{0}～{1}）'],
  weekCreated: ['新增 {0} 条（前一周 {1}）', '{0} new ({1} the week before)', '新規{0}件（前週{1}件）'],
  weekDecided: ['审批完成 {0} 条（前一周 {1}）', '{0} decided ({1})', '完了{0}件（前週{1}件）'],
  weekMedian: ['中位用时 {0}', 'median {0}', '中央値 {0}'],
  weekMedianBoth: ['中位用时 {0}（前一周 {1}）', 'median {0} ({1})', '中央値 {0}（前週 {1}）'],
  weekP90: ['90% 在 {0}内', '90 % within {0}', '90% が {0}以内'],
  weekSlowest: [
    '最慢的节点：{0} · {1}，中位用时 {2}',
    'slowest step: {0} · {1}, median {2}',
    '最も遅いステップ：{0} · {1}、中央値 {2}',
  ],
  openApproval: ['打开审批', 'Open Approval', '承認を開く'],
  openList: ['查看待我审批', 'Open Approval', '承認を開く'],

  test: ['测试', 'Test', 'テスト'],
  testCard: [
    '测试卡片：内容是样例，不是真实的审批。',
    'Test card: a sample, and no real approval.',
    'テストカード：サンプルであり、実際の承認ではありません。',
  ],

  submitted: ['提交申请', 'submitted', '申請'],
  didApproved: ['同意', 'approved', '承認'],
  didRejected: ['拒绝', 'rejected', '却下'],
  autoApproved: ['自动通过', 'approved automatically', '自動承認'],
  autoRejected: ['自动拒绝', 'rejected automatically', '自動却下'],
  repeatSkipped: ['审批人重复，自动通过', 'approved already, skipped', '重複のため自動承認'],
  transferred: ['转交给', 'handed it to', '次の人に転送：'],
  added: ['加签', 'added', '承認者を追加：'],
  addedBefore: ['前加签', 'added before this step', '前に承認者を追加：'],
  addedAfter: ['后加签', 'added after this step', '後に承認者を追加：'],
  removed: ['减签', 'removed', '承認者を削除：'],
  sentBack: ['退回', 'sent it back', '差し戻し'],
  withdrew: ['撤回申请', 'withdrew it', '取り下げ'],
  revoked: ['撤销审批', 'revoked it', '承認を取り消し'],
  didDeleted: ['审批已被删除', 'deleted', '削除'],
  copied: ['抄送', 'sent a copy to', 'CC：'],
  commented: ['评论', 'commented', 'コメント'],
  overtimeClosed: ['审批超时，已关闭', 'timed out, closed', '期限切れで終了'],
  closedNext: [
    '无人及时处理。如仍需要，请重新提交，或联系管理员恢复。',
    'Nobody decided in time. Submit it again, or ask an administrator to reopen it.',
    '期限内に処理されませんでした。必要な場合は再申請するか、管理者に再開をご依頼ください。',
  ],
  closedAgain: [
    '如仍需要，请重新提交，或联系管理员恢复。',
    'Submit it again, or ask an administrator to reopen it.',
    '必要な場合は再申請するか、管理者に再開をご依頼ください。',
  ],
  late: ['{0}未在时限内处理。', '{0} did not decide in time.', '{0}さんは期限内に未対応でし\u2060た。'],
  lateAt: [
    '{0}（{1}）未在时限内处理。',
    '{0} ({1}) did not decide in time.',
    '{0}さん（{1}）は期限内に未対応でし\u2060た。',
  ],
  overtimeRecovered: ['审批已恢复', 'reopened', '再開'],
} as const satisfies Readonly<Record<string, readonly [zh: string, en: string, ja: string]>>;

export type Word = keyof typeof WORDS;

const COLUMNS: Readonly<Record<Locale, 0 | 1 | 2>> = { 'zh-CN': 0, 'en-US': 1, 'ja-JP': 2 };

export function isWord(name: string): name is Word {
  return Object.hasOwn(WORDS, name);
}

export function wordNames(): readonly Word[] {
  return Object.keys(WORDS) as Word[];
}

/** The form of a word for a number: `restOfFormOne` says `Show 1 more field`. */
export function wordFor(name: Word, count: string): Word {
  const one = `${name}One`;
  return count === '1' && isWord(one) ? one : name;
}

/** A fixed word with its `{0}` still in it; zh-CN where the locale is unknown. */
export function wordIn(locale: Locale, name: Word): string {
  return WORDS[name][COLUMNS[locale] ?? 0];
}
