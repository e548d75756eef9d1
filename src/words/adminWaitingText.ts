import type { Text } from '../base/language.ts';
import { NOTHING_WAITS } from './pendingText.ts';
import { COVERS, type SilenceFaults } from './silenceText.ts';

// Texts of the operators' pages "waiting" and "chats".

export const WAITING = {
  who: { en: 'Who must act', zh: '待处理人' },
  waited: { en: 'For (working time)', zh: '已等待（工作时间）' },
  since: { en: 'Since', zh: '始于' },
  request: { en: 'Request', zh: '审批' },
  next: { en: 'Next reminder', zh: '下次催办' },
  none: { en: 'none', zh: '无' },
  nothing: NOTHING_WAITS,
  most: (shown: number, all: number): Text => ({
    en: `The ${shown} that have waited longest, of ${all}.`,
    zh: `共 ${all} 个，显示等待最久的 ${shown} 个。`,
  }),
  unmapped: (count: number): Text => ({
    en: `${count} more belong to approvals that are no longer configured: nobody is reminded of them.`,
    zh: `另有 ${count} 个属于已不在配置中的审批，不会催办。`,
  }),
  defer: { en: 'Defer', zh: '推迟' },
} as const;

export const SILENCING = {
  title: { en: 'Silences in force', zh: '生效中的暂缓催办' },
  covers: { en: 'Covers', zh: '范围' },
  until: { en: 'Until', zh: '直到' },
  standIn: { en: 'Stand-in', zh: '代办人' },
  reason: { en: 'Reason', zh: '原因' },
  by: { en: 'By', zh: '设置者' },
  byPage: { en: 'an operator', zh: '运维' },
  end: { en: 'End', zh: '结束' },
  add: { en: 'Defer reminders', zh: '推迟催办' },
  about: {
    en: 'Reminders and escalations wait until then and are re-checked. With a stand-in, the reminders go to the stand-in meanwhile.',
    zh: '在此之前不发送催办和升级提醒，之后重新判断。设置代办人后，此人的催办在此期间发给代办人。',
  },
  of: { en: 'Of', zh: '对象' },
  id: { en: 'Name or id', zh: '名称或 ID' },
  until1h: { en: 'an hour', zh: '1 小时' },
  until4h: { en: '4 hours', zh: '4 小时' },
  until1d: { en: 'a day', zh: '1 天' },
  until3d: { en: '3 days', zh: '3 天' },
  until7d: { en: 'a week', zh: '7 天' },
  until30d: { en: '30 days', zh: '30 天' },
  go: { en: 'Defer', zh: '推迟' },
  added: { en: 'Done. It applies from now on.', zh: '已生效。' },
  notWaiting: {
    en: 'Not done: no such request waits, or it has ended meanwhile.',
    zh: '未执行：没有这个等待中的申请，或它已经结束。',
  },
  ended: {
    en: 'Ended. The reminders that it held back are re-checked within minutes.',
    zh: '已结束。被它推迟的催办会在几分钟内重新判断。',
  },
  gone: { en: 'It had already ended.', zh: '它已经结束。' },
} as const satisfies Readonly<Record<string, Text>>;

/** A field of the form, as named in a sentence. */
const [OF, ID, UNTIL, STAND_IN] = [SILENCING.of, SILENCING.id, SILENCING.until, SILENCING.standIn].map(
  ({ en, zh }): Text => ({ en: `“${en}”`, zh: `“${zh}”` }),
) as [Text, Text, Text, Text];

/** What may be wrong with the form. The messages name its fields. */
export const SILENCE_FORM_FAULTS: SilenceFaults = {
  oneOf: {
    en: `${ID.en} is empty: choose a suggestion, or write an id.`,
    zh: `${ID.zh}未填写：请从建议中选择，或填写 ID。`,
  },
  standIn: {
    en: `${STAND_IN.en} says who is reminded instead of a person: choose a different person under ${OF.en}.`,
    zh: `${STAND_IN.zh}表示由谁代替某人接收催办：请在${OF.zh}中选择人员，且两者不能相同。`,
  },
  badPerson(field, given) {
    const { en, zh } = field === 'person' ? ID : STAND_IN;
    return {
      en: `${en}: nobody called ${given} is known here. Choose a suggestion, or write an open_id (ou_…).`,
      zh: `${zh}：没有找到名为 ${given} 的人员。请从建议中选择，或填写 open_id（ou_…）。`,
    };
  },
  badId(field, given) {
    const what = COVERS[field];
    return {
      en: `${ID.en}: no ${what.en} called ${given} is known here. Choose a suggestion, or write its id.`,
      zh: `${ID.zh}：没有找到名为 ${given} 的${what.zh}。请从建议中选择，或填写 ID。`,
    };
  },
  badUntil: () => ({ en: `${UNTIL.en}: choose one of the times.`, zh: `${UNTIL.zh}：请选择一个时间。` }),
  unknownApproval: (approval) => ({
    en: `${ID.en}: the approval ${approval} is not in the configuration, so nobody is reminded of it.`,
    zh: `${ID.zh}：审批 ${approval} 不在配置里，本来就不会催办。`,
  }),
  unknownChat: (chat) => ({
    en: `${ID.en}: the configuration sends no reminders to ${chat}.`,
    zh: `${ID.zh}：配置中没有发往 ${chat} 的催办。`,
  }),
};

/** Several have the same name. */
export const severalCalled = (name: string, ids: readonly string[]): Text => ({
  en: `Several are called ${name}: write the id of the one that you mean (${ids.join(', ')}).`,
  zh: `有多个名称为 ${name}：请填写其中一个的 ID（${ids.join('、')}）。`,
});

export const CHAT_LIST = {
  chat: { en: 'Chat', zh: '会话' },
  approvals: { en: 'Approvals', zh: '审批' },
  state: { en: 'State', zh: '状态' },
  open: { en: 'open', zh: '正常' },
  closed: { en: 'closed', zh: '已停用' },
  opening: { en: 'opened again', zh: '正在恢复' },
  nextTry: { en: 'Next try', zh: '下次尝试' },
  parked: { en: 'Parked', zh: '已搁置' },
  try: { en: 'Send a test card', zh: '发送测试卡片' },
  tried: { en: 'The test card was sent.', zh: '测试卡片已发送。' },
  triedPlain: {
    en: 'A plain test card was sent: the template could not be used, see "approval-relay validate".',
    zh: '模板无法使用，已发送简化的测试卡片：请运行 approval-relay validate。',
  },
  notTried: { en: 'The test card was not sent: ', zh: '测试卡片未发送：' },
  nobody: { en: 'The configuration names no chat.', zh: '配置中没有会话。' },
  every: { en: 'every other approval', zh: '其他所有审批' },
} as const satisfies Readonly<Record<string, Text>>;

export const CONFIGURED = {
  file: { en: 'File', zh: '文件' },
  since: { en: 'In force since', zh: '生效于' },
  about: {
    en: 'As it is in force, with all defaults. Secrets are masked.',
    zh: '当前生效的配置，包含全部默认值；密钥已隐藏。',
  },
} as const satisfies Readonly<Record<string, Text>>;
