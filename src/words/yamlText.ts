import type { Text } from '../base/language.ts';

// What is wrong with a file before its keys are checked: it cannot be read, it is not YAML, its variables.

/** The rest of a sentence that begins with {@link THE_FILE}. */
export const SOURCE = {
  folder: { en: 'is a folder: name the file in it.', zh: '路径指向一个文件夹：请写其中的文件。' },
  odd: {
    en: 'is not a regular file but a pipe, a device or a socket: name a file.',
    zh: '路径指向管道、设备或 socket：请写一个普通文件。',
  },
  large: { en: 'is larger than 1 MiB: is this the right file?', zh: '大于 1 MiB：是不是选错了文件？' },
  absent: { en: 'does not exist', zh: '不存在' },
  notUtf8: {
    en: 'is not UTF-8 text: save it with the encoding UTF-8.',
    zh: '不是 UTF-8 文本：请用 UTF-8 编码保存。',
  },
  notAllowed: {
    en: 'cannot be read by this user: change its owner or mode.',
    zh: '不允许当前用户读取：请修改属主或权限。',
  },
  below: {
    en: 'does not exist: a part of its path is a file, not a folder.',
    zh: '不存在：路径中有一级是文件，而不是文件夹。',
  },
} as const satisfies Readonly<Record<string, Text>>;
export const unreadable = (code: string): Text => ({
  en: `cannot be read (${code}): check the path.`,
  zh: `无法读取（${code}）：请检查路径。`,
});

export const THE_FILE: Text = { en: 'The file ', zh: '文件' };
export const ABSENT_CONFIG: Text = {
  en: ': run "approval-relay setup", or copy config/relay.example.yaml of this package to it, or name another with --config or RELAY_CONFIG.',
  zh: '：请运行 "approval-relay setup"，或把本软件包中的 config/relay.example.yaml 复制到这里，或用 --config 或 RELAY_CONFIG 指定另一个文件。',
};
export const THE_CALENDAR_FILE: Text = {
  en: 'The file of "calendar.file" ',
  zh: '"calendar.file" 所写的文件',
};
export const ABSENT_CALENDAR: Text = {
  en: ': write its path relative to the working directory.',
  zh: '：请写相对于工作目录的路径。',
};
export const EMPTY_CONFIG: Text = {
  en: 'The file is empty: start from a copy of config/relay.example.yaml.',
  zh: '文件为空：请从 config/relay.example.yaml 复制一份开始。',
};
export const NO_MAPPING: Text = {
  en: 'The file must be a mapping with "feishu" and "approvals" at its top level: compare config/relay.example.yaml.',
  zh: '文件的顶层应为含 "feishu" 和 "approvals" 的映射：请参照 config/relay.example.yaml。',
};
export const ENV_LINE: Text = {
  en: 'This line is not read: write NAME=value, with quotes around a value of several lines.',
  zh: '这一行无法识别：请写成 NAME=value，多行的值要加引号。',
};

// Variables.

const [NAME, WITH_DEFAULT, LITERAL] = ['{NAME}', '{NAME:-default}', '{'].map((rest) => `$${rest}`);
export const MALFORMED: Text = {
  en:
    `This value has a variable that cannot be read: write ${NAME} or ${WITH_DEFAULT}, not one within another, ` +
    `or $${LITERAL} for a literal dollar and brace.`,
  zh:
    `这个值里的变量无法识别：请写成 ${NAME} 或 ${WITH_DEFAULT}，不能相互嵌套；` +
    `如果要写美元符号加花括号本身，请写 $${LITERAL}。`,
};
/** `meant`: a name that is set and nearly the same. */
export const unset = (name: string, meant: string | undefined): Text => ({
  en: `This value needs the environment variable ${name}, which is not set${meant === undefined ? '' : ` (${meant} is set: is that the one?)`}: set it, add it to .env, or give a default as in $\{${name}:-default}.`,
  zh: `这个值需要环境变量 ${name}，但它没有设置${meant === undefined ? '' : `（设置了 ${meant}：是不是它？）`}：请设置它、写进 .env，或像 $\{${name}:-default} 这样给出默认值。`,
});

// YAML.

export const YAML = {
  star: {
    en: 'The entry for every other approval needs quotes: write "*": instead of *:.',
    zh: '表示其他所有审批的条目要加引号：请写 "*":，而不是 *:。',
  },
  flowVariable: {
    en: `Within { … } and [ … ] a variable needs quotes: write "${NAME}".`,
    zh: `在 { … } 和 [ … ] 里，变量要加引号：请写 "${NAME}"。`,
  },
  openBracket: {
    en: 'A bracket or brace that opens above is not closed before this line.',
    zh: '上面有一个括号在这一行之前没有闭合。',
  },
  openQuote: {
    en: 'A text in quotes that begins here has no closing quote.',
    zh: '从这里开始的带引号的文本缺少右引号。',
  },
  wideColon: {
    en: 'The colon after this key is a full-width one (：): write : and a space.',
    zh: '这个键后面是全角冒号（：）：请改为半角冒号 : 加空格。',
  },
  other: {
    en: 'This is not YAML: check the indentation, the quotes and the colons here.',
    zh: '这不是合法的 YAML：请检查此处的缩进、引号和冒号。',
  },
} as const satisfies Readonly<Record<string, Text>>;

/** By the code of the parser's error. */
export const YAML_FAULTS: Readonly<Partial<Record<string, Text>>> = {
  TAB_AS_INDENT: { en: 'A tab cannot indent YAML: use spaces.', zh: 'YAML 不能用制表符缩进：请用空格。' },
  BAD_INDENT: {
    en: 'The indentation is wrong: keys of one mapping, and items of one list, begin in the same column.',
    zh: '缩进不一致：同一映射的键、同一列表的各项要从同一列开始。',
  },
  MULTILINE_IMPLICIT_KEY: {
    en: 'A key must be on one line, with a colon and a space after it.',
    zh: '键必须写在一行内，后面跟冒号和空格。',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    en: 'A value contains a second "key: value": put it on its own line, or the value in quotes.',
    zh: '值里又出现了 "key: value"：请把它另起一行，或给值加引号。',
  },
  MISSING_CHAR: {
    en: 'Something is missing here: a colon with a space after a key, or a closing bracket.',
    zh: '这里缺少内容：键后面的冒号加空格，或右括号。',
  },
  UNEXPECTED_TOKEN: {
    en: 'This does not belong here: a value with quotes, braces or commas needs quotes around it.',
    zh: '这里不应出现这个内容：含引号、花括号或逗号的值要加引号。',
  },
  BAD_SCALAR_START: {
    en: 'A value cannot begin with this character: put it in quotes.',
    zh: '值不能以这个字符开头：请加引号。',
  },
  BAD_DQ_ESCAPE: {
    en: 'Between double quotes a backslash begins an escape: double it, or use single quotes.',
    zh: '双引号中的反斜杠是转义符：请写两个反斜杠，或改用单引号。',
  },
  MULTIPLE_DOCS: {
    en: 'A second document begins here: remove the line "---".',
    zh: '这里开始了另一个文档：请删去 "---" 这一行。',
  },
  MULTIPLE_ANCHORS: {
    en: 'A value can have only one anchor (&name).',
    zh: '一个值只能有一个锚点（&name）。',
  },
  BAD_ALIAS: {
    en: 'A text that begins with * or & needs quotes.',
    zh: '以 * 或 & 开头的文本要加引号。',
  },
  ALIAS_PROPS: {
    en: 'An alias (*name) can have neither anchor nor tag.',
    zh: '别名（*name）不能带锚点或标签。',
  },
  COMMENT_SPACE: {
    en: 'A comment needs a space before its #; a value with a # needs quotes.',
    zh: '注释的 # 前面要有空格；含 # 的值要加引号。',
  },
  TAG_RESOLVE_FAILED: {
    en: 'A tag (!name) means nothing here: remove it, or put the text in quotes.',
    zh: '标签（!name）在这里没有意义：请删去，或给文本加引号。',
  },
  BAD_DIRECTIVE: {
    en: 'A line that begins with % means nothing here: remove it, or put the text in quotes.',
    zh: '以 % 开头的行在这里没有意义：请删去，或给文本加引号。',
  },
  KEY_OVER_1024_CHARS: {
    en: 'A key is longer than 1024 characters: is a line break missing?',
    zh: '键超过 1024 个字符：是不是漏了换行？',
  },
};

export const tooDeep = (most: number): Text => ({
  en: `This is nested more than ${most} levels deep.`,
  zh: `这里的嵌套超过 ${most} 层。`,
});
export const tooMuch = (most: number): Text => ({
  en: `The aliases (*name) and merge keys (<<) multiply into more than ${most} values: use fewer.`,
  zh: `别名（*name）和合并键（<<）展开后超过 ${most} 个值：请减少使用。`,
});
export const keptTwice = (key: string, line: number): Text => ({
  en: `${key} is already on line ${line}: keep one of them.`,
  zh: `${key} 在第 ${line} 行已经有了：请只保留一个。`,
});
export const NODES = {
  itself: { en: 'This alias (*name) contains itself.', zh: '这个别名（*name）包含了它自己。' },
  unknownAnchor: {
    en: 'There is no anchor (&name) of that name above: if this is not an alias but a text that begins with *, put it in quotes.',
    zh: '上面没有同名的锚点（&name）：如果这不是别名，而是以 * 开头的文本，请加引号。',
  },
  mergeOfNone: {
    en: 'The merge key << needs a mapping, or a list of them.',
    zh: '合并键 << 的值应为映射，或映射的列表。',
  },
  oddKey: { en: 'A key must be a plain text: put it in quotes.', zh: '键必须是普通文本：请加引号。' },
  proto: { en: 'A key cannot be "__proto__": remove it.', zh: '键不能是 "__proto__"：请删去。' },
} as const satisfies Readonly<Record<string, Text>>;
