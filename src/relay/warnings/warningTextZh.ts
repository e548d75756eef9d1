import type { IntakeFault, WarningCatalogue, WarningText } from '../../approval/warning.ts';
import { ERROR_CODES } from '../../feishu/errorCodes.ts';
import { calendarEndText } from '../../words/configText.ts';
import { hookRemedy } from '../../words/hookText.ts';
import { REMEDIES } from '../../words/remedyText.ts';

const CONSOLE = '开发者后台（open.feishu.cn/app 或 open.larksuite.com/app）';
const TIME_SERVICE = '请用时间同步服务（chrony、systemd-timesyncd）校准本机时钟。';

const CREDENTIAL_REMEDIES = {
  'app-id': REMEDIES.noSuchApp.zh,
  secret: REMEDIES.wrongSecret.zh,
  either: REMEDIES.credentials.zh,
} as const;

function remedyFor(feishuCode: number | undefined, otherwise: string): string {
  return (feishuCode === undefined ? undefined : ERROR_CODES[feishuCode]?.remedy.zh) ?? otherwise;
}

const INTAKE_FAULTS: Readonly<Record<IntakeFault, WarningText>> = {
  'encrypt-key-differs': {
    message: '事件被拒绝：飞书使用的 Encrypt Key 与 feishu.encryptKey 不同。',
    remedy: `请从${CONSOLE}的“事件与回调 → 加密策略”复制 Encrypt Key 到 feishu.encryptKey。`,
  },
  'encrypt-key-only-here': {
    message: '事件被拒绝：配置了 feishu.encryptKey，但飞书推送的事件既未加密也未签名。',
    remedy: `请在${CONSOLE}的“加密策略”中设置相同的 Encrypt Key，或把 feishu.encryptKey 留空。`,
  },
  'encrypt-key-only-at-feishu': {
    message: '事件被拒绝：飞书推送的事件已加密，但 feishu.encryptKey 为空。',
    remedy: `请从${CONSOLE}的“加密策略”复制 Encrypt Key 到 feishu.encryptKey。`,
  },
  'token-differs': {
    message: '事件被拒绝：Verification Token 与 feishu.verificationToken 不同。',
    remedy: `请从${CONSOLE}的“加密策略”复制 Verification Token 到 feishu.verificationToken。`,
  },
  'other-app': {
    message: '事件被拒绝：它属于另一个应用，不是 feishu.appId。',
    remedy: '请把 feishu.appId 及其密钥改为那个应用，或从那个应用的“事件与回调”中移除本地址。',
  },
  'body-changed': {
    message: '事件被拒绝：它用 feishu.encryptKey 加密，但签名不符，说明途中被修改。',
    remedy: '请让机器人前面的代理原样转发请求体和 X-Lark-* 请求头。',
  },
  'headers-lost': {
    message: '事件被拒绝：它用 feishu.encryptKey 加密，但没有签名，说明途中丢失了请求头。',
    remedy: '请让机器人前面的代理转发 X-Lark-Request-Timestamp、X-Lark-Request-Nonce 和 X-Lark-Signature。',
  },
  'signed-time-differs': {
    message: '事件被拒绝：签名时间与本机时钟相差过大。',
    remedy: '请用时间同步服务（NTP）校准本机时钟。',
  },
  'no-event': {
    message: '发到 webhook 的请求签名正确，但其中没有事件。',
    remedy: `请确认${CONSOLE}中的事件请求地址以 /webhook/event 结尾。`,
  },
};

/** The texts of all warnings in Chinese. */
export const CHINESE: WarningCatalogue = {
  'credentials-refused': ({ feishuCode, part }) => ({
    message: `飞书拒绝了应用凭证（${feishuCode}）：无法发送任何卡片。`,
    remedy: CREDENTIAL_REMEDIES[part],
  }),
  'app-disabled': ({ feishuCode }) => ({
    message: `应用未启用（${feishuCode}）：无法发送任何卡片。`,
    remedy: `请在${CONSOLE}和企业管理后台启用该应用。`,
  }),
  'bot-disabled': ({ feishuCode }) => ({
    message: `应用没有开启机器人能力（${feishuCode}）：无法发送任何卡片。`,
    remedy: `请在${CONSOLE}开启机器人能力，并发布新版本。`,
  }),
  'ip-not-allowed': ({ feishuCode }) => ({
    message: `飞书拒绝了本机的公网 IP（${feishuCode}）。`,
    remedy: `请在${CONSOLE}把该 IP 加入应用的 IP 白名单。`,
  }),
  'quota-used-up': ({ feishuCode }) => ({
    message: `本月 API 调用额度已用完（${feishuCode}）：卡片等待发送。`,
    remedy: '额度每月 1 日重新计算，也可以在管理后台购买。',
  }),
  'feishu-unreachable': ({ everReached }) =>
    everReached
      ? {
          message: '目前无法连接飞书：卡片等待发送。',
          remedy: '若只是暂时的，无需处理，会自动重试；若持续，请检查网络和代理。',
        }
      : {
          message: '自启动以来从未连上飞书：无法发送任何卡片。',
          remedy: '请检查配置中的 feishu.domain、代理（HTTPS_PROXY）、DNS，以及本机到飞书之间的防火墙。',
        },
  'scope-missing': ({ api, scopes }) => ({
    message:
      scopes.length > 0
        ? `飞书拒绝了 ${api}：应用需要以下权限之一：${scopes.join('、')}。`
        : `飞书拒绝了 ${api}：应用缺少权限。`,
    remedy: `请在${CONSOLE}添加${scopes.length > 0 ? `权限 ${scopes.join(' 或 ')}` : '飞书所指的权限'}，并发布新版本。`,
  }),

  'approval-not-subscribed': ({ approval, feishuCode }) => ({
    message: `审批 ${approval} 未订阅${feishuCode === undefined ? '' : `（${feishuCode}）`}：飞书不会推送它的事件。`,
    remedy: remedyFor(feishuCode, '若只是暂时的，无需处理，会自动重试。'),
  }),
  'approval-unknown': ({ approval }) => ({
    message: `飞书中没有编码为 ${approval} 的审批。`,
    remedy: '请从审批管理后台重新复制编码（网址中的 definitionCode）。',
  }),
  'approval-deleted': ({ approval }) => ({
    message: `审批 ${approval} 已在飞书中删除。`,
    remedy: '请从配置中移除它。',
  }),
  'approval-name-differs': ({ approval }) => ({
    message: `审批 ${approval} 在飞书中的名称与配置不同。`,
    remedy: '请检查配置中的编码；若编码正确，请修改 name。',
  }),

  'events-refused': ({ cause }) => INTAKE_FAULTS[cause],
  'never-pushed': ({ approvals }) => ({
    message: `通过查询发现了 ${approvals.join('、')} 的变更，但飞书从未向本应用推送过事件。`,
    remedy: `请检查${CONSOLE}的“事件与回调”：需添加“审批实例状态变更”（approval_instance）事件，发布包含它的版本，并选择请求地址或长连接。`,
  }),
  'tasks-never-pushed': ({ approvals }) => ({
    message: `${approvals.join('、')} 的节点有变化，但飞书从未推送过任务事件：卡片和节点会延迟更新。`,
    remedy: `请在${CONSOLE}的“事件与回调”中添加 approval_task 事件，并发布新版本。`,
  }),
  'intake-down': () => ({
    message: '目前收不到任何事件。',
    remedy: '请查看 /readyz 的 reasons；使用长连接时，请检查本机到飞书的网络。',
  }),

  'chat-closed': ({ chat, feishuCode }) => ({
    message: `会话 ${chat} 不接收机器人的消息（${feishuCode}）：发往它的消息已搁置。`,
    remedy: remedyFor(feishuCode, '请把机器人加入该群，或修改配置中的会话。'),
  }),
  'chat-held': ({ chat, feishuCode }) => ({
    message: `机器人不能在会话 ${chat} 中发言（${feishuCode}）：发往它的消息在等待。`,
    remedy: remedyFor(feishuCode, '请在群设置中允许机器人发言。'),
  }),
  'bot-not-in-chat': ({ chat }) => ({
    message: `机器人不在配置所指的群 ${chat} 中。`,
    remedy: '请把机器人加入该群（群设置 → 群机器人），或修改配置中的会话。',
  }),
  'person-unreachable': ({ person, feishuCode }) => ({
    message: `机器人无法给 ${person} 发消息（${feishuCode}）：发给此人的内容改发到群里，没有合适的群时搁置。`,
    remedy: remedyFor(feishuCode, REMEDIES.unreachable.zh),
  }),
  'person-refused': ({ person, feishuCode }) => ({
    message: `飞书不接受 ID ${person}（${feishuCode}）：不会 @ 此人。`,
    remedy: '请检查该 ID；若写在配置中，请在配置中修改。',
  }),

  'hook-failing': ({ hook, cause }) => ({
    message: `hook ${hook} 没有接收发给它的内容（${cause}）：相应的发送在等待或已搁置。`,
    remedy: hookRemedy(cause).zh,
  }),

  'card-simplified': ({ template, feishuCode, detail }) => ({
    message: `飞书拒绝了模板 ${template} 的卡片（${feishuCode}）：已改发更简单的卡片（${detail}）。`,
    remedy: '请用 approval-relay validate 检查模板。',
  }),
  'template-broken': ({ template }) => ({
    message: `模板 ${template} 无法使用：已改发普通卡片。`,
    remedy: '请用 approval-relay validate 检查它，并在日志中查看出错位置。',
  }),

  'config-not-taken': ({ problems, first }) => ({
    message: `修改后的配置未生效：${errorsText(problems, first)}。仍使用上一份有效配置。`,
    remedy: '请运行 approval-relay validate，它会说明每一处的错误。',
  }),
  'config-needs-restart': ({ keys }) => ({
    message: `配置已生效，但 ${keys.join('、')} 需重启后生效。`,
    remedy: '请重启 approval-relay。',
  }),
  'config-differs': () => ({
    message: '各副本的配置不同：以 worker 的配置为准。',
    remedy: '请让所有副本使用同一份配置。',
  }),
  'calendar-ends': ({ ends, isOver }) => {
    const { message, remedy } = calendarEndText(ends, isOver);
    return { message: message.zh, remedy: remedy.zh };
  },

  'clock-jumped': ({ aheadMs }) => ({
    message: `本机时钟突然${aheadMs > 0 ? '快' : '慢'}了${spanText(aheadMs)}。`,
    remedy: TIME_SERVICE,
  }),
  'clock-differs': ({ aheadMs }) => ({
    message: `本机时钟比飞书${aheadMs > 0 ? '快' : '慢'}${spanText(aheadMs)}：在两者一致之前，不会删除旧数据，也不会列出更早的实例。`,
    remedy: TIME_SERVICE,
  }),
  'store-clock-differs': ({ aheadMs }) => ({
    message: `本机时钟比数据库${aheadMs > 0 ? '快' : '慢'}${spanText(aheadMs)}。`,
    remedy: '请用时间同步服务校准两台机器的时钟。',
  }),
};

function spanText(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  if (seconds < 120) return ` ${seconds} 秒`;
  if (seconds < 2 * 3_600) return ` ${Math.round(seconds / 60)} 分钟`;
  if (seconds < 2 * 86_400) return ` ${Math.round(seconds / 3_600)} 小时`;
  return ` ${Math.round(seconds / 86_400)} 天`;
}

function errorsText(problems: number, first: string | undefined): string {
  if (first === undefined) return `有 ${problems} 处错误`;
  return problems === 1 ? `${first} 处有错误` : `${first} 处有错误，另有 ${problems - 1} 处错误`;
}
