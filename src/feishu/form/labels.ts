import type { Locale } from '../../approval/locale.ts';

/** Our own labels, for widgets without a name and for the parts of a group: zh-CN, en-US, ja-JP. */
const LABELS = {
  field: ['字段', 'Field', '項目'],
  date: ['日期', 'Date', '日付'],
  period: ['时间', 'Time', '期間'],
  start: ['开始时间', 'Start', '開始'],
  end: ['结束时间', 'End', '終了'],
  duration: ['时长', 'Duration', '時間数'],
  amount: ['金额', 'Amount', '金額'],
  people: ['人员', 'People', 'メンバー'],
  department: ['部门', 'Department', '部署'],
  attachment: ['附件', 'Attachment', '添付ファイル'],
  image: ['图片', 'Image', '画像'],
  related: ['关联审批', 'Related approval', '関連する承認'],
  document: ['文档', 'Document', 'ドキュメント'],
  table: ['明细', 'Details', '明細'],
  phone: ['电话', 'Phone', '電話番号'],
  address: ['地址', 'Address', '住所'],
  account: ['收款账户', 'Payee account', '振込先口座'],
  serial: ['流水号', 'Serial number', '通し番号'],
  leaveType: ['假期类型', 'Leave type', '休暇の種類'],
  workType: ['加班类型', 'Overtime type', '残業の種類'],
  outType: ['外出类型', 'Type of outing', '外出の種類'],
  remedyType: ['补卡类型', 'Type of correction', '打刻修正の種類'],
  reason: ['事由', 'Reason', '理由'],
  leaveReason: ['请假事由', 'Reason for leave', '休暇の理由'],
  proof: ['证明', 'Proof', '証明書'],
  lateArrival: ['上班晚到（分钟）', 'Late arrival (minutes)', '遅い出勤（分）'],
  earlyLeave: ['下班早走（分钟）', 'Early leave (minutes)', '早い退勤（分）'],
  dailyRest: ['每日休息（小时）', 'Daily rest (hours)', '毎日の休憩（時間）'],
  workers: ['加班人', 'Overtime workers', '残業する人'],
  timeRanges: ['加班时段', 'Overtime periods', '残業の時間帯'],
  details: ['加班明细', 'Overtime details', '残業の明細'],
  rule: ['规则', 'Rule', '規則'],
  dayType: ['日期类型', 'Type of day', '日の種類'],
  remedyDate: ['补卡日期', 'Date to correct', '修正する日'],
  remedyTime: ['补卡时间', 'Corrected time', '修正後の時刻'],
  clockTime: ['打卡记录', 'Clock-in record', '打刻記録'],
  shiftTime: ['换班时间', 'Shift to swap', '交代するシフト'],
  returnTime: ['对调日期', 'Swapped for', '振替日'],
  schedule: ['行程', 'Itinerary', '行程'],
  departure: ['出发地', 'From', '出発地'],
  destination: ['目的地', 'To', '目的地'],
  transport: ['交通工具', 'Transport', '交通手段'],
  oneRound: ['单程/往返', 'One way or return', '片道・往復'],
  remark: ['备注', 'Remark', '備考'],
  companions: ['同行人', 'Companions', '同行者'],
} as const satisfies Readonly<Record<string, readonly [string, string, string]>>;

export type LabelWord = keyof typeof LABELS;

export function labelOf(word: LabelWord, locale: Locale): string {
  const [zh, en, ja] = LABELS[word];
  if (locale === 'en-US') return en;
  return locale === 'ja-JP' ? ja : zh;
}

/** The label in every locale, so a configuration may use any of them. */
export function labelInAllLocales(word: LabelWord): readonly string[] {
  return LABELS[word];
}

/** A label by type, if the form gives no name and the definition is unknown. */
export function wordOfType(type: string): LabelWord {
  return TYPE_WORDS.get(type) ?? 'field';
}

const TYPE_WORDS: ReadonlyMap<string, LabelWord> = new Map([
  ['date', 'date'],
  ['dateInterval', 'period'],
  ['amount', 'amount'],
  ['contact', 'people'],
  ['department', 'department'],
  ['attachment', 'attachment'],
  ['attachmentV2', 'attachment'],
  ['image', 'image'],
  ['imageV2', 'image'],
  ['connect', 'related'],
  ['document', 'document'],
  ['fieldList', 'table'],
  ['telephone', 'phone'],
  ['address', 'address'],
  ['account', 'account'],
  ['serialNumber', 'serial'],
]);
