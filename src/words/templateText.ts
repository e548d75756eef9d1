import { joined, type Text } from '../base/language.ts';
import { meant } from './valueText.ts';

// Problems of templates: of their files, and of what Handlebars reads in them. No full stop: `validate` may add the
// sample that shows the problem.

/** `: did you mean "x"?`, or nothing. */
const hint = (near: string | undefined): Text | string => (near === undefined ? '' : meant(`"${near}"`));

// Files and folders.

export const cannotRead = (why: Text): Text => joined({ en: 'cannot be read: ', zh: '无法读取：' }, why);
export const UNKNOWN_REASON: Text = { en: 'unknown reason', zh: '原因不明' };
export const strangeName = (name: string, near: string | undefined, partials: string): Text =>
  joined(
    {
      en: `"${name}" is not a status, so nothing uses this template`,
      zh: `没有 "${name}" 这个状态，这个模板不会被用到`,
    },
    hint(near),
    { en: `; shared pieces belong in ${partials}/`, zh: `；共用的片段要放在 ${partials}/ 里` },
  );
export const noTemplateFor = (status: string): Text => ({
  en: `there is no template for ${status}`,
  zh: `${status} 没有模板`,
});

const KINDS = {
  pipe: { en: 'a named pipe', zh: '命名管道' },
  device: { en: 'a device', zh: '设备' },
  socket: { en: 'a socket', zh: 'socket' },
  folder: { en: 'a folder', zh: '文件夹' },
  other: { en: 'something else', zh: '别的东西' },
} as const satisfies Readonly<Record<string, Text>>;
export const notPlainFile = (kind: keyof typeof KINDS): Text => ({
  en: `it is ${KINDS[kind].en}: a template must be a regular file`,
  zh: `这是${KINDS[kind].zh}：模板应为普通文件`,
});
export const largeTemplate = (mostKb: number): Text => ({
  en: `it has more than ${mostKb} KB, and a card has 28 KB: make it smaller`,
  zh: `它超过 ${mostKb} KB，而卡片最多 28 KB：请缩小`,
});
export const deepFolders = (most: number): Text => ({
  en: `its folders nest more than ${most} deep`,
  zh: `其中的文件夹嵌套超过 ${most} 层`,
});
export const tooMany = (most: number, what: 'folders' | 'files' | 'templates'): Text => ({
  en: `it has more than ${most} ${what}: name a folder that contains only templates`,
  zh: `其中有超过 ${most} 个${{ folders: '文件夹', files: '文件', templates: '模板' }[what]}：请写只放模板的文件夹`,
});

// What Handlebars cannot read.

export const RESERVED: Text = {
  en: 'the private-use characters U+E000 to U+E003 cannot be used in templates',
  zh: '模板中不能使用私用区字符 U+E000 到 U+E003',
};
/** Blocks, calls or JSON nest too deep. */
export const NESTS_TOO_DEEP: Text = {
  en: 'it nests too deep: a card nests five deep',
  zh: '嵌套太深，无法读取：卡片最多嵌套五层',
};
export const THREE_BRACES: Text = {
  en: 'Handlebars takes "}}}" for something else: put a space between "}}" and "}"',
  zh: 'Handlebars 会把 "}}}" 当成别的意思：请在 "}}" 和 "}" 之间加一个空格',
};
/** `expected`: Handlebars' own words. */
export const cannotParse = (near: string, expected: string): Text => {
  const wanted = (open: string, close: string): string => (expected === '' ? '' : open + expected + close);
  return {
    en: `Handlebars cannot read "${near}"${wanted(' (', ')')}`,
    zh: `Handlebars 无法读取 "${near}"${wanted('（', '）')}`,
  };
};
/** Handlebars' own words about a syntax error. */
export const handlebarsSays = (said: string): Text => ({ en: said, zh: `Handlebars 无法读取：${said}` });
export const deepBlocks = (most: number): Text => ({
  en: `blocks nest more than ${most} deep`,
  zh: `块的嵌套超过 ${most} 层`,
});
export const deepCalls = (most: number): Text => ({
  en: `calls nest more than ${most} deep`,
  zh: `调用的嵌套超过 ${most} 层`,
});
export const manyMustaches = (most: number): Text => ({
  en: `there are more than ${most} "{{…}}" in this file`,
  zh: `这个文件里有超过 ${most} 个 "{{…}}"`,
});

// Names in a template that mean nothing.

type Kind = 'text' | 'person' | 'people' | 'time' | 'link' | 'word' | 'number' | 'flag' | 'group' | 'list';
const KIND_ZH: Readonly<Record<Kind, string>> = {
  text: '文本',
  person: '人员',
  people: '多个人员',
  time: '时间',
  link: '链接',
  word: '固定词',
  number: '数字',
  flag: '是否值',
  group: '组',
  list: '列表',
};

export const NO_DECORATORS: Text = { en: 'decorators are not supported', zh: '不支持 decorator' };
export const printsList = (name: string): Text => ({
  en: `"${name}" is a list: go through it with {{#each}}`,
  zh: `"${name}" 是列表：请用 {{#each}} 逐项处理`,
});
export const printsGroup = (name: string): Text => ({
  en: `"${name}" is a group: name one of its fields`,
  zh: `"${name}" 是一组字段：请写其中的某个字段`,
});
export const takesOne = (block: string): Text => ({
  en: `{{#${block}}} takes one value`,
  zh: `{{#${block}}} 需要且只需要一个值`,
});
export const eachOfNone = (name: string, kind: Kind): Text => ({
  en: `{{#each}} goes through lists: "${name}" is a ${kind}`,
  zh: `{{#each}} 只能用于列表："${name}" 是${KIND_ZH[kind]}`,
});

const WHAT_ZH = { block: '块', partial: '片段', helper: '函数', word: '词', field: '字段' } as const;
/** Nothing has this name. */
export const thereIsNo = (what: keyof typeof WHAT_ZH, name: string, near: string | undefined): Text =>
  joined({ en: `there is no ${what} "${name}"`, zh: `没有名为 "${name}" 的${WHAT_ZH[what]}` }, hint(near));
export const noFieldHere = (name: string, near: string | undefined): Text =>
  joined({ en: `there is no field "${name}" here`, zh: `这里没有名为 "${name}" 的字段` }, hint(near));
export const noData = (name: string, near: string | undefined): Text =>
  joined({ en: `there is no "@${name}"`, zh: `没有 "@${name}"` }, hint(near));
export const callsItself = (name: string): Text => ({
  en: `the partial "${name}" calls itself`,
  zh: `片段 "${name}" 调用了它自己`,
});
export const manyCalls = (most: number): Text => ({
  en: `partials are called more than ${most} times, counting those in other partials again`,
  zh: `片段被调用超过 ${most} 次（片段中的调用重复计算）`,
});
export const usedLikeThis = (name: string, use: string): Text => ({
  en: `"${name}" is used like this: ${use}`,
  zh: `"${name}" 的用法：${use}`,
});
export const OUT_OF_TEMPLATE: Text = {
  en: '"../" leads out of the template',
  zh: '"../" 超出了模板的最外层',
};
export const askedOfList = (name: string): Text => ({
  en: `"${name}" is read from a list: go through it with {{#each}}`,
  zh: `不能向列表要 "${name}"：请用 {{#each}} 逐项处理`,
});
export const behindDot = (name: string): Text => ({
  en: `there is nothing after the dot in ".${name}"`,
  zh: `".${name}" 的点后面没有内容`,
});

// Rendering.

export const runsAway = (what: Text): Text =>
  joined(what, {
    en: ': a card has at most 200 elements, so let loops and partials go through less',
    zh: '：卡片最多 200 个元素，请减少循环和片段',
  });
export const RUNAWAY = {
  steps: (most: number): Text => ({
    en: `loops and partials run more than ${most} times`,
    zh: `循环和片段执行超过 ${most} 次`,
  }),
  depth: (most: number): Text => ({
    en: `loops and partials nest more than ${most} deep`,
    zh: `循环和片段相互嵌套超过 ${most} 层`,
  }),
  written: (most: number): Text => ({
    en: `loops and partials write more than ${most} characters`,
    zh: `循环和片段输出超过 ${most} 个字符`,
  }),
};
export const CANNOT_RENDER: Text = { en: 'cannot be rendered', zh: '无法渲染' };
export const TOO_LARGE: Text = {
  en: 'the card is too large even with a shortened form: Feishu takes 28 KB, 200 elements with a "tag", 5 tables',
  zh: '即使缩短表单，卡片仍然太大：飞书最多接受 28 KB、200 个带 "tag" 的元素、5 个表格',
};
export const TOO_LARGE_NOW: Text = {
  en: 'the card is too large, even when shortened',
  zh: '即使缩短，卡片仍然太大',
};
export const NO_TEMPLATE: Text = { en: 'there is no template for this status', zh: '这个状态没有模板' };
/** The sample that shows it: its card, its language, and its approval, if any. */
export const withSample = (message: Text, about: Text): Text =>
  joined(message, { en: ` (sample: ${about.en})`, zh: `（示例：${about.zh}）` });
export const sampleOf = (card: string, approval: string | undefined, locale: string): Text => ({
  en: `${card}${approval ? ` of ${approval}` : ''} in ${locale}`,
  zh: `${[approval, card, locale].filter(Boolean).join('、')}`,
});
/** Of a file that cannot be used. */
export const aboutFile = (file: string, what: Text): Text => ({
  en: `${file}: ${what.en}`,
  zh: `${file}：${what.zh}`,
});
