import type { Text } from '../base/language.ts';

// Texts that `preview` and its gallery print.

const LIST = (words: readonly string[]): Text => ({ en: words.join(', '), zh: words.join('、') });

export const nameStatus = (statuses: readonly string[]): Text => ({
  en: `preview: name a status (${LIST(statuses).en}), or give --gallery DIR.`,
  zh: `preview：请写一个状态（${LIST(statuses).zh}），或写 --gallery 文件夹。`,
});
/** `option`: as in `--locale xx`. */
export const notKnown = (option: string, known: readonly string[]): Text => ({
  en: `${option} is not known: give one of ${LIST(known).en}.`,
  zh: `不认识 ${option}：请从 ${LIST(known).zh} 中选一个。`,
});
export const remindsNobody = (status: string, waiting: readonly string[]): Text => ({
  en: `there are no reminders for ${status}: give one of ${LIST(waiting).en}.`,
  zh: `状态为 ${status} 的审批不会提醒任何人：请从 ${LIST(waiting).zh} 中选一个。`,
});

/** `kind`: as in `--kind summary`. */
export const stepWithKind = (kind: string): Text => ({
  en: `--step draws the card of a step or its notice: leave out --kind ${kind}.`,
  zh: `--step 渲染节点的卡片或其通知：请去掉 --kind ${kind}。`,
});
export const notReached = (steps: readonly string[], reached: readonly string[]): Text => ({
  en: `the instance has not reached the step ${steps.join(' or ')}: those that it has reached are ${LIST(reached).en || 'none'}.`,
  zh: `该审批实例没有到达过节点 ${steps.join('或')}：到达过的节点：${LIST(reached).zh || '无'}。`,
});

export const noConfiguration = (approval: string, file: string): Text => ({
  en: `--approval ${approval}: there is no configuration ${file} to look it up in: name one with --config FILE, or leave out --approval.`,
  zh: `--approval ${approval}：没有可供查找的配置 ${file}：请用 --config 指定配置文件，或去掉 --approval。`,
});
/** `known`: some of the codes in the file, with their names. */
export const notThere = (
  approval: string,
  file: string,
  known: readonly string[],
  hasRest: boolean,
): Text => {
  const en = [...known, ...(hasRest ? ["'*' for every other approval"] : [])];
  const zh = [...known, ...(hasRest ? ["'*'（其他所有审批）"] : [])];
  return {
    en: `--approval ${approval} is not in ${file}: ${en.length === 0 ? 'map it there under "approvals"' : `give one of ${en.join(', ')}`}.`,
    zh: `--approval ${approval} 不在 ${file} 中：${zh.length === 0 ? '请在其中的 "approvals" 下配置它' : `请从 ${zh.join('、')} 中选一个`}。`,
  };
};
export const nameApproval = (chat: string): Text => ({
  en: `--chat ${chat}: name the approval too, with --approval CODE.`,
  zh: `--chat ${chat}：请同时用 --approval 指定审批 code。`,
});
export const notAmongChats = (chat: string, approval: string, known: readonly string[]): Text => ({
  en: `--chat ${chat} is not among the chats of ${approval}: give one of ${LIST(known).en}.`,
  zh: `--chat ${chat} 不是 ${approval} 的会话：请从 ${LIST(known).zh} 中选一个。`,
});
export const noFolder = (folder: string): Text => ({
  en: `--template ${folder}: there is no folder of this name with templates in it: create it, or leave out the option.`,
  zh: `--template ${folder}：没有这个名称且含模板的文件夹：请新建，或去掉这个选项。`,
});

export const FAULTY_TEMPLATES: Text = {
  en: 'templates: they have an error: "approval-relay validate" says which.',
  zh: '模板有错误：请用 "approval-relay validate" 查看。',
};
export const notWritten = (option: string, file: string, why: string): Text => ({
  en: `${option}: ${file} cannot be written (${why}): name a ${option === '--html' ? 'file in a folder' : 'folder'} of yours.`,
  zh: `${option}：无法写入 ${file}（${why}）：请写您自己的文件夹${option === '--html' ? '中的文件' : ''}。`,
});
export const drawn = (cards: number, pages: number, index: string): Text => ({
  en: `${cards} cards on ${pages} pages: open ${index}`,
  zh: `${pages} 页，共 ${cards} 张卡片：请打开 ${index}`,
});
/** `said`: what the sandbox's Feishu says. */
export const wouldRefuse = (code: number, said: string): Text => ({
  en: `Feishu would refuse it: ${code} ${said}`,
  zh: `飞书会拒绝这张卡片：${code} ${said}`,
});

// A file with an instance.

const SAVE: Text = {
  en: 'save the answer of GET /open-apis/approval/v4/instances/:instance_id there',
  zh: '请把 GET /open-apis/approval/v4/instances/:instance_id 的返回保存到其中',
};
/** `what`: the file … */
export const notInstance = (file: string, what: Text): Text => ({
  en: `--instance ${file} ${what.en}: ${SAVE.en}.`,
  zh: `--instance ${file} ${what.zh}：${SAVE.zh}。`,
});
export const IN_FILE = {
  nothing: { en: 'has no instance in it', zh: '中没有审批实例' },
  event: { en: 'is an event, not an instance', zh: '中是事件，不是审批实例' },
  definition: {
    en: 'is the definition of an approval, not an instance',
    zh: '中是审批定义，不是审批实例',
  },
  noCode: {
    en: 'has no "instance_code", so it is not an instance',
    zh: '中没有 "instance_code"，不是审批实例',
  },
  oddForm: { en: 'has a "form" that is not a list of widgets', zh: '中的 "form" 不是控件的列表' },
} as const satisfies Readonly<Record<string, Text>>;
export const holdsRefusal = (code: string): Text => ({
  en: `is an error of Feishu (code ${code}), not an instance`,
  zh: `中是飞书的拒绝（code ${code}），不是审批实例`,
});
export const noJsonFile = (why: string): Text => ({
  en: `cannot be read as JSON (${why})`,
  zh: `无法按 JSON 读取（${why}）`,
});
export const holdsOther = (value: unknown): Text => {
  const kind = typeof value;
  const en = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${kind}`;
  const zh = Array.isArray(value) ? '列表' : value === null ? ' null' : ` ${kind}`;
  return { en: `is ${en}, not an instance`, zh: `中是${zh}，不是审批实例` };
};
