import type { Locale } from '../../approval/locale.ts';
import { plural } from '../../base/plural.ts';
import type { GalleryShow } from './galleryView.ts';

/** The gallery's own texts. */
export interface GalleryWords {
  readonly title: string;
  readonly about: string;
  readonly byApproval: string;
  readonly byCard: string;
  readonly language: string;
  readonly folder: string;
  readonly ownTemplates: string;
  readonly theme: string;
  readonly width: string;
  readonly light: string;
  readonly dark: string;
  readonly both: string;
  readonly phone: string;
  readonly desktop: string;
  readonly json: string;
  readonly problems: string;
  readonly faulty: string;
  readonly back: string;
  readonly shows: Readonly<Record<GalleryShow, string>>;
  /** Reminders by their state. */
  readonly reminders: Readonly<Record<string, string>>;
  /** Other cards. */
  readonly digest: string;
  readonly overview: string;
  readonly summary: string;
  /** `4,312 bytes · 38 elements`. */
  readonly size: (bytes: number, elements: number) => string;
}

const ZH: GalleryWords = {
  title: '卡片图库',
  about: '随包附带的十二个审批，在每个状态下的样子。保存模板后自动刷新。',
  byApproval: '按审批看',
  byCard: '按卡片看',
  language: '语言',
  folder: '模板目录',
  ownTemplates: '默认',
  theme: '主题',
  width: '宽度',
  light: '浅色',
  dark: '深色',
  both: '两者',
  phone: '手机',
  desktop: '桌面',
  json: 'JSON',
  problems: '问题',
  faulty: '模板有误，仍在使用之前的版本：',
  back: '返回演示',
  shows: {
    purchase: '采购',
    travel: '出差',
    leave: '请假',
    payment: '付款',
    contract: '合同',
    seal: '用印',
    onboarding: '入职',
    overtime: '加班',
    reimbursement: '报销',
    everything: '全部控件',
    huge: '超长',
    hostile: '恶意文本',
    submitted: '刚提交',
    forward: '走到后一步',
    approved: '已通过',
    rejected: '已拒绝',
    canceled: '已撤回',
    deleted: '已删除',
    reverted: '已撤销',
    overtime_close: '超时关闭',
    overtime_recover: '已恢复',
    notice: '一行提示',
    reminder: '催办',
    many: '汇总',
  },
  reminders: { escalated: '升级催办', deferred: '催办 · 已推迟', stopped: '催办 · 已停止' },
  digest: '待办汇总',
  overview: '待办汇总，附上周用时',
  summary: '变化汇总',
  size: (bytes, elements) => `${grouped(bytes)} 字节 · ${elements} 个元素`,
};

const EN: GalleryWords = {
  title: 'Card gallery',
  about:
    'The twelve approvals that come with the package, in every status. The page reloads when a template is saved.',
  byApproval: 'By approval',
  byCard: 'By card',
  language: 'Language',
  folder: 'Templates',
  ownTemplates: 'default',
  theme: 'Theme',
  width: 'Width',
  light: 'Light',
  dark: 'Dark',
  both: 'Both',
  phone: 'Phone',
  desktop: 'Desktop',
  json: 'JSON',
  problems: 'Problems',
  faulty: 'A template has a fault; the version before stays in use:',
  back: 'Back to the demo',
  shows: {
    purchase: 'Purchase',
    travel: 'Travel',
    leave: 'Leave',
    payment: 'Payment',
    contract: 'Contract',
    seal: 'Seal',
    onboarding: 'Onboarding',
    overtime: 'Overtime',
    reimbursement: 'Expenses',
    everything: 'Every widget',
    huge: 'Huge',
    hostile: 'Hostile text',
    submitted: 'Just submitted',
    forward: 'At a later step',
    approved: 'Approved',
    rejected: 'Rejected',
    canceled: 'Withdrawn',
    deleted: 'Deleted',
    reverted: 'Revoked',
    overtime_close: 'Timed out',
    overtime_recover: 'Reopened',
    notice: 'Notices',
    reminder: 'Reminders',
    many: 'Digests and summaries',
  },
  reminders: {
    escalated: 'Escalated reminder',
    deferred: 'Reminder, deferred',
    stopped: 'Reminder, stopped',
  },
  digest: 'Digest of what waits',
  overview: 'Weekly overview',
  summary: 'Summary of changes',
  size: (bytes, elements) =>
    `${grouped(bytes)} ${plural(bytes, 'byte')} · ${elements} ${plural(elements, 'element')}`,
};

const JA: GalleryWords = {
  ...EN,
  title: 'カード一覧',
  about:
    'パッケージに付属する12件の申請を、すべてのステータスで表示します。テンプレートを保存すると自動的に更新されます。',
  byApproval: '申請別',
  byCard: 'カード別',
  language: '言語',
  folder: 'テンプレート',
  ownTemplates: '標準',
  theme: 'テーマ',
  width: '幅',
  light: 'ライト',
  dark: 'ダーク',
  both: '両方',
  phone: 'スマホ',
  desktop: 'PC',
  problems: '問題',
  faulty: 'テンプレートに誤りがあります。以前の版を使用しています：',
  back: 'デモに戻る',
  shows: {
    purchase: '購買',
    travel: '出張',
    leave: '休暇',
    payment: '支払',
    contract: '契約',
    seal: '押印',
    onboarding: '入社',
    overtime: '残業',
    reimbursement: '経費',
    everything: '全項目',
    huge: '超長文',
    hostile: '悪意のある文字列',
    submitted: '申請直後',
    forward: '次のステップ',
    approved: '承認済み',
    rejected: '却下',
    canceled: '取り下げ',
    deleted: '削除済み',
    reverted: '承認取消',
    overtime_close: '期限切れ',
    overtime_recover: '再開',
    notice: '一行通知',
    reminder: 'リマインダー',
    many: 'まとめ',
  },
  reminders: { escalated: 'エスカレーション', deferred: 'リマインド・延期', stopped: 'リマインド・停止' },
  digest: '承認待ちのまとめ',
  overview: '承認待ちのまとめ（週次）',
  summary: '変更のまとめ',
  size: (bytes, elements) => `${grouped(bytes)} バイト · ${elements} 要素`,
};

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

const WORDS: Readonly<Record<Locale, GalleryWords>> = { 'zh-CN': ZH, 'en-US': EN, 'ja-JP': JA };

/** The gallery's texts, in the language of its cards. */
export function galleryWords(locale: Locale): GalleryWords {
  return WORDS[locale];
}
