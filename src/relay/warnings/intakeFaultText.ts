import type { IntakeFault, WarningText } from '../../approval/warning.ts';

const PAGE = '"Events & Callbacks" > "Encryption Strategy" (事件与回调 > 加密策略) in the developer console';
const HEADERS = 'X-Lark-Request-Timestamp, X-Lark-Request-Nonce and X-Lark-Signature';

/** Why incoming requests are refused, in English: for the log line and for the warning. */
export const INTAKE_FAULT_TEXTS: Readonly<Record<IntakeFault, WarningText>> = {
  'encrypt-key-differs': {
    message:
      'The request is encrypted, but not with feishu.encryptKey: the developer console has another Encrypt Key.',
    remedy: `Copy the Encrypt Key from ${PAGE} to feishu.encryptKey, and restart.`,
  },
  'encrypt-key-only-here': {
    message:
      'The request is not encrypted, but feishu.encryptKey is set: the developer console has no Encrypt Key.',
    remedy: `Enter feishu.encryptKey as the Encrypt Key on ${PAGE}; or empty it here, set feishu.verificationToken, and restart.`,
  },
  'encrypt-key-only-at-feishu': {
    message:
      'The request is encrypted, but feishu.encryptKey is empty: the developer console has an Encrypt Key.',
    remedy: `Copy the Encrypt Key from ${PAGE} to feishu.encryptKey, and restart.`,
  },
  'token-differs': {
    message: 'The Verification Token of the request is not feishu.verificationToken.',
    remedy: `Copy the Verification Token from ${PAGE} to feishu.verificationToken, and restart.`,
  },
  'other-app': {
    message: 'The request is about another app than feishu.appId.',
    remedy:
      'Set feishu.appId and its keys to that app, or remove this address from its "Events & Callbacks" (事件与回调).',
  },
  'body-changed': {
    message:
      'The request is encrypted with feishu.encryptKey, but its signature does not fit: it was changed on its way.',
    remedy: `Let the proxy in front of the bot pass the body byte for byte, and ${HEADERS} as they are.`,
  },
  'headers-lost': {
    message:
      'The event is encrypted with feishu.encryptKey, but came without its signature: headers were lost on their way.',
    remedy: `Let the proxy in front of the bot pass ${HEADERS}.`,
  },
  'signed-time-differs': {
    message: 'The request is signed with feishu.encryptKey, but its time is not that of this machine.',
    remedy: 'Look at the clock of this machine, and let a time service (NTP) keep it right.',
  },
  'no-event': {
    message: 'Feishu sent something that holds no event.',
    remedy:
      'Look at it in the event log of the developer console. If it is an event there, please report it.',
  },
};
