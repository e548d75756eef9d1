import type { Warning, WarningCatalogue, WarningText } from '../../approval/warning.ts';
import type { Text } from '../../base/language.ts';
import { SCOPE_NEEDS } from '../../feishu/appScopes.ts';
import { isNetworkFailure, networkRemedy } from '../../feishu/client/networkFailure.ts';
import { CODES, ERROR_CODES } from '../../feishu/errorCodes.ts';
import { CONSOLE, PUBLISH } from '../../words/consoleText.ts';
import { REMEDIES } from '../../words/remedyText.ts';
import { INTAKE_FAULT_TEXTS } from './intakeFaultText.ts';
import { OWN_WARNING_TEXTS } from './ownWarningText.ts';

/** The sentence and the remedy of a warning, for the log, `/readyz`, `doctor` and the operators' cards. */
export function warningText(warning: Warning): WarningText {
  const text = WARNING_TEXTS[warning.code] as (ids: Warning['ids']) => WarningText;
  return text(warning.ids);
}

/** Which of the two Feishu refuses, and what to do about it. */
const CREDENTIALS = {
  'app-id': { name: { en: 'app id', zh: 'App ID' }, remedy: REMEDIES.noSuchApp },
  secret: { name: { en: 'secret', zh: ' App Secret' }, remedy: REMEDIES.wrongSecret },
  either: { name: { en: "app's credentials", zh: '凭证' }, remedy: REMEDIES.credentials },
} as const;

/** The remedy of the table of Feishu's codes, so a parked row and a warning give the same one. */
function remedyFor(feishuCode: number | undefined, otherwise: Text): Text {
  return (feishuCode === undefined ? undefined : ERROR_CODES[feishuCode]?.remedy) ?? otherwise;
}

/** All warnings: here those about Feishu, its approvals, chats and people. */
const WARNING_TEXTS: WarningCatalogue = {
  'credentials-refused': ({ feishuCode, part }) => {
    const { name, remedy } = CREDENTIALS[part];
    return {
      message: {
        en: `Feishu refuses the ${name.en} (${feishuCode}): no card can be sent.`,
        zh: `飞书拒绝了应用的${name.zh}（${feishuCode}）：无法发送任何卡片。`,
      },
      remedy,
    };
  },
  'app-disabled': ({ feishuCode }) => ({
    message: {
      en: `The app is not enabled (${feishuCode}): no card can be sent.`,
      zh: `应用未启用（${feishuCode}）：无法发送任何卡片。`,
    },
    remedy: REMEDIES.disabled,
  }),
  'bot-disabled': ({ feishuCode }) => ({
    message: {
      en: `The app has no bot (${feishuCode}): no card can be sent.`,
      zh: `应用没有开启机器人能力（${feishuCode}）：无法发送任何卡片。`,
    },
    remedy: REMEDIES.noBot,
  }),
  'ip-not-allowed': ({ feishuCode }) => ({
    message: {
      en: `Feishu refuses the public IP address of this machine (${feishuCode}).`,
      zh: `飞书拒绝了本机的公网 IP（${feishuCode}）。`,
    },
    remedy: REMEDIES.ipDenied,
  }),
  'quota-used-up': ({ feishuCode }) => ({
    message: {
      en: `The monthly quota of API calls is used up (${feishuCode}): cards wait.`,
      zh: `本月 API 调用额度已用完（${feishuCode}）：卡片等待发送。`,
    },
    remedy: REMEDIES.quota,
  }),
  'feishu-unreachable': ({ cause, everReached }) => ({
    message: everReached
      ? { en: 'Feishu cannot be reached at the moment: cards wait.', zh: '目前无法连接飞书：卡片等待发送。' }
      : {
          en: 'Feishu has not been reached since the bot was started: no card can be sent.',
          zh: '自启动以来从未连上飞书：无法发送任何卡片。',
        },
    remedy: networkRemedy(isNetworkFailure(cause) ? cause : 'cut', !everReached),
  }),
  'scope-missing': ({ api, scopes }) => ({
    message:
      scopes.length > 0
        ? {
            en: `Feishu refuses ${api}: the app needs one of the scopes ${scopes.join(', ')}.`,
            zh: `飞书拒绝了 ${api}：应用需要以下权限之一：${scopes.join('、')}。`,
          }
        : { en: `Feishu refuses ${api}: the app lacks a scope.`, zh: `飞书拒绝了 ${api}：应用缺少权限。` },
    remedy: scopes.length > 0 ? addScope(scopes) : REMEDIES.noScope,
  }),

  'approval-not-subscribed': ({ approval, feishuCode }) => ({
    message: {
      en: `The approval ${approval} is not subscribed${feishuCode ? ` (${feishuCode})` : ''}: Feishu pushes no event about it.`,
      zh: `审批 ${approval} 未订阅${feishuCode ? `（${feishuCode}）` : ''}：飞书不会推送它的事件。`,
    },
    remedy:
      feishuCode === CODES.scopeMissing
        ? addScope(SCOPE_NEEDS.subscribe.anyOf)
        : remedyFor(feishuCode, {
            en: 'Nothing to do if it passes: it is tried again.',
            zh: '若只是暂时的，无需处理，会自动重试。',
          }),
  }),
  'approval-unknown': ({ approval }) => ({
    message: {
      en: `Feishu knows no approval with the code ${approval}.`,
      zh: `飞书中没有编码为 ${approval} 的审批。`,
    },
    remedy: REMEDIES.badApproval,
  }),
  'approval-deleted': ({ approval }) => ({
    message: {
      en: `The approval ${approval} was deleted in Feishu.`,
      zh: `审批 ${approval} 已在飞书中删除。`,
    },
    remedy: REMEDIES.approvalDeleted,
  }),
  'approval-name-differs': ({ approval }) => ({
    message: {
      en: `The approval ${approval} has another name in Feishu than in the configuration.`,
      zh: `审批 ${approval} 在飞书中的名称与配置不同。`,
    },
    remedy: {
      en: 'Check its code in the configuration; if the code is right, correct "name".',
      zh: '请检查配置中的编码；若编码正确，请修改 name。',
    },
  }),

  'events-refused': ({ cause }) => {
    const { message, remedy } = INTAKE_FAULT_TEXTS[cause];
    return {
      message: { en: `Events are refused. ${message.en}`, zh: `事件被拒绝。${message.zh}` },
      remedy,
    };
  },
  'never-pushed': ({ approvals }) => ({
    message: {
      en: `Changes of ${approvals.join(', ')} were found by asking Feishu, and Feishu has never pushed an event to this app.`,
      zh: `通过查询发现了 ${approvals.join('、')} 的变更，但飞书从未向本应用推送过事件。`,
    },
    remedy: {
      en:
        `Check "Events & Callbacks" ${CONSOLE.en}: the event "Approval instance status changed" (approval_instance) must be ` +
        'added, a version that contains it published, and the request URL or the long connection chosen.',
      zh: `请检查${CONSOLE.zh}的“事件与回调”：需添加“审批实例状态变更”（approval_instance）事件，发布包含它的版本，并选择请求地址或长连接。`,
    },
  }),
  'tasks-never-pushed': ({ approvals }) => ({
    message: {
      en: `Steps of ${approvals.join(', ')} changed, and Feishu has never pushed a task event: cards and stages come late.`,
      zh: `${approvals.join('、')} 的节点有变化，但飞书从未推送过任务事件：卡片和节点会延迟更新。`,
    },
    remedy: {
      en: `Add the event approval_task under "Events & Callbacks" ${CONSOLE.en}, ${PUBLISH.en}.`,
      zh: `请在${CONSOLE.zh}的“事件与回调”中添加 approval_task 事件，${PUBLISH.zh}。`,
    },
  }),
  'intake-down': () => ({
    message: { en: 'No event can come in.', zh: '目前收不到任何事件。' },
    remedy: {
      en: 'See "reasons" in /readyz; with a long connection, check the way from this machine to Feishu.',
      zh: '请查看 /readyz 的 reasons；使用长连接时，请检查本机到飞书的网络。',
    },
  }),

  'chat-closed': ({ chat, feishuCode }) => ({
    message: {
      en: `The chat ${chat} takes no messages from the bot (${feishuCode}): its deliveries are parked.`,
      zh: `会话 ${chat} 不接收机器人的消息（${feishuCode}）：发往它的消息已搁置。`,
    },
    // 230001 may mean several things; for a closed chat it means the id.
    remedy:
      ERROR_CODES[feishuCode]?.action === 'close-chat' ? ERROR_CODES[feishuCode].remedy : REMEDIES.badChat,
  }),
  'chat-held': ({ chat, feishuCode }) => ({
    message: {
      en: `The bot may not speak in the chat ${chat} (${feishuCode}): its deliveries wait.`,
      zh: `机器人不能在会话 ${chat} 中发言（${feishuCode}）：发往它的消息在等待。`,
    },
    remedy: remedyFor(feishuCode, REMEDIES.muted),
  }),
  'bot-not-in-chat': ({ chat }) => ({
    message: {
      en: `The bot is not in the group ${chat}, which the configuration names.`,
      zh: `机器人不在配置所指的群 ${chat} 中。`,
    },
    remedy: {
      en: 'Add the bot to the group (group settings, Bots), or correct the chat in the configuration.',
      zh: '请把机器人加入该群（群设置 > 群机器人），或修改配置中的会话。',
    },
  }),
  'person-unreachable': ({ person, feishuCode }) => ({
    message: {
      en: `The bot cannot write to ${person} (${feishuCode}): what is for this person goes to a group, or is parked where none is for it.`,
      zh: `机器人无法给 ${person} 发消息（${feishuCode}）：发给此人的内容改发到群里，没有合适的群时搁置。`,
    },
    remedy: remedyFor(feishuCode, REMEDIES.unreachable),
  }),
  'person-refused': ({ person, feishuCode }) => ({
    message: {
      en: `Feishu does not take the id ${person} (${feishuCode}): this person is not mentioned.`,
      zh: `飞书不接受 ID ${person}（${feishuCode}）：不会 @ 此人。`,
    },
    remedy: {
      en: 'Check the id; if it is named in the configuration, correct it there.',
      zh: '请检查该 ID；若写在配置中，请在配置中修改。',
    },
  }),
  'card-simplified': ({ template, feishuCode, detail }) => ({
    message: {
      en: `Feishu refused a card of the template ${template} (${feishuCode}): a simpler one was sent (${detail}).`,
      zh: `飞书拒绝了模板 ${template} 的卡片（${feishuCode}）：已改发更简单的卡片（${detail}）。`,
    },
    remedy: remedyFor(feishuCode, REMEDIES.badCard),
  }),
  ...OWN_WARNING_TEXTS,
};

/** Any one of them is enough. */
function addScope(scopes: readonly string[]): Text {
  return {
    en: `Add the scope ${scopes.join(' or ')} ${CONSOLE.en}, ${PUBLISH.en}.`,
    zh: `请在${CONSOLE.zh}添加权限 ${scopes.join(' 或 ')}，${PUBLISH.zh}。`,
  };
}
