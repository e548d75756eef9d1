import type { IntakeFault, WarningText } from '../../approval/warning.ts';
import { CONSOLE } from '../../words/consoleText.ts';

/** The page with both keys, as where something is copied from. */
const PAGE = {
  en: `"Events & Callbacks" > "Encryption Strategy" (事件与回调 > 加密策略) ${CONSOLE.en}`,
  zh: `${CONSOLE.zh}的“事件与回调 > 加密策略”`,
};
const COPY_KEY = {
  en: `Copy the Encrypt Key from ${PAGE.en} to feishu.encryptKey.`,
  zh: `请从${PAGE.zh}复制 Encrypt Key 到 feishu.encryptKey。`,
};
const HEADERS = ['X-Lark-Request-Timestamp', 'X-Lark-Request-Nonce', 'X-Lark-Signature'] as const;
const ALL_HEADERS = {
  en: `${HEADERS[0]}, ${HEADERS[1]} and ${HEADERS[2]}`,
  zh: `${HEADERS[0]}、${HEADERS[1]} 和 ${HEADERS[2]}`,
};

/** Why incoming requests are refused: for the log line and for the warning. */
export const INTAKE_FAULT_TEXTS: Readonly<Record<IntakeFault, WarningText>> = {
  'encrypt-key-differs': {
    message: {
      en: 'The request is encrypted, but not with feishu.encryptKey: the developer console has another Encrypt Key.',
      zh: '请求已加密，但用的不是 feishu.encryptKey：开发者后台的 Encrypt Key 与它不同。',
    },
    remedy: COPY_KEY,
  },
  'encrypt-key-only-here': {
    message: {
      en: 'The request is not encrypted, but feishu.encryptKey is set: the developer console has no Encrypt Key.',
      zh: '请求未加密，但配置了 feishu.encryptKey：开发者后台没有设置 Encrypt Key。',
    },
    remedy: {
      en: `Enter feishu.encryptKey as the Encrypt Key on ${PAGE.en}; or empty it here, and set feishu.verificationToken.`,
      zh: `请在${PAGE.zh}中设置相同的 Encrypt Key；或在这里把 feishu.encryptKey 留空，并设置 feishu.verificationToken。`,
    },
  },
  'encrypt-key-only-at-feishu': {
    message: {
      en: 'The request is encrypted, but feishu.encryptKey is empty: the developer console has an Encrypt Key.',
      zh: '请求已加密，但 feishu.encryptKey 为空：开发者后台设置了 Encrypt Key。',
    },
    remedy: COPY_KEY,
  },
  'token-differs': {
    message: {
      en: 'The Verification Token of the request is not feishu.verificationToken.',
      zh: '请求中的 Verification Token 与 feishu.verificationToken 不同。',
    },
    remedy: {
      en: `Copy the Verification Token from ${PAGE.en} to feishu.verificationToken.`,
      zh: `请从${PAGE.zh}复制 Verification Token 到 feishu.verificationToken。`,
    },
  },
  'other-app': {
    message: {
      en: 'The request is about another app than feishu.appId.',
      zh: '请求属于另一个应用，不是 feishu.appId。',
    },
    remedy: {
      en: 'Set feishu.appId and its keys to that app, or remove this address from its "Events & Callbacks" (事件与回调).',
      zh: '请把 feishu.appId 及其密钥改为那个应用，或从那个应用的“事件与回调”中移除本地址。',
    },
  },
  'body-changed': {
    message: {
      en: 'The request is encrypted with feishu.encryptKey, but its signature does not fit: it was changed on its way.',
      zh: '请求用 feishu.encryptKey 加密，但签名不符：它在途中被修改。',
    },
    remedy: {
      en: `Let the proxy in front of the bot pass the body byte for byte, and ${ALL_HEADERS.en} as they are.`,
      zh: `请让机器人前面的代理原样转发请求体和请求头 ${ALL_HEADERS.zh}。`,
    },
  },
  'headers-lost': {
    message: {
      en: 'The event is encrypted with feishu.encryptKey, but came without its signature: headers were lost on their way.',
      zh: '事件用 feishu.encryptKey 加密，但没有签名：途中丢失了请求头。',
    },
    remedy: {
      en: `Let the proxy in front of the bot pass ${ALL_HEADERS.en}.`,
      zh: `请让机器人前面的代理转发请求头 ${ALL_HEADERS.zh}。`,
    },
  },
  'signed-time-differs': {
    message: {
      en: 'The request is signed with feishu.encryptKey, but its time is not that of this machine.',
      zh: '请求用 feishu.encryptKey 签名，但签名时间与本机时钟相差过大。',
    },
    remedy: {
      en: 'Look at the clock of this machine, and let a time service (NTP) keep it right.',
      zh: '请检查本机时钟，并用时间同步服务（NTP）校准。',
    },
  },
  'no-event': {
    message: {
      en: 'Feishu sent something that holds no event.',
      zh: '飞书发来的内容中没有事件。',
    },
    remedy: {
      en: 'Look at it in the event log of the developer console. If it is an event there, please report it.',
      zh: '请在开发者后台的事件日志中查看；如果它在那里是事件，请反馈给我们。',
    },
  },
};
