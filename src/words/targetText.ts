import { joined, type Text } from '../base/language.ts';
import { meant as didYouMean, oneOf, WRITTEN } from './valueText.ts';

// Problems of chats, people and addresses in the configuration. Like valueText.ts, each is the rest of a sentence.

export const TARGET: Text = {
  en: 'a group (oc_…), a person (ou_…) or an e-mail address',
  zh: '群（oc_…）、用户（ou_…）或邮箱地址',
};

/** What is easily mistaken for the id of a chat or a person. */
export const OTHER_IDS = {
  placeholder: { en: 'is still a placeholder', zh: '还是占位符' },
  message: { en: 'is the id of a message', zh: '是消息的 ID' },
  union: {
    en: 'is a union id: write the open id of the person (ou_…)',
    zh: '是 union_id：请写此人的 open_id（ou_…）',
  },
  app: { en: 'is the id of an app', zh: '是应用的 ID' },
  department: { en: 'is the id of a department', zh: '是部门的 ID' },
  headless: {
    en: 'lacks its beginning: oc_ for a group, ou_ for a person',
    zh: '缺少前缀：群以 oc_ 开头，用户以 ou_ 开头',
  },
  number: {
    en: 'is a number: write the id of the group (oc_…), from its settings (群设置) at the very bottom',
    zh: '是数字：请写群 ID（oc_…），在群设置的最底部',
  },
  link: {
    en: 'is a link: write the id of the group, from its settings (群设置) at the very bottom',
    zh: '是链接：请写群 ID，在群设置的最底部',
  },
} as const satisfies Readonly<Record<string, Text>>;

export const PEOPLE: Text = {
  en: 'approvers, applicant, the open id of a person (ou_…), or none',
  zh: 'approvers、applicant、用户的 open_id（ou_…），或 none',
};
export const NOT_EVERYBODY: Text = {
  en: `cannot be ${WRITTEN}: mentioning everybody for an approval is not supported.`,
  zh: `不能是 ${WRITTEN}：不支持为审批 @所有人。`,
};
export const NONE_AND_OTHERS: Text = {
  en: 'has "none" together with others: keep one of them.',
  zh: '同时写了 "none" 和其他值：请只保留一种。',
};

// Addresses.

export const HOST: Text = {
  en: 'an address to listen on, such as 0.0.0.0 or 127.0.0.1',
  zh: '监听地址，如 0.0.0.0 或 127.0.0.1',
};
export const PROXY: Text = {
  en: 'an IP address or a block such as 10.0.0.0/8',
  zh: 'IP 地址，或 10.0.0.0/8 这样的网段',
};

/** The end of a sentence about a URL; one with a password is not quoted. */
export const notThisUrl = (hasUser: boolean): Text =>
  hasUser
    ? { en: ', without a user or password', zh: '，且不含用户名和密码' }
    : { en: `, not ${WRITTEN}`, zh: `，而不是 ${WRITTEN}` };

export const DOMAIN: Text = { en: 'feishu, lark or a base URL', zh: 'feishu、lark 或基础 URL' };
export const DOMAIN_FORM: Text = {
  en: 'feishu, lark or a URL such as https://open.feishu.cn',
  zh: 'feishu、lark 或 https://open.feishu.cn 这样的 URL',
};
export const URL_BEGINS: Text = { en: ': a URL begins with https://.', zh: '：URL 以 https:// 开头。' };
export const BASE_ALONE: Text = {
  en: 'must be only the base URL: leave out /open-apis.',
  zh: '只能是基础 URL：请去掉 /open-apis。',
};
export const APP_LINK: Text = {
  en: 'a URL with http or https, such as https://applink.feishu.cn',
  zh: 'http 或 https 的 URL，如 https://applink.feishu.cn',
};
export const HOOK_URL: Text = {
  en: 'a URL such as https://erp.example.com/approvals',
  zh: 'URL，如 https://erp.example.com/approvals',
};
export const HOOK_USER: Text = {
  en: 'must have no user or password: "secret" proves who calls.',
  zh: '不能含用户名和密码：调用者的身份由 "secret" 证明。',
};

// The store.

export const STORES: Text = oneOf(['sqlite:data/relay.db', 'postgres://user:password@host:5432/db']);
const writeStore = joined({ en: ': write ', zh: '：请写 ' }, STORES, { en: '.', zh: '。' });
export const STORE = {
  notUrl: {
    en: 'is not a URL: write postgres://user:password@host:5432/db, with characters such as @ / # in the password percent-encoded.',
    zh: '不是 URL：请写 postgres://user:password@host:5432/db，密码中的 @ / # 等符号要用百分号编码。',
  },
  noScheme: joined(
    { en: 'must begin with sqlite: or postgres://', zh: '应以 sqlite: 或 postgres:// 开头' },
    writeStore,
  ),
  otherScheme: (scheme: string, meant: string | undefined): Text =>
    joined(
      { en: `cannot be "${scheme}:"`, zh: `不能是 "${scheme}:"` },
      meant ? didYouMean(meant) : writeStore,
    ),
  noFile: {
    en: 'names no file: write sqlite:data/relay.db.',
    zh: '没有写文件：请写 sqlite:data/relay.db。',
  },
  memory: {
    en: 'must be a file, so nothing is lost at a restart: write sqlite:data/relay.db.',
    zh: '必须是文件，因为重启后不能丢失任何数据：请写 sqlite:data/relay.db。',
  },
  slashes: {
    en: 'is a path, not a URL: write sqlite:data/relay.db, or sqlite:/var/lib/relay.db for an absolute path.',
    zh: '是路径，不是 URL：请写 sqlite:data/relay.db，绝对路径写 sqlite:/var/lib/relay.db。',
  },
};

// Secrets and names.

const FROM_CREDENTIALS = {
  en: 'from "Credentials & Basic Info" (凭证与基础信息) in the developer console',
  zh: '开发者后台“凭证与基础信息”中的',
};
const FROM_ENCRYPTION = {
  en: 'from "Events & Callbacks" > "Encryption Strategy" (事件与回调 > 加密策略) in the developer console',
  zh: '开发者后台“事件与回调 > 加密策略”中的',
};
const copied = (name: string, from: Text): Text => ({
  en: `the ${name} ${from.en}`,
  zh: `${from.zh} ${name}`,
});
export const APP_ID = copied('App ID', FROM_CREDENTIALS);
export const APP_ID_FORM: Text = {
  en: `must be cli_ and 16 hexadecimal digits: give ${APP_ID.en}.`,
  zh: `应为 cli_ 加 16 位十六进制数字：请填写${APP_ID.zh}。`,
};
export const APP_SECRET = copied('App Secret', FROM_CREDENTIALS);
export const ENCRYPT_KEY = copied('Encrypt Key', FROM_ENCRYPTION);
export const VERIFICATION_TOKEN = copied('Verification Token', FROM_ENCRYPTION);
export const ADMIN_TOKEN: Text = { en: 'a token that nobody can guess', zh: '无法被猜到的 token' };
export const shortToken = (least: number): Text => ({
  en: `must have at least ${least} characters: make one with "openssl rand -hex 24".`,
  zh: `至少要有 ${least} 个字符：请用 "openssl rand -hex 24" 生成。`,
});
export const HOOK_SECRET: Text = {
  en: 'a secret that the receiver knows, too',
  zh: '接收方也知道的密钥',
};
export const listedTwice = (status: string): Text => ({
  en: `lists ${status} twice: remove one of them.`,
  zh: `重复列出了 ${status}：请删去一个。`,
});
export const NO_APPROVALS: Text = {
  en: 'is empty: map at least one approval code, or "*", to its chats.',
  zh: '为空：请至少把一个审批 code（或 "*"）映射到会话。',
};
/** Names and ids, as in "give …". */
export const NAMES = {
  approvalCode: { en: 'an approval code', zh: '审批 code' },
  approval: { en: 'the name of the approval', zh: '审批的名称' },
  hook: { en: 'a name', zh: '名称' },
  widget: { en: 'the name or id of a widget', zh: '控件的名称或 ID' },
  step: { en: 'the name or id of a step', zh: '节点的名称或 ID' },
  folder: { en: 'the name of a folder', zh: '文件夹的名称' },
  templates: { en: 'the folder of your templates', zh: '模板所在的文件夹' },
  calendarFile: { en: 'a file in the format of holiday-cn', zh: 'holiday-cn 格式的文件' },
  approvals: { en: 'of approval codes and their chats', zh: '从审批 code 到会话' },
  calendar: { en: 'of year and days, as holiday-cn has it', zh: '含 year 和 days（holiday-cn 格式）' },
  calendarDay: { en: 'of name, date and isOffDay', zh: '含 name、date 和 isOffDay' },
} as const satisfies Readonly<Record<string, Text>>;

/** Mappings of the configuration, as in "it is a key of …". */
export const HOME_NAMES = {
  top: { en: 'the top level', zh: '顶层' },
  approval: { en: 'an approval', zh: '审批' },
  entryOrDefaults: { en: 'a chat entry or "defaults"', zh: '会话条目或 "defaults"' },
  entry: { en: 'a chat entry', zh: '会话条目' },
  condition: { en: 'a condition on the form', zh: '表单条件' },
  hook: { en: 'a hook', zh: 'hook' },
} as const satisfies Readonly<Record<string, Text>>;
