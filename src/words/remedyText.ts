import type { Text } from '../base/language.ts';
import { BUZZ_REMEDIES } from './buzzRemedyText.ts';
import { CONSOLE, PUBLISH } from './consoleText.ts';

// What to do about Feishu's refusals, code by code: the log, parked rows and warnings take it from here.

const CREDENTIALS = {
  en: `Copy App ID and App Secret again from "Credentials & Basic Info" ${CONSOLE.en}`,
  zh: `请从${CONSOLE.zh}的“凭证与基础信息”重新复制 App ID 和 App Secret`,
};
const OTHER_DOMAIN = {
  en: 'an app of Lark needs feishu.domain: lark, one of Feishu feishu.domain: feishu',
  zh: 'Lark 的应用要写 feishu.domain: lark，飞书的应用要写 feishu.domain: feishu',
};

export const REMEDIES = {
  wait: { en: 'Nothing to do: it is tried again by itself.', zh: '无需处理：程序会自动重试。' },
  stillSending: {
    en: 'Nothing to do: Feishu is still sending it; it is asked again with the same key.',
    zh: '无需处理：飞书仍在发送，程序会用同一个 key 再次查询。',
  },
  subscribedAlready: {
    en: 'Nothing to do: it is already subscribed.',
    zh: '无需处理：该审批已经订阅。',
  },
  renewToken: {
    en: 'Nothing to do: a new token is fetched. If this persists, check feishu.appId and feishu.appSecret.',
    zh: '无需处理：程序会重新获取 token。如果持续出现，请检查 feishu.appId 和 feishu.appSecret。',
  },
  noSuchApp: {
    en: `Feishu knows no app with this feishu.appId. ${CREDENTIALS.en}; ${OTHER_DOMAIN.en}.`,
    zh: `飞书没有 feishu.appId 对应的应用。${CREDENTIALS.zh}；${OTHER_DOMAIN.zh}。`,
  },
  wrongSecret: {
    en: `The secret in feishu.appSecret is wrong. ${CREDENTIALS.en}.`,
    zh: `feishu.appSecret 不正确。${CREDENTIALS.zh}。`,
  },
  credentials: {
    en: `Feishu refuses the credentials. ${CREDENTIALS.en}; ${OTHER_DOMAIN.en}.`,
    zh: `飞书拒绝了应用凭证。${CREDENTIALS.zh}；${OTHER_DOMAIN.zh}。`,
  },
  disabled: {
    en: `The app is not installed or not enabled in the tenant. Publish a version of it ${CONSOLE.en}, and let an administrator enable it in the admin console under "Workplace" > "App Management".`,
    zh: `应用在租户内未安装或未启用。请在${CONSOLE.zh}发布版本，并请管理员在管理后台“工作台 > 应用管理”中启用。`,
  },
  noScope: {
    en: `Add the scope that Feishu names under "Permissions & Scopes" ${CONSOLE.en}, ${PUBLISH.en}.`,
    zh: `请在${CONSOLE.zh}的“权限管理”中开通飞书提示的权限，${PUBLISH.zh}。`,
  },
  noBot: {
    en: `Add the feature "Bot" under "Add Features" ${CONSOLE.en}, ${PUBLISH.en}.`,
    zh: `请在${CONSOLE.zh}的“添加应用能力”中添加“机器人”，${PUBLISH.zh}。`,
  },
  ipDenied: {
    en: `Add this machine's public IP address to the IP allow-list under "Security Settings" ${CONSOLE.en}.`,
    zh: `请在${CONSOLE.zh}的“安全设置”中把本机的公网 IP 加入 IP 白名单。`,
  },
  quota: {
    en: 'The monthly quota of API calls is used up: it resets on the 1st, or buy more in the admin console under "Cost Center".',
    zh: '本月的 API 调用量已用完：下月 1 日重新计算，也可在管理后台“费用中心”加购。',
  },
  gone: {
    en: 'Nothing to do: the card was recalled, deleted or is older than 14 days; a fresh one is posted.',
    zh: '无需处理：卡片已被撤回、删除，或已超过 14 天；程序会发一张新的。',
  },
  fixedCard: {
    en: 'Nothing to do: this card can no longer be updated; a fresh one is posted.',
    zh: '无需处理：这张卡片已无法更新；程序会发一张新的。',
  },
  badChat: {
    en: 'No chat or person has this id: correct "chat" in the configuration. Ids of chats differ from tenant to tenant, and open ids (ou_…) from app to app.',
    zh: '没有这个 ID 的群或用户：请改正配置中的 chat。群 ID 因租户而异，open_id（ou_…）因应用而异。',
  },
  botOutside: {
    en: 'Add the bot to the group again: group settings > "Bots".',
    zh: '请把机器人重新加入群：群设置 > “群机器人”。',
  },
  dissolved: {
    en: 'The group was dissolved: name another chat in the configuration.',
    zh: '群已解散：请在配置中换一个群。',
  },
  otherTenant: {
    en: 'The chat belongs to another tenant, and the bot may not write there: name another chat.',
    zh: '这个群属于其他租户，机器人不能在里面发言：请换一个群。',
  },
  encrypted: {
    en: 'Bots cannot write to encrypted chats: name another chat in the configuration.',
    zh: '机器人不能在加密群里发言：请在配置中换一个群。',
  },
  encryptionKey: {
    en: "The tenant's encryption key was deleted: its administrator has to restore it.",
    zh: '租户的加密密钥已被删除：需要租户管理员恢复。',
  },
  muted: {
    en: 'The bot may not speak in this group: let it, in the group settings under "Speaking permissions".',
    zh: '机器人在这个群不能发言：请在群设置的“发言权限”中允许它发言。',
  },
  blocked: {
    en: 'Feishu has blocked this group: ask an administrator of the tenant, or name another chat.',
    zh: '飞书封禁了这个群：请联系租户管理员，或换一个群。',
  },
  notHere: {
    en: 'This kind of message is not allowed in this group: name another group; private connected groups take no cards.',
    zh: '这个群不允许这类消息：请换一个群；私密互联群不能接收卡片。',
  },
  external: {
    en: 'The app may not write here: an external group needs the ability "External sharing" of the bot, and a group of its own tenant the scope im:message:send_as_bot.',
    zh: '应用不能在这里发言：外部群需要为机器人开通“对外共享”能力，内部群需要权限 im:message:send_as_bot。',
  },
  unreachable: {
    en: `Feishu does not let the bot write to this person. If the person is outside the app's availability (230013), widen it under "Version Management & Release" ${CONSOLE.en} and publish the version. Who has left the company or stopped the bot: name a group or another person in the configuration.`,
    zh: `飞书不允许机器人给此人发消息。如果此人不在应用的可用范围内（230013），请在${CONSOLE.zh}的“版本管理与发布”中扩大可用范围并发布版本。此人已离职或停用了机器人时，请在配置中换成群或其他人。`,
  },
  cardTooLong: {
    en: 'The card was too long: show fewer fields ("fields" in the configuration).',
    zh: '卡片太长：请少显示一些字段（配置中的 fields）。',
  },
  leak: {
    en: "The tenant's data-loss rules refuse a telephone number or e-mail address in the card: hide that field.",
    zh: '租户的数据防泄漏规则不允许卡片里出现电话号码或邮箱：请隐藏该字段。',
  },
  sensitiveWords: {
    en: 'The card contains words that Feishu does not allow: hide that field.',
    zh: '卡片里有飞书不允许的词语：请隐藏该字段。',
  },
  noMentionAll: {
    en: 'The group does not let the bot mention everybody: remove @all from the template.',
    zh: '这个群不允许机器人 @所有人：请从模板中去掉。',
  },
  badCard: {
    en: 'Feishu does not accept the card: check the template with "approval-relay validate".',
    zh: '飞书不接受这张卡片：请用 approval-relay validate 检查模板。',
  },
  badMessage: {
    en: 'Feishu does not accept a parameter of the message: check the template with "approval-relay validate".',
    zh: '飞书不接受消息中的某个参数：请用 approval-relay validate 检查模板。',
  },
  badCall: {
    en: 'Feishu says that the request is malformed: check the template with "approval-relay validate".',
    zh: '飞书认为请求有误：请用 approval-relay validate 检查模板。',
  },
  badContent: {
    en: 'Feishu cannot make a message of the content: check the template with "approval-relay validate", then replay it.',
    zh: '飞书无法用这些内容生成消息：请用 approval-relay validate 检查模板，然后重放。',
  },
  tooLarge: {
    en: 'The message is larger than 30 KB: show fewer fields ("fields" in the configuration), then replay it.',
    zh: '消息超过 30 KB：请少显示一些字段（配置中的 fields），然后重放。',
  },
  otherBot: {
    en: 'Another bot sent this message: check feishu.appId.',
    zh: '这条消息是另一个机器人发的：请检查 feishu.appId。',
  },
  noThreads: {
    en: 'The group allows no replies in a thread: report it, with the log id.',
    zh: '这个群不支持话题回复：请附上 log id 反馈给我们。',
  },
  ...BUZZ_REMEDIES,
  badApprovalCode: {
    en: 'Feishu does not accept a parameter: check the approval code in the configuration.',
    zh: '飞书不接受某个参数：请检查配置中的审批 code。',
  },
  badApproval: {
    en: 'No approval has this code: copy it again from the address of its page in the approval admin (definitionCode=…).',
    zh: '没有这个 code 的审批：请从审批管理后台该审批页面的地址（definitionCode=…）重新复制。',
  },
  noInstance: {
    en: 'Feishu no longer knows this instance.',
    zh: '飞书已经没有这条审批实例。',
  },
  noUser: { en: 'Feishu does not know this user.', zh: '飞书没有这个用户。' },
  mayNotRead: {
    en: 'The app may not read this instance: check its scopes and the data range granted to it.',
    zh: '应用不能读取这条审批：请检查应用的权限及其数据范围。',
  },
  approvalDeleted: {
    en: 'The approval was deleted: remove it from the configuration.',
    zh: '这个审批已被删除：请从配置中去掉。',
  },
  outOfRange: {
    en: `The app may not see this person or department: widen "Contacts data range" under "Permissions & Scopes" ${CONSOLE.en}, ${PUBLISH.en}.`,
    zh: `应用看不到这个人或部门：请在${CONSOLE.zh}的“权限管理”中扩大“通讯录权限范围”，${PUBLISH.zh}。`,
  },
  badId: {
    en: 'Feishu does not know an id in the request: correct it in the configuration. Open ids (ou_…) differ from app to app.',
    zh: '飞书没有请求中的某个 ID：请在配置中改正。open_id（ou_…）因应用而异。',
  },
  badRequest: {
    en: 'Feishu does not accept a parameter of the request: report it, with the log id.',
    zh: '飞书不接受请求中的某个参数：请附上 log id 反馈给我们。',
  },
} as const satisfies Readonly<Record<string, Text>>;

/** An unknown code, about a message or card. */
export const unknownMessageCode = (code: number): Text => ({
  en: `Feishu refuses the message (${code}): check the template with "approval-relay validate".`,
  zh: `飞书拒绝了这条消息（${code}）：请用 approval-relay validate 检查模板。`,
});

/** An unknown code. */
export const unknownCode = (code: number): Text => ({
  en: `Feishu answers ${code}, which approval-relay does not know: look it up and report it.`,
  zh: `飞书返回 ${code}，approval-relay 不认识这个错误码：请查询后反馈给我们。`,
});

/** A failure without an answer, with no further details. */
export const noAnswer = (why: Text): Text => ({
  en: `Nothing to do: Feishu cannot be reached (${why.en}).`,
  zh: `无需处理：暂时无法连接飞书（${why.zh}）。`,
});
